package darkroom.web.metrics;

import com.codahale.metrics.MetricRegistry;
import darkroom.web.http.Access;
import darkroom.web.http.Api;
import io.javalin.http.Context;
import java.util.List;

/** {@code /metrics}. */
public final class MetricsRoute {
    private final MetricRegistry registry;
    private final List<MetricSource> sources;

    /**
     * Shows these.
     *
     * @param sources each with families of its own
     */
    public MetricsRoute(MetricRegistry registry, List<MetricSource> sources) {
        this.registry = registry;
        this.sources = List.copyOf(sources);
    }

    /** Adds it. */
    public void register(Api api) {
        api.get("/metrics", Access.OPEN, this::show);
    }

    private void show(Context context) {
        Exposition text = new Exposition();
        sources.forEach(text::add);
        text.add(all -> new RegistryText(all).write(registry));
        context.contentType(Exposition.CONTENT_TYPE).result(text.toString());
    }
}
