package darkroom.queue.inspect;

import darkroom.queue.StoreUnavailableException;
import darkroom.queue.ledger.Account;
import darkroom.queue.ledger.Minutes;
import darkroom.queue.objectives.Objectives;
import darkroom.queue.redis.RedisMemory;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.reserve.ProcessState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What a fleet is and does, for who measures it: from counters, sizes and heads, never by a scan.
 * Not of one moment: each part is read by itself.
 *
 * @param stats the counters
 * @param queues how long each queue is
 * @param readyAges since the first enqueue of the job at the head of each queue, by queue
 * @param retryingAges since the first enqueue of the oldest retrying job that was seen, by queue
 * @param processes the processes of the fleet
 * @param ledger the last minute's, if one is kept and may be read
 * @param memory of Redis, if it may be asked for
 * @param objectives within which time jobs are to begin, by queue, where that may be read
 */
public record Figures(
        Stats stats,
        List<Queues.QueueView> queues,
        Map<String, Duration> readyAges,
        Map<String, Duration> retryingAges,
        List<Fleet.ProcessView> processes,
        Optional<Minutes.Minute> ledger,
        Optional<RedisMemory> memory,
        Map<String, Objectives.Objective> objectives) {
    /** Copies what is given. */
    public Figures {
        queues = List.copyOf(queues);
        readyAges = Map.copyOf(readyAges);
        retryingAges = Map.copyOf(retryingAges);
        processes = List.copyOf(processes);
        objectives = Map.copyOf(objectives);
    }

    /**
     * Reads them all.
     *
     * @throws StoreUnavailableException if Redis does not answer
     */
    public static Figures read(RedisStore store) {
        List<Queues.QueueView> queues = new Queues(store).list();
        OldestJobs oldest = new OldestJobs(store);
        return new Figures(
                Stats.read(store),
                queues,
                oldest.ready(queues),
                oldest.retrying(),
                new Fleet(store).list(),
                ifAllowed(() -> new Minutes(store).latest()),
                ifAllowed(() -> Optional.of(RedisMemory.of(store))),
                ifAllowed(() -> Optional.of(new Objectives(store).all())).orElseGet(TreeMap::new));
    }

    /** How many processes there are in each state, by {@link ProcessState}'s words. */
    public Map<String, Long> processesByState() {
        Map<String, Long> byState = new TreeMap<>();
        for (ProcessState state : ProcessState.values()) {
            byState.put(state.word(), 0L);
        }
        processes.forEach(process -> byState.computeIfPresent(process.state(), (s, n) -> n + 1));
        return byState;
    }

    /** How many jobs all processes hold. */
    public long reserved() {
        return processes.stream().mapToLong(Fleet.ProcessView::held).sum();
    }

    /** A number that processes say of themselves, such as {@code threads}, of all together. */
    public long sum(String field) {
        return processes.stream().mapToLong(process -> process.number(field)).sum();
    }

    /** How many jobs came in and are nowhere, by the ledger. */
    public Optional<Long> missing() {
        return ledger.map(
                minute -> minute.accounts().values().stream().mapToLong(Account::missing).sum());
    }

    // Not every user of Redis may read all of it.
    private static <T> Optional<T> ifAllowed(Supplier<Optional<T>> part) {
        try {
            return part.get();
        } catch (StoreUnavailableException e) {
            return Optional.empty();
        }
    }
}
