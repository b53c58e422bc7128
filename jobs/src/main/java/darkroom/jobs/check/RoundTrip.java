package darkroom.jobs.check;

import darkroom.jobs.shards.Database;
import darkroom.jobs.shards.Shards;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Sends a job through the outbox of each database, a relay, Redis, a worker process and back, as
 * the jobs of requests go. Thread-safe; a call has a thread for each database while it lasts.
 */
public final class RoundTrip {
    /** How long a check may take unless told otherwise. */
    public static final Duration DEADLINE = Duration.ofSeconds(10);

    /** The longest deadline there is. */
    public static final Duration DEADLINE_MAX = Duration.ofMinutes(5);

    /** How long a check that is late still does its work: longer than clocks differ. */
    private static final Duration LATE_MAX = Duration.ofMinutes(10);

    /** How long it waits, after the deadline, for rows to be withdrawn. */
    private static final Duration TIDYING = Duration.ofSeconds(1);

    private final Shards shards;
    private final Consumer<Database> committed;
    private final InstantSource clock;

    /**
     * Checks the databases of {@code shards} and all that works for them.
     *
     * @param committed told of each database that has a new row in its outbox
     */
    public RoundTrip(Shards shards, Consumer<Database> committed, InstantSource clock) {
        this.shards = shards;
        this.committed = committed;
        this.clock = clock;
    }

    /**
     * Sends the jobs and waits until all are back, or the deadline.
     *
     * @param deadline more than zero, at most {@link #DEADLINE_MAX}
     * @return what was found for each database, in their order
     */
    public List<Finding> run(Duration deadline) throws InterruptedException {
        if (deadline.isNegative() || deadline.isZero() || deadline.compareTo(DEADLINE_MAX) > 0) {
            throw new IllegalArgumentException(
                    "cannot check within "
                            + deadline
                            + ": expected more than none, at most "
                            + DEADLINE_MAX
                            + " (RoundTrip.DEADLINE_MAX)");
        }
        CheckJob job = new CheckJob(clock.millis() + deadline.plus(LATE_MAX).toMillis());
        CountDownLatch over = new CountDownLatch(1);
        List<Leg> legs =
                shards.databases().stream()
                        .map(database -> new Leg(database, job, committed, over))
                        .toList();
        long end = System.nanoTime() + deadline.toNanos();
        try {
            legs.forEach(Leg::start);
            for (Leg leg : legs) {
                join(leg, end - System.nanoTime());
            }
            return legs.stream().map(Leg::finding).toList();
        } finally {
            over.countDown();
            long tidied = System.nanoTime() + TIDYING.toNanos();
            for (Leg leg : legs) {
                join(leg, tidied - System.nanoTime());
            }
        }
    }

    private static void join(Leg leg, long nanos) throws InterruptedException {
        if (nanos > 0) {
            TimeUnit.NANOSECONDS.timedJoin(leg, nanos);
        }
    }

    /** How far a job has come. */
    public enum Stage {
        /** On its way into the outbox. */
        COMMIT("no row was committed to its outbox within the deadline"),
        /** In the outbox. */
        RELAY(
                "its row was committed and not sent: expected a relay, which every web and worker"
                        + " process has, that reaches the database and Redis; see that one runs"),
        /** In Redis, or in a worker process. */
        WORKER(
                "its job is in Redis and not done: expected a worker process that serves queue"
                        + " \"check\" and reaches every database; see \"darkroom fleet status\""),
        /** Done, and known to be. */
        BACK("");

        private final String fault;

        Stage(String fault) {
            this.fault = fault;
        }

        String fault() {
            return fault;
        }
    }

    /**
     * What was found for one database.
     *
     * @param database its name
     * @param reached how far the job came
     * @param took until it was back, or until it was given up
     * @param fault what is wrong and what to do; empty if it came back
     */
    public record Finding(String database, Stage reached, Duration took, String fault) {
        /** Whether the job came back. */
        public boolean well() {
            return reached == Stage.BACK;
        }
    }
}
