package darkroom.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class WideBucketsTest {
    @Test
    void noTimeIsOnTheWrongSideOfABound() {
        for (long millis = 0;
                millis < 3_000_000;
                millis = millis < 5_000 ? millis + 1 : millis * 2) {
            long[] counts = new long[LatencyBuckets.COUNT];
            counts[LatencyBuckets.of(millis)]++;

            TimeHistogram.Reading wide = WideBuckets.of(counts);

            int bucket = wide.counts().indexOf(1L);
            double upper =
                    bucket < wide.bounds().size()
                            ? wide.bounds().get(bucket)
                            : Double.POSITIVE_INFINITY;
            double lower = bucket == 0 ? -1 : wide.bounds().get(bucket - 1);
            assertThat(millis / 1e3).isGreaterThan(lower).isLessThanOrEqualTo(upper);
        }
    }

    @Test
    void sumIsNearTheTrueOne() {
        long[] counts = new long[LatencyBuckets.COUNT];
        double exact = 0;
        for (long millis = 1; millis <= 100_000; millis += 7) {
            counts[LatencyBuckets.of(millis)]++;
            exact += millis / 1e3;
        }

        assertThat(WideBuckets.of(counts).sumSeconds()).isBetween(exact * 0.97, exact * 1.03);
    }
}
