package darkroom.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class LatencyBucketsTest {
    @Test
    void bucketIsNeverMoreThanATenthTooHigh() {
        for (long millis = 2; millis < 86_400_000; millis = millis * 21 / 20 + 1) {
            double upper = LatencyBuckets.upperMillis(LatencyBuckets.of(millis));

            assertThat(upper).isGreaterThanOrEqualTo(millis * 0.999999).isLessThan(millis * 1.1001);
        }
        assertThat(LatencyBuckets.of(-1)).isZero();
        assertThat(LatencyBuckets.of(Long.MAX_VALUE)).isEqualTo(LatencyBuckets.COUNT - 1);
    }

    @Test
    void percentileIsWithinATenth() {
        SplittableRandom random = new SplittableRandom(3);
        long[] counts = new long[LatencyBuckets.COUNT];
        long[] samples = new long[10_000];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (long) Math.exp(random.nextDouble(1, 12));
            counts[LatencyBuckets.of(samples[i])]++;
        }
        Arrays.sort(samples);

        for (double share : new double[] {0.01, 0.5, 0.9, 0.99, 0.999, 1}) {
            double exact = samples[(int) Math.ceil(share * samples.length) - 1];
            assertThat(LatencyBuckets.percentileMillis(counts, share))
                    .isBetween(exact * 0.999, exact * 1.1001);
        }
    }

    @Test
    void percentileOfNothingIsZero() {
        assertThat(LatencyBuckets.percentileMillis(new long[LatencyBuckets.COUNT], 0.99)).isZero();
        long[] one = new long[LatencyBuckets.COUNT];
        one[0] = 1;
        assertThat(LatencyBuckets.percentileMillis(one, 0.5)).isEqualTo(1, Offset.offset(0.001));
    }
}
