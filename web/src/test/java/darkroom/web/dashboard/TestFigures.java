package darkroom.web.dashboard;

import darkroom.queue.inspect.Fleet.ProcessView;
import darkroom.queue.inspect.Stats;
import darkroom.queue.ledger.Account;
import darkroom.queue.objectives.Objectives.Objective;
import darkroom.queue.objectives.Objectives.Source;
import darkroom.queue.redis.RedisMemory;
import darkroom.web.dashboard.figures.Board.Recent;
import darkroom.web.dashboard.figures.Figures;
import darkroom.web.dashboard.figures.Figures.Failures;
import darkroom.web.dashboard.figures.Figures.Pace;
import darkroom.web.dashboard.figures.Figures.Queue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Figures of a fleet at rest, but for what is said. */
final class TestFigures {
    static final long GIB = 1L << 30;
    static final Pace UNKNOWN = new Pace(OptionalDouble.empty(), OptionalDouble.empty());

    private final List<Queue> queues = new ArrayList<>();
    private final List<ProcessView> processes = new ArrayList<>();
    private final Map<String, Objective> objectives = new TreeMap<>();
    private List<String> lost = List.of();
    private Stats stats = Stats.of(Map.of(), 0, 0, 0);
    private RedisMemory memory = new RedisMemory(GIB / 2, GIB);
    private long missing;
    private long failing;

    TestFigures missing(long jobs) {
        missing = jobs;
        return this;
    }

    /** So many groups of failures are new. */
    TestFigures failing(long groups) {
        failing = groups;
        return this;
    }

    TestFigures lost(String... ids) {
        lost = List.of(ids);
        return this;
    }

    TestFigures jobs(long scheduled, long retrying, long dead) {
        stats = Stats.of(Map.of(), scheduled, retrying, dead);
        return this;
    }

    TestFigures memory(long used, long max) {
        memory = new RedisMemory(used, max);
        return this;
    }

    TestFigures queue(Queue queue) {
        queues.add(queue);
        return this;
    }

    TestFigures process(String id, Duration sinceBeat, Map<String, String> record) {
        processes.add(new ProcessView(id, sinceBeat, 0, record));
        return this;
    }

    Figures figures() {
        return new Figures(
                Instant.EPOCH,
                missing,
                queues,
                processes,
                lost,
                stats,
                memory,
                List.of(),
                new Failures(failing, List.of()),
                List.of(),
                objectives);
    }

    /** A queue whose jobs are to begin within this time. */
    TestFigures objective(String queue, Duration within) {
        objectives.put(queue, new Objective(within, Source.KIND));
        return this;
    }

    /** A queue with so many ready jobs, which say nothing of their age, at a pace not known. */
    static Queue queue(String name, long ready) {
        return new Queue(name, false, account(ready, 0), Optional.empty(), UNKNOWN);
    }

    /** The same, paused. */
    static Queue paused(String name, long ready) {
        return new Queue(name, true, account(ready, 0), Optional.empty(), UNKNOWN);
    }

    /** The same, open, with jobs that wait for so long. */
    static Queue old(String name, long ready, Duration oldest) {
        return new Queue(name, false, account(ready, 0), Optional.of(oldest), UNKNOWN);
    }

    /** The same, with a pace in jobs a minute. */
    static Queue paced(String name, long ready, double in, double out) {
        return new Queue(
                name,
                false,
                account(ready, 0),
                Optional.empty(),
                new Pace(OptionalDouble.of(in), OptionalDouble.of(out)));
    }

    /** One from which so many dead jobs were dropped. */
    static Queue dropped(String name, long dropped) {
        return new Queue(name, false, account(0, dropped), Optional.empty(), UNKNOWN);
    }

    /** What the counters have counted in the last ten minutes. */
    static Recent recent(Map<String, Long> counted) {
        return new Recent(Duration.ofMinutes(10), Stats.of(counted, 0, 0, 0), 0);
    }

    /** Redis' growth in bytes a second, over so long. */
    static Recent growth(Duration span, double bytes) {
        return new Recent(span, Stats.of(Map.of(), 0, 0, 0), bytes);
    }

    private static Account account(long ready, long dropped) {
        return new Account(
                new Account.In(0, 0, 0),
                new Account.Out(0, 0, dropped, 0, 0),
                new Account.Now(ready, 0, 0, 0, 0));
    }
}
