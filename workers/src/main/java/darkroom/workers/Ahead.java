package darkroom.workers;

import java.time.Duration;

/**
 * How many jobs to reserve beyond the idle threads: what this process has been ending in {@link
 * #HORIZON}. Microsecond jobs come by the thousand in one call; of jobs that take seconds none is
 * held that another process could run. Not thread-safe.
 */
final class Ahead {
    /** A few exchanges with a Redis that is near. */
    static final Duration HORIZON = Duration.ofMillis(5);

    /** The most jobs held beyond the threads: what a killed process can cost another run. */
    static final int JOBS_MAX = 2_000;

    /**
     * How long a job waits here while all threads are busy before it is given back: so that no
     * thread elsewhere is idle for over 50 ms while it waits.
     */
    static final Duration PATIENCE = Duration.ofMillis(20);

    /** The same while a thread is idle, and so about to be woken: it can be slow to begin. */
    static final Duration PATIENCE_IDLE = Duration.ofSeconds(1);

    private static final double MEMORY_NANOS = Duration.ofMillis(10).toNanos();

    private double endedPerNano;
    private long lastNanos = System.nanoTime();

    /** Notes that so many jobs have ended since the last call. */
    void ended(int count, long nowNanos) {
        double passed = Math.max(1, nowNanos - lastNanos);
        lastNanos = nowNanos;
        double weight = Math.min(1, passed / MEMORY_NANOS);
        endedPerNano += (count / passed - endedPerNano) * weight;
    }

    /** A job has waited too long: begin again from none. */
    void tooMany() {
        endedPerNano = 0;
    }

    /** How many to hold now, 0 to {@link #JOBS_MAX}. */
    int jobs() {
        return (int) Math.min(JOBS_MAX, endedPerNano * HORIZON.toNanos());
    }

    /** How many end within so long, at the rate of late. */
    int jobsWithin(Duration time) {
        return (int) (endedPerNano * time.toNanos());
    }

    /** How much longer a job that came then may wait here; zero or less: no longer. */
    static Duration patience(RunningJob job, WorkerThreads threads) {
        Duration patience = threads.allBusy() ? PATIENCE : PATIENCE_IDLE;
        return patience.minusNanos(System.nanoTime() - job.reservedNanos());
    }
}
