package darkroom.cli.output;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.LayoutBase;
import darkroom.queue.trace.TracedThread;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.event.KeyValuePair;

/**
 * One line of the log, whatever is in it: time in UTC, level, logger, message, then key-values,
 * each {@code key="value"}. A line that is written while a job runs has {@code job}, {@code kind},
 * {@code queue}, {@code attempt} and {@code trace} of that job, whoever writes it; one of a request
 * has its {@code trace}. An exception is {@code error} and {@code stack}.
 *
 * <p>What is no printable character is written as an escape, so that a name or a message from
 * outside neither begins a line of its own nor moves a terminal's cursor.
 */
public final class LogLine extends LayoutBase<ILoggingEvent> {
    /** The most characters of a message or a value. */
    private static final int CHARS_MAX = 4_000;

    private static final int FRAMES_MAX = 20;
    private static final int CAUSES_MAX = 5;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    /** A layout for logback, which makes it by name. */
    public LogLine() {}

    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(200);
        TIME.formatTo(Instant.ofEpochMilli(event.getTimeStamp()), line);
        line.append(' ').append(event.getLevel());
        pad(line, "WARN ".length() - event.getLevel().toString().length());
        line.append(' ').append(simpleName(event.getLoggerName())).append(' ');
        escape(line, String.valueOf(event.getFormattedMessage()));
        fields(event).forEach((key, value) -> field(line, key, value));
        return line.append('\n').toString();
    }

    private static Map<String, String> fields(ILoggingEvent event) {
        Map<String, String> fields = new LinkedHashMap<>();
        List<KeyValuePair> given = event.getKeyValuePairs();
        if (given != null) {
            given.forEach(pair -> fields.put(pair.key, String.valueOf(pair.value)));
        }
        // Of the thread that wrote it: another one may write its line.
        Thread thread = Thread.currentThread();
        if (thread instanceof TracedThread traced
                && thread.getName().equals(event.getThreadName())) {
            traced.describe(fields::putIfAbsent);
        }
        event.getMDCPropertyMap().forEach(fields::putIfAbsent);
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            fields.put("error", error(thrown));
            fields.put("stack", stack(thrown));
        }
        return fields;
    }

    private static String error(IThrowableProxy thrown) {
        StringBuilder error = new StringBuilder();
        IThrowableProxy one = thrown;
        for (int i = 0; i < CAUSES_MAX && one != null; i++) {
            error.append(i == 0 ? "" : ", caused by ").append(one.getClassName());
            if (one.getMessage() != null) {
                error.append(": ").append(one.getMessage());
            }
            one = one.getCause();
        }
        return error.toString();
    }

    /** Where the innermost cause comes from. */
    private static String stack(IThrowableProxy thrown) {
        IThrowableProxy root = thrown;
        for (int i = 1; i < CAUSES_MAX && root.getCause() != null; i++) {
            root = root.getCause();
        }
        StringBuilder stack = new StringBuilder();
        StackTraceElementProxy[] frames = root.getStackTraceElementProxyArray();
        for (int i = 0; i < Math.min(FRAMES_MAX, frames.length); i++) {
            stack.append(i == 0 ? "" : " < ").append(frames[i].getStackTraceElement());
        }
        return stack.toString();
    }

    private static void field(StringBuilder line, String key, String value) {
        line.append(' ').append(key.replaceAll("[^A-Za-z0-9_.-]", "_")).append("=\"");
        escape(line, value);
        line.append('"');
    }

    private static void escape(StringBuilder line, String text) {
        int end = Math.min(text.length(), CHARS_MAX);
        for (int at = 0; at < end; at++) {
            char one = text.charAt(at);
            switch (one) {
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                case '\\' -> line.append("\\\\");
                // In a message, too: what looks like a value there must not be taken for one.
                case '"' -> line.append("\\\"");
                default -> {
                    if (isPrintable(one)) {
                        line.append(one);
                    } else {
                        line.append(String.format(Locale.ROOT, "\\u%04x", (int) one));
                    }
                }
            }
        }
        if (end < text.length()) {
            line.append("...");
        }
    }

    // Neither controls nor what changes the direction of what follows, or is no character alone.
    private static boolean isPrintable(char one) {
        return switch (Character.getType(one)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE ->
                    false;
            default -> true;
        };
    }

    private static void pad(StringBuilder line, int blanks) {
        line.append(" ".repeat(Math.max(0, blanks)));
    }

    private static String simpleName(String logger) {
        return logger.substring(logger.lastIndexOf('.') + 1);
    }
}
