package darkroom.queue.ledger;

import darkroom.queue.Limits;
import darkroom.queue.redis.Call;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.redis.Script;
import java.nio.charset.StandardCharsets;
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

    private static final long MINUTE_MILLIS = 60_000;

    private final RedisStore store;

    /** Those of the queues in {@code store}. */
    public Minutes(RedisStore store) {
        this.store = store;
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
        long minute = store.timeMillis() / MINUTE_MILLIS;
        if (latest().filter(last -> last.epochMinute() >= minute).isPresent()) {
            return false;
        }
        Ledger ledger = Ledger.read(store);
        if (!ledger.isByQueue()) {
            return false;
        }
        StringBuilder text = new StringBuilder();
        text.append(ledger.atMillis() / MINUTE_MILLIS);
        ledger.accounts().entrySet().stream()
                .sorted(Comparator.comparingLong(entry -> -entry.getValue().in().sum()))
                .limit(QUEUES_MAX)
                .forEach(
                        entry ->
                                text.append('\n')
                                        .append(entry.getKey())
                                        .append(' ')
                                        .append(entry.getValue().toText()));
        Call call = new Call();
        call.key(store.keys().minutes());
        call.arg(ledger.atMillis() / MINUTE_MILLIS).arg(text.toString()).arg(KEPT_MAX);
        return store.run(Script.MINUTE, call).number() == 1;
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
        return store.listRange(store.keys().minutes(), from, Math.min(to, -1)).stream()
                .map(bytes -> minute(new String(bytes, StandardCharsets.UTF_8)))
                .toList();
    }

    private static Minute minute(String text) {
        List<String> lines = text.lines().toList();
        Map<String, Account> accounts = new TreeMap<>();
        for (String line : lines.subList(1, lines.size())) {
            int blank = line.indexOf(' ');
            accounts.put(line.substring(0, blank), Account.ofText(line.substring(blank + 1)));
        }
        return new Minute(Long.parseLong(lines.get(0)), accounts);
    }
}
