package darkroom.bench;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits with an end, for what only looking can tell. */
public final class Patience {
    private static final Duration BASE = Duration.ofSeconds(60);
    private static final int SLOWEST_JOBS_A_SECOND = 1_000;

    private Patience() {}

    /** The longest that so many jobs may take before the load is given up. */
    static Duration forJobs(long jobs) {
        return BASE.plusSeconds(jobs / SLOWEST_JOBS_A_SECOND);
    }

    /** Looks every {@code pause} until it is so; false if that took longer than {@code most}. */
    static boolean await(BooleanSupplier condition, Duration pause, Duration most)
            throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            pause(pause);
        }
        return true;
    }

    /** Goes on after the time, or throws when interrupted. */
    public static void pause(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            if (Thread.interrupted()) {
                throw new InterruptedException("the load was interrupted");
            }
            LockSupport.parkNanos(left);
        }
    }
}
