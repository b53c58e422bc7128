package darkroom.web.metrics;

import com.codahale.metrics.MetricRegistry;
import darkroom.web.metrics.RequestTimer.Sort;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Times every request, by route pattern and class of status. Thread-safe. */
public final class RequestTimers {
    /**
     * Attribute of a request that is not timed: it is as long as its caller stays, which says
     * nothing of this server.
     */
    public static final String LEFT_OUT = "darkroom.untimed";

    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH");

    private final MetricRegistry registry;
    private final ConcurrentHashMap<Sort, RequestTimer> timers = new ConcurrentHashMap<>();

    /** Keeps its timers in {@code registry}. */
    public RequestTimers(MetricRegistry registry) {
        this.registry = registry;
    }

    /**
     * Notes one request.
     *
     * @param route the pattern that it matched, or one word for all that matched none
     * @param status 100 to 599
     */
    public void note(String method, String route, int status, long nanos) {
        Sort sort =
                new Sort(METHODS.contains(method) ? method : "other", route, status / 100 + "xx");
        timers.computeIfAbsent(sort, this::register).update(nanos);
    }

    private RequestTimer register(Sort sort) {
        return registry.register(
                "http.request|%s|%s|%s".formatted(sort.method(), sort.route(), sort.status()),
                new RequestTimer(sort));
    }
}
