package darkroom.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class BackoffTest {
    private final RandomGenerator random = new SplittableRandom(7);
    private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(10));

    @Test
    void doublesWithinItsUpperHalfUpToItsMaximum() {
        for (int attempt = 1; attempt <= 100; attempt++) {
            long ceiling = (long) Math.min(1_000 * Math.pow(2, attempt - 1), 600_000);
            for (int i = 0; i < 200; i++) {
                assertThat(backoff.after(attempt, random).toMillis())
                        .isBetween(ceiling / 2, ceiling);
            }
        }
    }

    @Test
    void spreadsOverTheWholeHalf() {
        long least = Long.MAX_VALUE;
        long most = 0;
        for (int i = 0; i < 2_000; i++) {
            long millis = backoff.after(1, random).toMillis();
            least = Math.min(least, millis);
            most = Math.max(most, millis);
        }

        assertThat(least).isLessThan(520);
        assertThat(most).isGreaterThan(980);
    }

    @Test
    void waitsAMillisecondAtLeastAndNeverOverflows() {
        Backoff smallest = new Backoff(Duration.ofMillis(1), Duration.ofMillis(1));
        Backoff longest = new Backoff(Duration.ofDays(366), Duration.ofDays(366));

        assertThat(smallest.after(1, random)).isEqualTo(Duration.ofMillis(1));
        assertThat(longest.after(Integer.MAX_VALUE, random))
                .isBetween(Duration.ofDays(183), Duration.ofDays(366));
        assertThat(backoff.after(-5, random)).isLessThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void refusesAWrongOrder() {
        assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .isInstanceOf(InvalidJobException.class)
                .hasMessage(
                        "cannot back off from PT2S to PT1S: expected PT0.001S <= first <= max <="
                                + " PT8784H");
        assertThatThrownBy(() -> new Backoff(Duration.ZERO, Duration.ofSeconds(1)))
                .isInstanceOf(InvalidJobException.class);
        assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(1), Duration.ofDays(367)))
                .isInstanceOf(InvalidJobException.class);
    }
}
