package darkroom.web.dashboard.figures;

import darkroom.queue.failures.FailureGroup;
import darkroom.queue.inspect.Fleet.ProcessView;
import darkroom.queue.inspect.Stats;
import darkroom.queue.ledger.Account;
import darkroom.queue.ledger.Builds.Build;
import darkroom.queue.ledger.Minutes.Minute;
import darkroom.queue.objectives.Objectives.Objective;
import darkroom.queue.redis.RedisMemory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * All figures at one moment. Immutable.
 *
 * @param at by Redis' clock
 * @param missing jobs that came in and are nowhere; negative: so many more are there
 * @param queues by name
 * @param processes by id
 * @param lost ids of processes that are being reaped
 * @param stats all counters
 * @param memory of Redis
 * @param minutes the ledgers of the last hour, oldest first
 * @param failures what fails since lately
 * @param builds that were seen, the oldest first
 * @param objectives within which time jobs are to begin, by queue
 */
public record Figures(
        Instant at,
        long missing,
        List<Queue> queues,
        List<ProcessView> processes,
        List<String> lost,
        Stats stats,
        RedisMemory memory,
        List<Minute> minutes,
        Failures failures,
        List<Build> builds,
        Map<String, Objective> objectives) {
    /** Copies the lists. */
    public Figures {
        queues = List.copyOf(queues);
        processes = List.copyOf(processes);
        lost = List.copyOf(lost);
        minutes = List.copyOf(minutes);
        builds = List.copyOf(builds);
        objectives = Map.copyOf(objectives);
    }

    /**
     * One queue.
     *
     * @param oldest since the job that is next was enqueued first; none where none waits, or it
     *     does not say
     * @param pace of the last minutes
     */
    public record Queue(
            String name, boolean paused, Account account, Optional<Duration> oldest, Pace pace) {
        /** How long until it is empty at this pace; none where it is not getting shorter. */
        public Optional<Duration> drain() {
            long ready = account.now().ready();
            double net = pace.out().orElse(0) - pace.in().orElse(0);
            if (ready == 0) {
                return Optional.of(Duration.ZERO);
            }
            return paused || net <= 0
                    ? Optional.empty()
                    : Optional.of(Duration.ofSeconds((long) Math.ceil(ready / net * 60)));
        }
    }

    /**
     * What comes and goes.
     *
     * @param in jobs a minute that came in
     * @param out jobs a minute that ended
     */
    public record Pace(OptionalDouble in, OptionalDouble out) {
        static final Pace UNKNOWN = new Pace(OptionalDouble.empty(), OptionalDouble.empty());
    }

    /**
     * Groups of failures that are new, or came back, in the last {@link Failures#NEW}.
     *
     * @param count how many
     * @param latest a few of them, the latest first
     */
    public record Failures(long count, List<FailureGroup> latest) {
        /** How long a group is new. */
        public static final Duration NEW = Duration.ofMinutes(15);

        /** Copies the groups. */
        public Failures {
            latest = List.copyOf(latest);
        }
    }

    /** All jobs that are ready. */
    public long ready() {
        return queues.stream().mapToLong(queue -> queue.account().now().ready()).sum();
    }

    /** The queue of that name, if there is one. */
    public Optional<Queue> queue(String name) {
        return queues.stream().filter(queue -> queue.name().equals(name)).findFirst();
    }
}
