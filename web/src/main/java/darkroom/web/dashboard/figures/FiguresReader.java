package darkroom.web.dashboard.figures;

import darkroom.queue.InvalidJobException;
import darkroom.queue.QueueName;
import darkroom.queue.failures.FailureGroups;
import darkroom.queue.inspect.Fleet;
import darkroom.queue.inspect.Queues;
import darkroom.queue.inspect.Stats;
import darkroom.queue.json.JobCodec;
import darkroom.queue.ledger.Account;
import darkroom.queue.ledger.Builds;
import darkroom.queue.ledger.Ledger;
import darkroom.queue.ledger.Minutes;
import darkroom.queue.ledger.Minutes.Minute;
import darkroom.queue.objectives.Objectives;
import darkroom.queue.redis.RedisMemory;
import darkroom.queue.redis.RedisStore;
import darkroom.web.dashboard.figures.Figures.Failures;
import darkroom.web.dashboard.figures.Figures.Pace;
import darkroom.web.dashboard.figures.Figures.Queue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** Reads all figures. For one thread at a time. */
public final class FiguresReader {
    /** The most queues that are shown, those with the most jobs first. */
    public static final int QUEUES_MAX = 500;

    /** Of so many of them the oldest job is looked at. */
    static final int HEADS_MAX = 50;

    private static final int NEW_FAILURES_MAX = 5;
    private static final int MINUTES = 61;
    private static final long MINUTE_MILLIS = 60_000;

    /** A pace is that of so many minutes, and none where the last is older than as many. */
    private static final int PACE_MINUTES = 5;

    private final RedisStore store;
    private List<Minute> minutes = List.of();
    private long minutesReadAt = -1;

    /** Reads from {@code store}. */
    public FiguresReader(RedisStore store) {
        this.store = store;
    }

    /**
     * Reads them all.
     *
     * @throws darkroom.queue.StoreUnavailableException if Redis is away
     */
    public Figures read() {
        Ledger ledger = Ledger.read(store);
        long epochMinute = ledger.atMillis() / MINUTE_MILLIS;
        if (minutesReadAt != epochMinute) {
            minutes = new Minutes(store).last(MINUTES);
            minutesReadAt = epochMinute;
        }
        return new Figures(
                Instant.ofEpochMilli(ledger.atMillis()),
                ledger.sum().missing(),
                queues(ledger, epochMinute),
                new Fleet(store).list(),
                store.sortedMembers(store.keys().lost()),
                Stats.read(store),
                RedisMemory.of(store),
                minutes,
                failures(Instant.ofEpochMilli(ledger.atMillis())),
                new Builds(store).list(),
                new Objectives(store).all());
    }

    private Failures failures(Instant now) {
        FailureGroups groups = new FailureGroups(store);
        Instant since = now.minus(Failures.NEW);
        long count = groups.countNew(since);
        return new Failures(
                count, count == 0 ? List.of() : groups.newBetween(since, now, NEW_FAILURES_MAX));
    }

    private List<Queue> queues(Ledger ledger, long epochMinute) {
        Queues inspected = new Queues(store);
        Set<String> paused = inspected.paused();
        Set<String> names = new TreeSet<>(ledger.accounts().keySet());
        names.addAll(paused);
        List<String> longest =
                names.stream()
                        .sorted(
                                Comparator.comparingLong(
                                        name -> -ledger.account(name).now().ready()))
                        .limit(QUEUES_MAX)
                        .toList();
        List<Queue> queues = new ArrayList<>();
        for (int i = 0; i < longest.size(); i++) {
            String name = longest.get(i);
            Account account = ledger.account(name);
            Optional<Duration> oldest =
                    i < HEADS_MAX && account.now().ready() > 0
                            ? oldest(inspected, name, ledger.atMillis())
                            : Optional.empty();
            queues.add(
                    new Queue(
                            name, paused.contains(name), account, oldest, pace(name, epochMinute)));
        }
        queues.sort(Comparator.comparing(Queue::name));
        return queues;
    }

    private static Optional<Duration> oldest(Queues queues, String name, long nowMillis) {
        // A name that only another program takes: its jobs are counted, and not looked into.
        if (!QueueName.isValid(name)) {
            return Optional.empty();
        }
        try {
            for (String payload : queues.peek(name, 1)) {
                OptionalLong at =
                        JobCodec.decode(payload.getBytes(StandardCharsets.UTF_8)).enqueuedAt();
                if (at.isPresent()) {
                    return Optional.of(Duration.ofMillis(Math.max(0, nowMillis - at.getAsLong())));
                }
            }
            return Optional.empty();
        } catch (InvalidJobException unreadable) {
            return Optional.empty();
        }
    }

    private Pace pace(String queue, long epochMinute) {
        if (minutes.size() < 2) {
            return Pace.UNKNOWN;
        }
        Minute last = minutes.get(minutes.size() - 1);
        Minute first = minutes.get(Math.max(0, minutes.size() - 1 - PACE_MINUTES));
        long span = last.epochMinute() - first.epochMinute();
        if (span <= 0 || epochMinute - last.epochMinute() > PACE_MINUTES) {
            return Pace.UNKNOWN;
        }
        Optional<Account> before = Optional.ofNullable(first.accounts().get(queue));
        Optional<Account> after = Optional.ofNullable(last.accounts().get(queue));
        if (after.isEmpty()) {
            return Pace.UNKNOWN;
        }
        double in = after.get().in().jobs() - before.map(one -> one.in().jobs()).orElse(0L);
        double out = after.get().out().done() - before.map(one -> one.out().done()).orElse(0L);
        return new Pace(OptionalDouble.of(in / span), OptionalDouble.of(out / span));
    }
}
