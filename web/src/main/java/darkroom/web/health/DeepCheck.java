package darkroom.web.health;

import darkroom.jobs.check.RoundTrip;
import darkroom.web.http.Json;
import darkroom.web.http.Loopback;
import darkroom.web.http.Problem;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code /check/deep}: a job through the whole system and back, for callers on this machine. One
 * runs at a time, and its answer is kept for ten seconds, however often it is asked for.
 */
final class DeepCheck {
    private static final Duration FRESHNESS = Duration.ofSeconds(10);

    /** Who has come through a proxy is not on this machine, though the proxy may be. */
    private static final List<String> FORWARDED =
            List.of("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via");

    private final RoundTrip roundTrip;
    private final Duration deadline;
    private final ReentrantLock running = new ReentrantLock();
    private volatile @Nullable Answer latest;

    DeepCheck(RoundTrip roundTrip) {
        this(roundTrip, RoundTrip.DEADLINE);
    }

    DeepCheck(RoundTrip roundTrip, Duration deadline) {
        this.roundTrip = roundTrip;
        this.deadline = deadline;
    }

    void show(Context context) throws InterruptedException {
        if (!isFromHere(context)) {
            throw Problem.of(
                            403,
                            "loopback-only",
                            "cannot check for a caller elsewhere: expected one on this machine, and"
                                    + " no proxy between; ask from there, or run \"darkroom check\"")
                    .exception();
        }
        Answer known = fresh();
        if (known == null) {
            if (!running.tryLock()) {
                throw Problem.of(
                                429,
                                "check-running",
                                "cannot check: another one is under way; ask again when it has ended")
                        .retryAfter(FRESHNESS)
                        .exception();
            }
            try {
                known = fresh();
                if (known == null) {
                    known = new Answer(roundTrip.run(deadline), System.nanoTime());
                    latest = known;
                }
            } finally {
                running.unlock();
            }
        }
        write(context, known.findings());
    }

    private @Nullable Answer fresh() {
        Answer known = latest;
        boolean isFresh = known != null && System.nanoTime() - known.nanos() < FRESHNESS.toNanos();
        return isFresh ? known : null;
    }

    private void write(Context context, List<RoundTrip.Finding> findings) {
        List<Map<String, Object>> legs = findings.stream().map(DeepCheck::fields).toList();
        if (findings.stream().allMatch(RoundTrip.Finding::well)) {
            Json.write(context, 200, Map.of("status", "well", "databases", legs));
            return;
        }
        String faults =
                findings.stream()
                        .filter(finding -> !finding.well())
                        .map(finding -> finding.database() + ": " + finding.fault())
                        .collect(Collectors.joining("; "));
        Problem.of(
                        503,
                        "check-failed",
                        "cannot bring a job through the system within "
                                + deadline.toMillis()
                                + " ms: "
                                + faults)
                .with("databases", legs)
                .write(context);
    }

    private static Map<String, Object> fields(RoundTrip.Finding finding) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("database", finding.database());
        fields.put("well", finding.well());
        fields.put("millis", finding.took().toMillis());
        if (!finding.well()) {
            fields.put("reached", finding.reached().name().toLowerCase(Locale.ROOT));
            fields.put("fault", finding.fault());
        }
        return fields;
    }

    private static boolean isFromHere(Context context) {
        return FORWARDED.stream().allMatch(header -> context.header(header) == null)
                && Loopback.is(context.ip());
    }

    private record Answer(List<RoundTrip.Finding> findings, long nanos) {}
}
