package darkroom.web.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.queue.InvalidJobException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ExportFileTest {
    @Test
    void slowReaderHasTenMinutesAndNoMore() {
        AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ExportFile file = new ExportFile(out, nanos::get);
        file.add("{\"id\":\"a\"}");
        nanos.addAndGet(ExportFile.TIME_MAX.toNanos());
        file.add("{\"id\":\"ä\"}");
        nanos.incrementAndGet();

        assertThatThrownBy(() -> file.add("{}"))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageContaining("within 10 min, found 2 jobs");
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("{\"id\":\"a\"}\n{\"id\":\"ä\"}\n");
        assertThat(file.lines()).isEqualTo(2);
    }
}
