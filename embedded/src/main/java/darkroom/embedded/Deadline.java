package darkroom.embedded;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The end of a wait for something that another process does and does not tell us of. */
final class Deadline {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final long endNanos;

    private Deadline(long endNanos) {
        this.endNanos = endNanos;
    }

    static Deadline in(Duration duration) {
        return new Deadline(System.nanoTime() + duration.toNanos());
    }

    /**
     * Waits ten milliseconds before the caller looks again.
     *
     * @return false, without a wait, when the deadline has passed or the thread was interrupted
     */
    boolean pause() {
        if (System.nanoTime() - endNanos >= 0 || Thread.currentThread().isInterrupted()) {
            return false;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
        return true;
    }
}
