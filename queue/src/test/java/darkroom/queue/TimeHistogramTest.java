package darkroom.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TimeHistogramTest {
    @Test
    void eachTimeIsInTheBucketThatEndsWithItOrAfterIt() {
        TimeHistogram times = new TimeHistogram();
        times.note(100_000);
        times.note(100_001);
        times.note(10_000_000_000L);
        times.note(10_000_000_001L);

        TimeHistogram.Reading read = times.read();

        assertThat(read.bounds()).isEqualTo(TimeHistogram.BOUNDS);
        assertThat(read.counts()).startsWith(1L, 1L, 0L).endsWith(1L, 1L);
        assertThat(read.sumSeconds()).isBetween(20.0, 20.1);
    }

    @Test
    void readingOfAnotherShapeIsRefused() {
        assertThatThrownBy(() -> new TimeHistogram.Reading(List.of(1.0), List.of(1L), 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
