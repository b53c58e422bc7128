package darkroom.workers;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.queue.LatencyBuckets;
import darkroom.queue.TimeHistogram;
import darkroom.queue.redis.StatFields;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
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

    @Test
    void eachTimeIsToldToTheFleetOnceAndNotAtEachEnd() {
        AtomicLong nanos = new AtomicLong(-1);
        RunTimes times = new RunTimes(nanos::get);
        Map<String, Long> stats = new TreeMap<>(Map.of("done|note|note", 3L));
        for (long millis : new long[] {0, 1, 100, 100}) {
            times.of("note").note(millis);
        }
        times.of("other");
        nanos.addAndGet(RunTimes.PERIOD.toNanos() - 1);
        times.tell(stats, false);
        assertThat(stats).containsOnlyKeys("done|note|note");

        nanos.incrementAndGet();
        times.tell(stats, false);

        String slow = StatFields.ranWithin("note", LatencyBuckets.of(100));
        assertThat(stats)
                .isEqualTo(
                        Map.of(
                                "done|note|note",
                                3L,
                                StatFields.ranWithin("note", 0),
                                2L,
                                slow,
                                2L));
        stats.clear();
        times.of("note").note(100);
        times.tell(stats, false);
        assertThat(stats).as("a moment later").isEmpty();
        times.tell(stats, true);
        assertThat(stats).as("the last").isEqualTo(Map.of(slow, 1L));
        nanos.addAndGet(RunTimes.PERIOD.toNanos());
        stats.clear();
        times.tell(stats, true);
        assertThat(stats).as("nothing new").isEmpty();
    }
}
