package darkroom.jobs.thumbnail;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How many pixels may be decoded at one time in a process, whatever its number of threads. Fair:
 * who waits for many is not overtaken by who wants few. Thread-safe.
 */
public final class PixelBudget {
    /** What a decoded pixel takes at most: the decoder's three bytes or more, and a copy of it. */
    public static final int BYTES_A_PIXEL = 8;

    private static final int PIXELS_A_PERMIT = 1_000;

    private final Semaphore permits;
    private final int size;

    private PixelBudget(int size) {
        this.size = size;
        this.permits = new Semaphore(size, true);
    }

    /**
     * As many pixels as fit into this much memory, at {@value #BYTES_A_PIXEL} bytes each.
     *
     * @param bytes at least 8,000,000 (a megapixel)
     */
    public static PixelBudget ofMemory(long bytes) {
        long size = bytes / BYTES_A_PIXEL / PIXELS_A_PERMIT;
        if (size < 1_000 || size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "cannot cut thumbnails in " + bytes + " bytes: expected 8000000 or more");
        }
        return new PixelBudget((int) size);
    }

    /**
     * Takes {@code pixels} of it, or all of it where they are more: a picture of the largest size
     * runs alone.
     *
     * @param atMost how long to wait for others to give theirs back
     * @return what gives them back when closed; empty if they were not to be had in time
     */
    Optional<Share> take(long pixels, Duration atMost) throws InterruptedException {
        int wanted = (int) Math.max(1, Math.min(size, pixels / PIXELS_A_PERMIT + 1));
        boolean taken = permits.tryAcquire(wanted, atMost.toMillis(), TimeUnit.MILLISECONDS);
        return taken ? Optional.of(new Share(permits, wanted)) : Optional.empty();
    }

    /** Pixels that were taken; to be closed once. */
    static final class Share {
        private final Semaphore permits;
        private final int taken;

        private Share(Semaphore permits, int taken) {
            this.permits = permits;
            this.taken = taken;
        }

        void close() {
            permits.release(taken);
        }
    }
}
