package darkroom.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import darkroom.queue.trace.TraceParent;
import darkroom.queue.trace.TracedThread;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

final class LogLineTest {
    private static final Pattern LINE =
            Pattern.compile(
                    "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z (ERROR|WARN |INFO |DEBUG) \\w+ "
                            + "[^\\p{Cntrl}]*?( [\\w.-]+=\"[^\"\\\\\\p{Cntrl}]*+"
                            + "(?:\\\\.[^\"\\\\\\p{Cntrl}]*+)*+\")*\n");

    private final LogLine layout = new LogLine();

    @Test
    void lineHasTimeLevelLoggerMessageAndFields() {
        LoggingEvent event = event("lease lost", null);
        event.addKeyValuePair(new KeyValuePair("process", "w-1"));
        event.addKeyValuePair(new KeyValuePair("said", "a \"b\" \\ c"));

        assertThat(layout.doLayout(event))
                .isEqualTo(
                        "1970-01-01T00:00:00.007Z WARN  Fetcher lease lost process=\"w-1\""
                                + " said=\"a \\\"b\\\" \\\\ c\"\n");
    }

    @Test
    void nothingFromOutsideBeginsALineOrMovesTheCursor() {
        String hostile =
                "x\r\n2026-01-01T00:00:00.000Z ERROR Fetcher forged\n\u001b[2J\u0085\u2028\u2029\u202e"
                        + "\u0000\t\u007f\" job=\"other";
        LoggingEvent event =
                event(hostile, new IllegalStateException(hostile, new Error("why\nnot")));
        event.addKeyValuePair(new KeyValuePair("cause", hostile));
        event.addKeyValuePair(new KeyValuePair("k\r\ney=\"", hostile));

        String line = layout.doLayout(event);

        assertThat(line).matches(LINE).hasLineCount(1);
        assertThat(line.chars().filter(one -> one < ' ' || one == 0x7f))
                .as("the end of the line alone")
                .containsExactly((int) '\n');
        assertThat(line)
                .doesNotContain("\u0085", "\u2028", "\u2029", "\u202e")
                .contains("x\\r\\n2026")
                .contains("\\u001b[2J")
                .contains(" k__ey__=\"x")
                .doesNotContain(" job=\"")
                .contains("error=\"java.lang.IllegalStateException: x\\r\\n")
                .contains("caused by java.lang.Error: why\\nnot")
                .contains(" stack=\"darkroom.cli.output.LogLineTest.");
    }

    @Test
    void theTestSeesAForgedLine() {
        String forged = "1970-01-01T00:00:00.007Z WARN  Fetcher a\nb\n";

        assertThat(LINE.matcher(forged).matches()).isFalse();
    }

    @Test
    void endlessValuesAreCut() {
        LoggingEvent event = event("m".repeat(100_000), null);
        event.addKeyValuePair(new KeyValuePair("value", "v".repeat(100_000)));

        assertThat(layout.doLayout(event).length()).isLessThan(8_200);
    }

    @Test
    void linesOfAThreadSayWhatItWorksOnAndTheirOwnFieldsGoFirst() throws Exception {
        List<String> lines = new ArrayList<>();
        Busy busy =
                new Busy(
                        () -> {
                            LoggingEvent own = event("one", null);
                            own.addKeyValuePair(new KeyValuePair("job", "own"));
                            lines.add(layout.doLayout(own));
                            lines.add(layout.doLayout(event("two", null)));
                        });
        busy.start();
        busy.join();
        lines.add(layout.doLayout(event("three", null)));

        assertThat(lines.get(0)).endsWith("one job=\"own\" kind=\"note\"\n");
        assertThat(lines.get(1)).endsWith("two job=\"j\\n1\" kind=\"note\"\n");
        assertThat(lines.get(2)).endsWith("three\n");
    }

    private static LoggingEvent event(String message, @Nullable Throwable thrown) {
        LoggerContext context = new LoggerContext();
        Logger logger = context.getLogger("darkroom.workers.Fetcher");
        LoggingEvent event =
                new LoggingEvent("logger", logger, Level.WARN, message, thrown, new Object[0]);
        event.setTimeStamp(7);
        event.setThreadName(Thread.currentThread().getName());
        event.setMDCPropertyMap(java.util.Map.of());
        return event;
    }

    private static final class Busy extends Thread implements TracedThread {
        Busy(Runnable work) {
            super(work);
        }

        @Override
        public Optional<TraceParent> trace() {
            return Optional.empty();
        }

        @Override
        public void describe(BiConsumer<String, String> field) {
            field.accept("job", "j\n1");
            field.accept("kind", "note");
        }
    }
}
