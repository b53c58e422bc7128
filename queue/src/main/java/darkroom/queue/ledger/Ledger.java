package darkroom.queue.ledger;

import darkroom.queue.StoreUnavailableException;
import darkroom.queue.redis.Call;
import darkroom.queue.redis.Keys;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.redis.Reply;
import darkroom.queue.redis.Script;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All jobs of all queues counted at one moment, by one script. Immutable.
 *
 * <p>What Redis does meanwhile waits: a millisecond for each ten thousand jobs that are reserved,
 * or thousand queues. Jobs in reserved hashes of processes that are neither in the fleet nor lost
 * are counted only where those processes are named.
 */
public final class Ledger {
    /** The most reserved jobs that are counted by queue. */
    static final int RESERVED_MAX = 100_000;

    private static final int TRIES = 20;

    private final long atMillis;
    private final boolean byQueue;
    private final Account.Now places;
    private final Map<String, Account> accounts = new TreeMap<>();

    private Ledger(List<String> queues, Reply reply) {
        atMillis = reply.number(0);
        byQueue = reply.number(5) == 1;
        Counters counters = new Counters(reply.array(6));
        Map<String, Long> ready = new TreeMap<>();
        for (int i = 0; i < queues.size(); i++) {
            ready.put(queues.get(i), reply.array(7).number(i));
        }
        Map<String, Long> reserved = new TreeMap<>();
        for (int i = 8; i < reply.size(); i++) {
            for (String field : reply.array(i).textsFrom(0)) {
                reserved.merge(Keys.queueOf(field), 1L, Long::sum);
            }
        }
        Set<String> names = new TreeSet<>(counters.queues());
        names.addAll(ready.keySet());
        names.addAll(reserved.keySet());
        for (String queue : names) {
            long waits = ready.getOrDefault(queue, 0L);
            accounts.put(queue, counters.account(queue, waits, reserved.getOrDefault(queue, 0L)));
        }
        places =
                new Account.Now(
                        ready.values().stream().mapToLong(Long::longValue).sum(),
                        reply.number(1),
                        reply.number(2),
                        reply.number(4),
                        reply.number(3));
    }

    /** Counts everything now. */
    public static Ledger read(RedisStore store) {
        return read(store, Set.of(), Set.of());
    }

    /**
     * Counts everything now.
     *
     * @param strayProcesses ids of processes that are neither in the fleet nor lost, and may hold
     *     jobs
     * @param strayQueues names of queues that are not in the set of queues, and may hold jobs
     */
    public static Ledger read(
            RedisStore store, Collection<String> strayProcesses, Collection<String> strayQueues) {
        return read(store, strayProcesses, strayQueues, RESERVED_MAX);
    }

    /** Counts everything, but not those reserved by queue: the sum is right, and cheaper. */
    public static Ledger readSum(RedisStore store) {
        return read(store, Set.of(), Set.of(), -1);
    }

    private static Ledger read(
            RedisStore store,
            Collection<String> strayProcesses,
            Collection<String> strayQueues,
            int reservedMax) {
        Keys keys = store.keys();
        for (int i = 0; i < TRIES; i++) {
            Set<String> named = new TreeSet<>(strayQueues);
            named.addAll(store.members(keys.queues()));
            List<String> queues = new ArrayList<>(named);
            Set<String> processes = new TreeSet<>(strayProcesses);
            processes.addAll(store.sortedMembers(keys.processes()));
            processes.addAll(store.sortedMembers(keys.lost()));
            Reply reply = store.run(Script.LEDGER, call(keys, queues, processes, reservedMax));
            if (reply.size() > 0) {
                return new Ledger(queues, reply);
            }
        }
        throw new StoreUnavailableException(
                "cannot count the jobs: expected the same queues and processes for the time of a"
                        + " call, found others "
                        + TRIES
                        + " times; try again when fewer processes join",
                new IllegalStateException("changed"));
    }

    private static Call call(
            Keys keys, List<String> queues, Set<String> processes, int reservedMax) {
        Call call = new Call();
        call.key(keys.stats());
        call.key(keys.queues());
        call.key(keys.processes());
        call.key(keys.lost());
        call.key(keys.scheduled());
        call.key(keys.retrying());
        call.key(keys.deadJobs());
        queues.forEach(queue -> call.key(keys.queue(queue)));
        processes.forEach(id -> call.key(keys.reserved(id)));
        call.arg(queues.size()).arg(reservedMax);
        queues.forEach(call::arg);
        processes.forEach(call::arg);
        return call;
    }

    /** When, in epoch ms by Redis' clock. */
    public long atMillis() {
        return atMillis;
    }

    /** Whether those reserved are counted by queue: not if there are too many. */
    public boolean isByQueue() {
        return byQueue;
    }

    /** The account of each queue that was ever counted; those reserved in it if so counted. */
    public Map<String, Account> accounts() {
        return Map.copyOf(accounts);
    }

    /** The account of a queue; an empty one if it was never counted. */
    public Account account(String queue) {
        return accounts.getOrDefault(queue, Account.EMPTY);
    }

    /** What is there now by the sizes of the places themselves, which no counter has a part in. */
    public Account.Now places() {
        return places;
    }

    /** What is there now by the accounts of all queues; like {@link #places} if all is well. */
    public Account.Now counted() {
        return accounts.values().stream().reduce(Account.EMPTY, Account::plus).now();
    }

    /** All queues together, with what is there by the sizes of the places. */
    public Account sum() {
        Account sum = accounts.values().stream().reduce(Account.EMPTY, Account::plus);
        return new Account(sum.in(), sum.out(), places);
    }

    /**
     * Whether every job that came in is somewhere, and none is there that did not come in: for each
     * queue, and for each place.
     */
    public boolean isBalanced() {
        return byQueue
                ? counted().equals(places)
                        && accounts.values().stream().allMatch(account -> account.missing() == 0)
                : sum().missing() == 0;
    }

    @Override
    public String toString() {
        return "Ledger[" + accounts + ", places=" + places + "]";
    }
}
