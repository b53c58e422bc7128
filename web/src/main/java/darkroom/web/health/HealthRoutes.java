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

/** {@code /health} and {@code /ready}. */
public final class HealthRoutes {
    private final Readiness readiness;

    /** Asks {@code readiness}; it stays the caller's to close. */
    public HealthRoutes(Readiness readiness) {
        this.readiness = readiness;
    }

    /** Adds them. */
    public void register(Api api) {
        // Alive means only that: a dependency that is away is no reason to restart this process.
        api.get(
                "/health",
                Access.OPEN,
                context -> Json.write(context, 200, Map.of("status", "alive")));
        api.get("/ready", Access.OPEN, this::ready);
    }

    private void ready(Context context) {
        Map<String, String> faults = readiness.faults();
        List<Map<String, Object>> checks =
                faults.entrySet().stream().map(e -> check(e.getKey(), e.getValue())).toList();
        String failing =
                faults.entrySet().stream()
                        .filter(entry -> !entry.getValue().isEmpty())
                        .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                        .collect(Collectors.joining(", "));
        if (failing.isEmpty()) {
            Json.write(context, 200, Map.of("status", "ready", "checks", checks));
            return;
        }
        Problem.of(503, "not-ready", "cannot serve every request: " + failing)
                .with("checks", checks)
                .retryAfter(Duration.ofSeconds(1))
                .write(context);
    }

    private static Map<String, Object> check(String name, String fault) {
        Map<String, Object> check = new LinkedHashMap<>();
        check.put("name", name);
        check.put("ready", fault.isEmpty());
        if (!fault.isEmpty()) {
            check.put("fault", fault);
        }
        return check;
    }
}
