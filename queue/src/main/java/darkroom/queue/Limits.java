package darkroom.queue;

import java.time.Duration;

/**
 * Every bound of the queue, in one place, each named in the error that enforces it.
 *
 * <p>A bound that is met refuses the call before anything is written; none of them drops work.
 */
public final class Limits {
    /** The largest args of one job, in bytes of UTF-8 JSON. */
    public static final int ARGS_BYTES_MAX = 64 * 1024;

    /** The largest job a worker will read, in bytes; a larger one is dead on arrival. */
    public static final int JOB_BYTES_MAX = 256 * 1024;

    /** The deepest nesting of a job's JSON, in levels. */
    public static final int JSON_DEPTH_MAX = 64;

    /** The most jobs that one enqueue call takes. */
    public static final int ENQUEUE_JOBS_MAX = 1_000;

    /** The most ready jobs a queue holds before enqueue is refused. */
    public static final long QUEUE_JOBS_MAX = 10_000_000;

    /**
     * The most dead jobs that one walk looks at. How many are kept has no bound: none is dropped.
     */
    public static final long DEAD_JOBS_MAX = 10_000_000;

    /** The longest failure text kept with a job, in characters. */
    public static final int FAILURE_CHARS_MAX = 8 * 1024;

    /** The most attempts a job can be given, the first included. */
    public static final int ATTEMPTS_MAX = 100;

    /**
     * A job whose process was lost this many times while it ran is dead: it may be the cause.
     * Before the last time it runs alone of its like in its process, so that it cannot be another.
     */
    public static final int LOSSES_MAX = 3;

    /** The longest a job can be put off, by a delay, a retry or a snooze. */
    public static final Duration DELAY_MAX = Duration.ofDays(366);

    /**
     * How long a job waits for something that is away before each further try is an attempt that
     * failed: so it ends some day, dead and in sight.
     */
    public static final Duration AWAY_MAX = Duration.ofDays(1);

    /** The shortest timeout of an attempt: it stands in the job in milliseconds. */
    public static final Duration TIMEOUT_MIN = Duration.ofMillis(1);

    /** The longest an attempt may run. */
    public static final Duration TIMEOUT_MAX = Duration.ofHours(24);

    /**
     * How long a unique key is held beyond the time its job is due, if the job never settles. A
     * retry or a snooze begins it anew.
     */
    public static final Duration UNIQUE_MAX = Duration.ofDays(1);

    /** The shortest time in which 95 of 100 jobs of a queue may be to begin. */
    public static final Duration OBJECTIVE_MIN = Duration.ofMillis(100);

    /** The longest such time. */
    public static final Duration OBJECTIVE_MAX = Duration.ofDays(1);

    /** Of so many queues it is known within which time their jobs are to begin. */
    public static final int OBJECTIVES_MAX = 500;

    /** The most rows of any listing. */
    public static final int PAGE_MAX = 1_000;

    private Limits() {}

    /**
     * Returns {@code objective} as it is.
     *
     * @throws InvalidJobException if it is not within {@link #OBJECTIVE_MIN} and {@link
     *     #OBJECTIVE_MAX}
     */
    public static Duration checkObjective(Duration objective) {
        if (objective.compareTo(OBJECTIVE_MIN) < 0 || objective.compareTo(OBJECTIVE_MAX) > 0) {
            throw new InvalidJobException(
                    "cannot have jobs begin within "
                            + objective
                            + ": expected "
                            + OBJECTIVE_MIN
                            + ".."
                            + OBJECTIVE_MAX
                            + " (Limits.OBJECTIVE_MAX)");
        }
        return objective;
    }
}
