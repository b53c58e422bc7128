package darkroom.queue.ledger;

import darkroom.queue.Limits;
import darkroom.queue.redis.MinuteList;
import darkroom.queue.redis.RedisStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The ledger at each of the last minutes, kept in Redis by whichever worker process thinks of it
 * first. What happened in a minute is the difference of two readings; each is balanced by itself.
 * Thread-safe.
 */
public final class Minutes {
    /** How many are kept: a day. */
    public static final int KEPT_MAX = 1_440;

    /** Of how many queues: those into which most came; the others are in the ledger alone. */
    static final int QUEUES_MAX = 100;

    private final RedisStore store;
    private final MinuteList kept;

    /** Those of the queues in {@code store}. */
    public Minutes(RedisStore store) {
        this.store = store;
        this.kept = new MinuteList(store, store.keys().minutes(), KEPT_MAX);
    }

    /**
     * The ledger of one minute.
     *
     * @param epochMinute by Redis' clock
     * @param accounts by queue
     */
    public record Minute(long epochMinute, Map<String, Account> accounts) {
        /** Copies the accounts. */
        public Minute {
            accounts = Map.copyOf(accounts);
        }
    }

    /** Keeps the ledger of this minute unless somebody has; whether it did. */
    public boolean keep() {
        if (kept.isKept()) {
            return false;
        }
        Ledger ledger = Ledger.read(store);
        return ledger.isByQueue()
                && kept.keep(
                        MinuteList.minute(ledger.atMillis()),
                        ledger.accounts().entrySet().stream()
                                .sorted(
                                        Comparator.comparingLong(
                                                entry -> -entry.getValue().in().sum()))
                                .limit(QUEUES_MAX)
                                .map(entry -> entry.getKey() + ' ' + entry.getValue().toText())
                                .toList());
    }

    /** The latest, if any is kept. */
    public Optional<Minute> latest() {
        List<Minute> last = range(-1, -1);
        return last.isEmpty() ? Optional.empty() : Optional.of(last.get(0));
    }

    /** The last {@code most} of them, oldest first; at most {@link #KEPT_MAX}. */
    public List<Minute> last(int most) {
        List<Minute> minutes = new ArrayList<>();
        int left = Math.min(most, KEPT_MAX);
        // The range of a list has a bound of its own, below that of this list.
        for (int from = left; from > 0; from -= Limits.PAGE_MAX) {
            minutes.addAll(range(-from, -from + Limits.PAGE_MAX - 1L));
        }
        return minutes;
    }

    private List<Minute> range(long from, long to) {
        return kept.range(from, Math.min(to, -1)).stream().map(Minutes::minute).toList();
    }

    private static Minute minute(MinuteList.Kept kept) {
        Map<String, Account> accounts = new TreeMap<>();
        for (String line : kept.lines()) {
            int blank = line.indexOf(' ');
            accounts.put(line.substring(0, blank), Account.ofText(line.substring(blank + 1)));
        }
        return new Minute(kept.epochMinute(), accounts);
    }
}
