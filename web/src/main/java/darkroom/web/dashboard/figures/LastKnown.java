package darkroom.web.dashboard.figures;

import darkroom.queue.StoreUnavailableException;
import darkroom.web.http.RecentMap;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What was last shown at some addresses, for as long as it cannot be read again; {@value #KEYS_MAX}
 * of them. Thread-safe.
 *
 * @param <T> what is shown; of a bounded size
 */
public final class LastKnown<T> {
    static final int KEYS_MAX = 64;

    private final Map<String, Kept<T>> kept = RecentMap.ofAtMost(KEYS_MAX);

    /**
     * What is shown.
     *
     * @param value none where it was never read
     * @param age since it was read
     * @param fault why it could not be read now; empty where it could
     */
    public record Shown<T>(Optional<T> value, Duration age, String fault) {}

    /** Reads it, or gives what was read before. */
    public Shown<T> get(String key, Supplier<T> reader) {
        try {
            T value = reader.get();
            put(key, value);
            return new Shown<>(Optional.of(value), Duration.ZERO, "");
        } catch (StoreUnavailableException e) {
            Kept<T> before = before(key);
            String fault = String.valueOf(e.getMessage());
            return before == null
                    ? new Shown<>(Optional.empty(), Duration.ZERO, fault)
                    : new Shown<>(
                            Optional.of(before.value()),
                            Duration.ofNanos(System.nanoTime() - before.nanos()),
                            fault);
        }
    }

    private synchronized void put(String key, T value) {
        kept.put(key, new Kept<>(value, System.nanoTime()));
    }

    private synchronized @Nullable Kept<T> before(String key) {
        return kept.get(key);
    }

    private record Kept<T>(T value, long nanos) {}
}
