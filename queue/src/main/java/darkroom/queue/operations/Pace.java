package darkroom.queue.operations;

import java.time.Duration;

/**
 * How fast an operation goes, and when it stops by itself.
 *
 * @param rate jobs a second, 1 to {@link #RATE_MAX}
 * @param canary so many jobs first, and then no more until all of them are done; 0: none, at most
 *     {@link #CANARY_MAX}
 * @param patience how long it waits for its canary, at most a day
 * @param failures it stops when the first attempt of so many has failed, 1 to {@code window}
 * @param window among so many whose first attempt since has ended, at most {@link #WINDOW_MAX}
 */
public record Pace(int rate, int canary, Duration patience, int failures, int window) {
    /** The most jobs a second. */
    public static final int RATE_MAX = 10_000;

    /** The most jobs of a canary. */
    public static final int CANARY_MAX = 1_000;

    /** How many jobs a canary has unless told otherwise. */
    public static final int CANARY = 20;

    /** The longest wait for a canary. */
    public static final Duration PATIENCE_MAX = Duration.ofDays(1);

    /** The most jobs among which failures are counted. */
    public static final int WINDOW_MAX = 10_000;

    /** 500 a second without a canary; stops at 10 failures among 50. */
    public static final Pace DEFAULT = new Pace(500, 0, Duration.ofMinutes(10), 10, 50);

    /** Checks the ranges. */
    public Pace {
        check("rate", rate, 1, RATE_MAX);
        check("canary", canary, 0, CANARY_MAX);
        check("patience, in ms,", patience.toMillis(), 1, PATIENCE_MAX.toMillis());
        check("window", window, 1, WINDOW_MAX);
        check("failures", failures, 1, window);
    }

    /** The same at another rate. */
    public Pace withRate(int jobsASecond) {
        return new Pace(jobsASecond, canary, patience, failures, window);
    }

    /** The same with a canary of so many jobs, waited for so long. */
    public Pace withCanary(int jobs, Duration most) {
        return new Pace(rate, jobs, most, failures, window);
    }

    private static void check(String name, long found, long least, long most) {
        if (found < least || found > most) {
            throw new IllegalArgumentException(
                    "cannot set the "
                            + name
                            + " of an operation: expected "
                            + least
                            + ".."
                            + most
                            + ", found "
                            + found
                            + "; choose one of these");
        }
    }
}
