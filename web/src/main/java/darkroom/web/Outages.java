package darkroom.web;

import darkroom.web.http.Problem;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers for databases that are away or busy, and logs it now and then. Thread-safe. */
final class Outages {
    private static final Logger LOG = LoggerFactory.getLogger(Outages.class);
    private static final Duration SILENCE = Duration.ofSeconds(30);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final AtomicLong silentUntil = new AtomicLong(System.nanoTime());

    /** For a {@code ShardUnavailableException} or {@code ShardBusyException}. */
    Problem problem(RuntimeException e) {
        long now = System.nanoTime();
        long until = silentUntil.get();
        // An outage fails every request: one line a while tells as much as thousands.
        if (now - until >= 0 && silentUntil.compareAndSet(until, now + SILENCE.toNanos())) {
            LOG.atWarn().setCause(e).log("requests fail: a database is away or busy");
        }
        return Problem.of(
                        503,
                        "database-unavailable",
                        "cannot answer now: a database is away or busy; try again")
                .retryAfter(RETRY);
    }
}
