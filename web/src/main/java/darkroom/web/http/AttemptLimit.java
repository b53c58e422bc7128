package darkroom.web.http;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How often something may be tried for one key within {@code WINDOW}. Thread-safe.
 *
 * <p>Remembers the {@value #KEYS_MAX} keys that were tried last; whoever is pushed out starts anew.
 * A process counts for itself.
 */
public final class AttemptLimit {
    /** How many keys are remembered. */
    public static final int KEYS_MAX = 10_000;

    /** Attempts are counted from the first, for so long. */
    public static final Duration WINDOW = Duration.ofMinutes(5);

    private static final int KEY_CHARS_MAX = 128;

    private final int attemptsMax;
    private final LongSupplier nanos;
    private final Map<String, Attempts> attempts = RecentMap.ofAtMost(KEYS_MAX);

    /**
     * Counts by this clock.
     *
     * @param attemptsMax above 0
     * @param nanos monotonic, as {@link System#nanoTime}
     */
    public AttemptLimit(int attemptsMax, LongSupplier nanos) {
        this.attemptsMax = attemptsMax;
        this.nanos = nanos;
    }

    /** Counts an attempt; how long to wait where it is one too many. */
    public synchronized Optional<Duration> attempt(String key) {
        String head = head(key);
        long now = nanos.getAsLong();
        Attempts before = attempts.get(head);
        if (before == null || now - before.since() >= WINDOW.toNanos()) {
            attempts.put(head, new Attempts(now, 1));
            return Optional.empty();
        }
        if (before.count() >= attemptsMax) {
            return Optional.of(WINDOW.minusNanos(now - before.since()));
        }
        attempts.put(head, new Attempts(before.since(), before.count() + 1));
        return Optional.empty();
    }

    /** Forgets the attempts for a key. */
    public synchronized void succeeded(String key) {
        attempts.remove(head(key));
    }

    /** How many keys are remembered now. */
    public synchronized int size() {
        return attempts.size();
    }

    private static String head(String key) {
        return key.length() > KEY_CHARS_MAX ? key.substring(0, KEY_CHARS_MAX) : key;
    }

    private record Attempts(long since, int count) {}
}
