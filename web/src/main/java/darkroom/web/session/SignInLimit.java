package darkroom.web.session;

import darkroom.web.http.AttemptLimit;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How often someone may guess at a password: {@value #ATTEMPTS_MAX} times in {@link
 * AttemptLimit#WINDOW} for one name from one address. Thread-safe.
 */
final class SignInLimit {
    static final int ATTEMPTS_MAX = 10;

    private static final int NAME_CHARS_MAX = 64;

    private final AttemptLimit limit;

    /**
     * Counts by this clock.
     *
     * @param nanos monotonic, as {@link System#nanoTime}
     */
    SignInLimit(LongSupplier nanos) {
        limit = new AttemptLimit(ATTEMPTS_MAX, nanos);
    }

    /** Counts an attempt; how long to wait where it is one too many. */
    Optional<Duration> attempt(String name, String address) {
        return limit.attempt(key(name, address));
    }

    /** Forgets the attempts of someone who knew the password. */
    void succeeded(String name, String address) {
        limit.succeeded(key(name, address));
    }

    int size() {
        return limit.size();
    }

    private static String key(String name, String address) {
        String head = name.length() > NAME_CHARS_MAX ? name.substring(0, NAME_CHARS_MAX) : name;
        return address + " " + head.toLowerCase(Locale.ROOT);
    }
}
