package darkroom.workers;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.queue.LatencyBuckets;
import darkroom.queue.Limits;
import darkroom.queue.redis.StatFields;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class WaitTimesTest {
    @Test
    void eachIsToldOnceWithTheTimesThatAttemptsRan() {
        AtomicLong nanos = new AtomicLong();
        RunTimes times = new RunTimes(nanos::get);
        Map<String, Long> stats = new TreeMap<>();
        times.waits().of("push").note(0);
        times.waits().of("push").note(1);
        times.waits().of("push").note(30_000);
        times.waits().of("none");

        times.tell(stats, false);
        assertThat(stats).as("too early").isEmpty();
        nanos.addAndGet(RunTimes.PERIOD.toNanos());
        times.tell(stats, false);
        times.tell(stats, true);

        assertThat(stats)
                .isEqualTo(
                        Map.of(
                                StatFields.waitedWithin("push", 0),
                                2L,
                                StatFields.waitedWithin("push", LatencyBuckets.of(30_000)),
                                1L));
    }

    @Test
    void ofTooManyQueuesSomeAreNotTold() {
        WaitTimes times = new WaitTimes();
        for (int i = 0; i < Limits.OBJECTIVES_MAX; i++) {
            times.of("q" + i).note(1);
        }
        times.of("one-more").note(1);
        times.of("q0").note(1);
        Map<String, Long> stats = new TreeMap<>();

        times.tell(stats);

        assertThat(stats)
                .hasSize(Limits.OBJECTIVES_MAX)
                .containsEntry(StatFields.waitedWithin("q0", 0), 2L);
    }
}
