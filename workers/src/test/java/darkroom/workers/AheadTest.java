package darkroom.workers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class AheadTest {
    private static final long MILLI = Duration.ofMillis(1).toNanos();

    @Test
    void nothingIsHeldAheadOfJobsThatTakeSeconds() {
        Ahead ahead = new Ahead();
        long now = System.nanoTime();

        assertThat(ahead.jobs()).isZero();
        for (int i = 1; i <= 100; i++) {
            // Fifty threads with jobs of two seconds: one ends every 40 ms.
            ahead.ended(1, now + i * 40L * MILLI);
        }

        assertThat(ahead.jobs()).isZero();
    }

    @Test
    void asManyAreHeldAheadAsEndInTheHorizon() {
        Ahead ahead = new Ahead();
        long now = System.nanoTime();
        for (int i = 1; i <= 100; i++) {
            ahead.ended(100, now + i * MILLI);
        }

        assertThat(ahead.jobs()).isBetween(495, 505);
        assertThat(ahead.jobsWithin(Duration.ofMillis(1))).isBetween(99, 101);
    }

    @Test
    void neverMoreThanTheMost() {
        Ahead ahead = new Ahead();
        ahead.ended(1_000_000, System.nanoTime() + 1_000 * MILLI);

        assertThat(ahead.jobs()).isEqualTo(Ahead.JOBS_MAX);
    }

    @Test
    void aJobThatWaitedTooLongBeginsItAnew() {
        Ahead ahead = new Ahead();
        ahead.ended(100_000, System.nanoTime() + 100 * MILLI);
        assertThat(ahead.jobs()).isPositive();

        ahead.tooMany();

        assertThat(ahead.jobs()).isZero();
    }
}
