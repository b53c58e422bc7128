package darkroom.web.dashboard.access;

import darkroom.web.http.RecentMap;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who was let through lately, for pages that are to be seen while Redis, where the sessions are, is
 * away; {@value #SESSIONS_MAX} of them, each for {@code LIFE}. Thread-safe.
 */
final class Remembered {
    static final int SESSIONS_MAX = 256;
    static final Duration LIFE = Duration.ofMinutes(15);

    private final LongSupplier nanos;
    private final Map<String, Seen> seen = RecentMap.ofAtMost(SESSIONS_MAX);

    Remembered(LongSupplier nanos) {
        this.nanos = nanos;
    }

    synchronized void note(Caller caller) {
        seen.put(caller.session(), new Seen(caller, nanos.getAsLong()));
    }

    synchronized void forget(String session) {
        seen.remove(session);
    }

    synchronized Optional<Caller> find(String session) {
        @Nullable Seen found = seen.get(session);
        return found == null || nanos.getAsLong() - found.at() > LIFE.toNanos()
                ? Optional.empty()
                : Optional.of(found.caller());
    }

    private record Seen(Caller caller, long at) {}
}
