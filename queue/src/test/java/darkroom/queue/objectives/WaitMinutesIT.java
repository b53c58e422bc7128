package darkroom.queue.objectives;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.queue.LatencyBuckets;
import darkroom.queue.Limits;
import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.redis.StatFields;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class WaitMinutesIT {
    private final TestQueue queue = TestQueue.open();
    private final WaitMinutes waits = new WaitMinutes(queue.store());

    @AfterEach
    void close() {
        queue.close();
    }

    private void count(String name, int bucket, long jobs) {
        String field = StatFields.waitedWithin(name, bucket);
        queue.jedis().hincrBy(queue.keys().stats(), field, jobs);
    }

    /** As if what is kept were of so many minutes ago. */
    private void age(int byMinutes) {
        String key = queue.keys().waits();
        for (long i = 0; i < queue.jedis().llen(key); i++) {
            String text = queue.jedis().lindex(key, i);
            int end = text.indexOf('\n') < 0 ? text.length() : text.indexOf('\n');
            long minute = Long.parseLong(text.substring(0, end)) - byMinutes;
            queue.jedis().lset(key, i, minute + text.substring(end));
        }
    }

    /** What is told of a bucket if so many are counted by now; -1 if nothing is told. */
    private Optional<Long> since(String name, int bucket, long now) {
        long[] counts = new long[LatencyBuckets.COUNT];
        counts[bucket] = now;
        return waits.earliest()
                .map(then -> then.until(name, counts))
                .map(since -> since.length == 0 ? -1 : since[bucket]);
    }

    @Test
    void whatWasCountedSinceTheOldestOfTenMinutesIsOfTheLastMinutes() {
        assertThat(waits.earliest()).isEmpty();
        count("a", 7, 100);
        count("b", 3, 1);
        assertThat(waits.keep()).isTrue();
        age(-1);
        assertThat(waits.keep()).as("one that somebody has kept").isFalse();
        age(5);
        count("a", 7, 10);
        count("a", 9, 5);
        assertThat(waits.keep()).isTrue();
        age(5);
        count("a", 7, 1);

        assertThat(since("a", 7, 111)).contains(11L);
        assertThat(since("a", 9, 5)).contains(5L);
        assertThat(since("b", 3, 1)).contains(0L);
        assertThat(since("new", 3, 2)).contains(2L);
        assertThat(since("a", 7, 2)).as("counted anew").contains(0L);
        age(2);
        assertThat(since("a", 7, 111)).as("the other").contains(1L);
        age(5);
        assertThat(waits.earliest()).isEmpty();
    }

    @Test
    void noMoreMinutesAndQueuesAreKeptThanAreNeeded() {
        for (int i = 0; i < 12; i++) {
            age(1);
            assertThat(waits.keep()).isTrue();
        }
        assertThat(queue.jedis().llen(queue.keys().waits())).isEqualTo(11);

        for (int i = 0; i <= Limits.OBJECTIVES_MAX; i++) {
            count("q" + i, 1, i + 1);
        }
        queue.jedis().del(queue.keys().waits());
        assertThat(waits.keep()).isTrue();

        assertThat(since("q1", 1, 5)).contains(3L);
        assertThat(since("q0", 1, 5)).as("the one too many").contains(-1L);
    }
}
