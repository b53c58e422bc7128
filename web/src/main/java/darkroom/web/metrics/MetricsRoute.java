package darkroom.web.metrics;

import com.codahale.metrics.MetricRegistry;
import darkroom.web.http.Access;
import darkroom.web.http.Api;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /metrics}. Reads the queue at most once a second, however often it is asked. */
public final class MetricsRoute {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsRoute.class);
    private static final Duration FRESHNESS = Duration.ofSeconds(1);

    private final MetricRegistry registry;
    private final QueueFigures figures;
    private @Nullable Reading latest;
    private boolean failing;

    /** Shows these. */
    public MetricsRoute(MetricRegistry registry, QueueFigures figures) {
        this.registry = registry;
        this.figures = figures;
    }

    /** Adds it. */
    public void register(Api api) {
        api.get("/metrics", Access.OPEN, this::show);
    }

    private void show(Context context) {
        Exposition text = new Exposition();
        QueueText queue = new QueueText(text);
        queueFigures().ifPresentOrElse(queue::write, queue::writeAway);
        new RegistryText(text).write(registry);
        context.contentType(Exposition.CONTENT_TYPE).result(text.toString());
    }

    private synchronized Optional<QueueFigures.Snapshot> queueFigures() {
        Reading known = latest;
        if (known == null || System.nanoTime() - known.nanos() >= FRESHNESS.toNanos()) {
            known = new Reading(read(), System.nanoTime());
            latest = known;
        }
        return known.figures();
    }

    private Optional<QueueFigures.Snapshot> read() {
        try {
            QueueFigures.Snapshot figuresNow = figures.read();
            failing = false;
            return Optional.of(figuresNow);
        } catch (RuntimeException e) {
            if (!failing) {
                LOG.atWarn().setCause(e).log("the queue's figures cannot be read");
            }
            failing = true;
            return Optional.empty();
        }
    }

    private record Reading(Optional<QueueFigures.Snapshot> figures, long nanos) {}
}
