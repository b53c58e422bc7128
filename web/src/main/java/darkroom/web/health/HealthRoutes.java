package darkroom.web.health;

import darkroom.web.http.Access;
import darkroom.web.http.Api;
import darkroom.web.http.Json;
import darkroom.web.http.Problem;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code /health}, {@code /ready} and, where there is one, {@code /check/deep}. */
public final class HealthRoutes {
    private final Probes probes;
    private final Readiness readiness;

    /** Asks {@code readiness} for what is ready; it stays the caller's to close. */
    public HealthRoutes(Probes probes, Readiness readiness) {
        this.probes = probes;
        this.readiness = readiness;
    }

    /** Adds them. */
    public void register(Api api) {
        api.get("/health", Access.OPEN, this::health);
        api.get("/ready", Access.OPEN, this::ready);
        probes.roundTrip()
                .map(DeepCheck::new)
                .ifPresent(check -> api.get("/check/deep", Access.OPEN, check::show));
    }

    private void health(Context context) {
        String fault = probes.liveness().fault();
        if (fault.isEmpty()) {
            Json.write(context, 200, Map.of("status", "alive"));
            return;
        }
        Problem.of(503, "not-alive", "cannot go on: " + fault).write(context);
    }

    private void ready(Context context) {
        List<Finding> findings = readiness.findings();
        List<Map<String, Object>> checks = findings.stream().map(HealthRoutes::check).toList();
        if (findings.stream().allMatch(Finding::ready)) {
            Json.write(context, 200, Map.of("status", "ready", "checks", checks));
            return;
        }
        String failing =
                findings.stream()
                        .filter(finding -> !finding.ready())
                        .map(HealthRoutes::sentence)
                        .collect(Collectors.joining(", "));
        Problem.of(503, "not-ready", "cannot serve every request: " + failing)
                .with("checks", checks)
                .retryAfter(Duration.ofSeconds(1))
                .write(context);
    }

    private static String sentence(Finding finding) {
        return "%s at %s (%s)"
                .formatted(finding.check().name(), finding.check().address(), finding.fault());
    }

    private static Map<String, Object> check(Finding finding) {
        Map<String, Object> check = new LinkedHashMap<>();
        check.put("name", finding.check().name());
        check.put("address", finding.check().address());
        check.put("ready", finding.ready());
        if (!finding.ready()) {
            check.put("fault", finding.fault());
        }
        return check;
    }
}
