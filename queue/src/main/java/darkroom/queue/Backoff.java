package darkroom.queue;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long a failed attempt waits for the next: doubling from {@code first} up to {@code max}, and
 * spread at random over the upper half of that, so that jobs which failed together do not come back
 * together.
 *
 * @param first the wait after the first failure, at least a millisecond
 * @param max the longest wait, at least {@code first}, at most {@link Limits#DELAY_MAX}
 */
public record Backoff(Duration first, Duration max) {
    /** From one second to ten minutes. */
    public static final Backoff DEFAULT =
            new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(10));

    /** Checks the order of the two. */
    public Backoff {
        if (first.toMillis() < 1
                || max.compareTo(first) < 0
                || max.compareTo(Limits.DELAY_MAX) > 0) {
            throw new InvalidJobException(
                    "cannot back off from "
                            + first
                            + " to "
                            + max
                            + ": expected PT0.001S <= first <= max <= "
                            + Limits.DELAY_MAX);
        }
    }

    /** The wait after attempt number {@code attempt} (1-based) has failed. */
    public Duration after(int attempt, RandomGenerator random) {
        long ceiling = max.toMillis();
        int doublings = Math.min(Math.max(attempt, 1) - 1, 40);
        long doubled =
                first.toMillis() > ceiling >> doublings ? ceiling : first.toMillis() << doublings;
        long half = doubled / 2;
        return Duration.ofMillis(doubled - half + random.nextLong(half + 1));
    }
}
