package darkroom.web.session;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How often someone may guess at a password: {@value #ATTEMPTS_MAX} times in {@code WINDOW} for one
 * name from one address. Thread-safe.
 *
 * <p>Remembers the {@value #KEYS_MAX} pairs that tried last; whoever is pushed out starts anew. A
 * process counts for itself.
 */
final class SignInLimit {
    static final int ATTEMPTS_MAX = 10;
    static final int KEYS_MAX = 10_000;
    static final Duration WINDOW = Duration.ofMinutes(5);

    private static final int NAME_CHARS_MAX = 64;

    private final LongSupplier nanos;
    private final Map<Key, Attempts> attempts =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Key, Attempts> eldest) {
                    return size() > KEYS_MAX;
                }
            };

    /**
     * Counts by this clock.
     *
     * @param nanos monotonic, as {@link System#nanoTime}
     */
    SignInLimit(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Counts an attempt; how long to wait where it is one too many. */
    synchronized Optional<Duration> attempt(String name, String address) {
        Key key = Key.of(name, address);
        long now = nanos.getAsLong();
        Attempts before = attempts.get(key);
        if (before == null || now - before.since() >= WINDOW.toNanos()) {
            attempts.put(key, new Attempts(now, 1));
            return Optional.empty();
        }
        if (before.count() >= ATTEMPTS_MAX) {
            return Optional.of(WINDOW.minusNanos(now - before.since()));
        }
        attempts.put(key, new Attempts(before.since(), before.count() + 1));
        return Optional.empty();
    }

    /** Forgets the attempts of someone who knew the password. */
    synchronized void succeeded(String name, String address) {
        attempts.remove(Key.of(name, address));
    }

    synchronized int size() {
        return attempts.size();
    }

    private record Key(String name, String address) {
        static Key of(String name, String address) {
            String head = name.length() > NAME_CHARS_MAX ? name.substring(0, NAME_CHARS_MAX) : name;
            return new Key(head.toLowerCase(Locale.ROOT), address);
        }
    }

    private record Attempts(long since, int count) {}
}
