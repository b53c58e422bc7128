package darkroom.bench;

import darkroom.queue.Limits;
import darkroom.workers.WorkerConfig;

/**
 * How large a load is; each load reads what it has use for.
 *
 * @param jobs in each round
 * @param threads of each worker process
 * @param processes worker processes; the first is in this JVM
 * @param rounds measured, after what only warms up
 * @param seconds that a load lasts which is bounded by time
 */
public record Size(int jobs, int threads, int processes, int rounds, int seconds) {
    /** The most worker processes. */
    public static final int PROCESSES_MAX = 16;

    /** The most jobs in a round. */
    public static final int JOBS_MAX = (int) Limits.QUEUE_JOBS_MAX;

    /** The most threads of a process. */
    public static final int THREADS_MAX = WorkerConfig.THREADS_MAX;

    /** The most rounds. */
    public static final int ROUNDS_MAX = 100;

    /** The longest load that is bounded by time. */
    public static final int SECONDS_MAX = 600;

    /** Checks each part. */
    public Size {
        check("--jobs", jobs, JOBS_MAX);
        check("--threads", threads, THREADS_MAX);
        check("--processes", processes, PROCESSES_MAX);
        check("--rounds", rounds, ROUNDS_MAX);
        check("--seconds", seconds, SECONDS_MAX);
    }

    private static void check(String flag, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(flag + ": expected 1.." + most + ", found " + value);
        }
    }
}
