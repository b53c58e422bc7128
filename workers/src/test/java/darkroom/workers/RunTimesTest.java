package darkroom.workers;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.queue.TimeHistogram;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class RunTimesTest {
    @Test
    void eachTimeIsInTheBucketThatEndsWithIt() {
        RunTimes times = new RunTimes();
        for (long millis : new long[] {0, 1, 2, 3, 60_000, 60_001}) {
            times.of("note").note(millis);
        }
        times.of("other");

        TimeHistogram.Reading read = Objects.requireNonNull(times.read().get("note"));

        assertThat(read.bounds()).startsWith(0.001, 0.002, 0.005).endsWith(60.0);
        assertThat(read.counts()).startsWith(2L, 1L, 1L, 0L).endsWith(1L, 1L);
        assertThat(read.sumSeconds()).isEqualTo(120.007);
        assertThat(times.read()).containsOnlyKeys("note", "other");
    }
}
