package darkroom.workers;

import darkroom.queue.Excerpt;
import darkroom.queue.InvalidJobException;
import darkroom.queue.QueueName;
import darkroom.queue.maintenance.Reaper.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How one worker process is run.
 *
 * @param name what it is called in the fleet, {@code [A-Za-z0-9._-]{1,40}}; its term is added
 * @param threads how many jobs it runs at once unless the fleet is scaled, 0 to {@link
 *     #THREADS_MAX}
 * @param queues which queues it serves, at least one; each has its share of every fetch
 * @param lease how it beats and when others give it up
 * @param patience how long it waits for what
 */
public record WorkerConfig(
        String name, int threads, List<String> queues, Lease lease, Patience patience) {
    /** The most threads of one process. */
    public static final int THREADS_MAX = 2_000;

    /** Threads unless told otherwise. */
    public static final int THREADS_DEFAULT = 50;

    /** The most queues one process serves. */
    public static final int QUEUES_MAX = 100;

    private static final String NAME = "[A-Za-z0-9._-]{1,40}";

    /** Checks each part; the error has a line for each that is at fault. */
    public WorkerConfig {
        queues = queues.stream().distinct().toList();
        List<String> faults = new ArrayList<>();
        if (!name.matches(NAME)) {
            faults.add(
                    "cannot name a process: expected "
                            + NAME
                            + ", found \""
                            + Excerpt.of(name)
                            + "\"; choose another name");
        }
        if (threads < 0 || threads > THREADS_MAX) {
            faults.add(
                    "cannot run threads: expected 0.."
                            + THREADS_MAX
                            + ", found "
                            + threads
                            + "; start more processes for more threads");
        }
        if (queues.isEmpty() || queues.size() > QUEUES_MAX) {
            faults.add(
                    "cannot serve queues: expected 1.."
                            + QUEUES_MAX
                            + " of them, found "
                            + queues.size()
                            + "; share them out over processes");
        }
        for (String queue : queues) {
            try {
                QueueName.check(queue);
            } catch (InvalidJobException e) {
                faults.add(e.getMessage());
            }
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", faults));
        }
    }

    /**
     * How long a process waits.
     *
     * @param drain for jobs in hand when it stops, before it gives them back
     * @param unknownKind for another process to know a kind that this one does not, before such a
     *     job is dead
     * @param poll at most, before it looks for jobs that nobody announced, as foreign clients put
     *     in
     * @param stuck for a handler to end after it was interrupted, before its thread is given up
     */
    public record Patience(Duration drain, Duration unknownKind, Duration poll, Duration stuck) {
        /** How long a handler may run on after its interrupt, unless told otherwise. */
        public static final Duration STUCK = Duration.ofSeconds(10);

        /** 25 s to drain, so that a stop ends within the 30 s that most supervisors allow. */
        public static final Patience DEFAULT =
                new Patience(Duration.ofSeconds(25), Duration.ofMinutes(10), Duration.ofSeconds(1));

        /** The same, with {@link #STUCK}. */
        public Patience(Duration drain, Duration unknownKind, Duration poll) {
            this(drain, unknownKind, poll, STUCK);
        }

        /** Checks that none is negative. */
        public Patience {
            if (drain.isNegative()
                    || unknownKind.isNegative()
                    || poll.toMillis() < 1
                    || stuck.isNegative()) {
                throw new IllegalArgumentException(
                        "cannot wait for less than no time: found drain "
                                + drain
                                + ", unknownKind "
                                + unknownKind
                                + ", poll "
                                + poll
                                + ", stuck "
                                + stuck);
            }
        }
    }

    /** The same, waiting as {@code patience} says. */
    public WorkerConfig withPatience(Patience patience) {
        return new WorkerConfig(name, threads, queues, lease, patience);
    }

    /** The defaults for a process of that name, with so many threads, on these queues. */
    public static WorkerConfig of(String name, int threads, List<String> queues) {
        return new WorkerConfig(name, threads, queues, Lease.DEFAULT, Patience.DEFAULT);
    }
}
