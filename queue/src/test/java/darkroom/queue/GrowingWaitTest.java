package darkroom.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class GrowingWaitTest {
    private final GrowingWait waits = new GrowingWait(new SplittableRandom(7));

    @Test
    void doublesFrom100MillisecondsTo5SecondsAndBeginsAnewAfterASuccess() {
        for (int round = 0; round < 2; round++) {
            for (long ceiling : new long[] {100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000}) {
                assertThat(waits.next().toMillis()).isBetween(ceiling / 2, ceiling);
            }
            waits.reset();
        }
    }

    @Test
    void staysAtItsMaximumForEver() {
        for (int i = 0; i < 10_000; i++) {
            waits.next();
        }

        assertThat(waits.next().toMillis()).isBetween(2_500L, 5_000L);
    }
}
