package darkroom.queue;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Waits between tries of something that has to succeed some day: from 100 ms they double up to 5 s,
 * with {@link Backoff}'s spread, so that processes which lost a server together do not all come
 * back to it together. Not thread-safe.
 */
public final class GrowingWait {
    private static final Backoff BACKOFF =
            new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));

    private final RandomGenerator random;
    private int failures;

    /** No try has failed yet. */
    public GrowingWait(RandomGenerator random) {
        this.random = random;
    }

    /** One more try has failed: how long to wait before the next. */
    public Duration next() {
        if (failures < Limits.ATTEMPTS_MAX) {
            failures++;
        }
        return BACKOFF.after(failures, random);
    }

    /** A try has succeeded. */
    public void reset() {
        failures = 0;
    }
}
