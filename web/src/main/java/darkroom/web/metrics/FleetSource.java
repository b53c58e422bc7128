package darkroom.web.metrics;

import darkroom.queue.inspect.Figures;
import darkroom.queue.redis.RedisStore;
import java.util.Optional;

/**
 * The figures of the fleet, from Redis: for the web tier, whose processes all show the same. While
 * Redis is away it shows the last it knows and how old that is.
 */
public final class FleetSource implements MetricSource, AutoCloseable {
    private final Latest<Figures> latest;

    /** Those of the fleet on {@code store}. */
    public FleetSource(RedisStore store) {
        latest = new Latest<>("fleet", () -> Figures.read(store));
    }

    @Override
    public void write(Exposition text) {
        Optional<Latest.Aged<Figures>> known = latest.get();
        text.family(
                        "darkroom_queue_up",
                        MetricType.GAUGE,
                        "Whether the queue's figures could be read now: 1 or 0.")
                .sample(known.filter(Latest.Aged::working).isPresent() ? 1 : 0);
        if (known.isPresent()) {
            text.family(
                            "darkroom_queue_figures_age_seconds",
                            MetricType.GAUGE,
                            "How old the queue's figures are: more than a few seconds while Redis"
                                    + " is away.")
                    .sample(known.get().age().toMillis() / 1e3);
            new FleetText(text).write(known.get().value());
        }
    }

    @Override
    public void close() {
        latest.close();
    }
}
