package darkroom.web.metrics;

import darkroom.queue.redis.RedisStore;
import java.util.Map;

/** How long this process's calls to Redis take. */
public final class RedisSource implements MetricSource {
    private final RedisStore store;

    /** Those through {@code store}. */
    public RedisSource(RedisStore store) {
        this.store = store;
    }

    @Override
    public void write(Exposition text) {
        Exposition.Family family =
                text.family(
                        "darkroom_redis_command_seconds",
                        MetricType.HISTOGRAM,
                        "Time of a round trip of this process to Redis, failed ones included, by"
                                + " the script it began with.");
        store.commandTimes()
                .forEach((script, times) -> family.histogram(Map.of("script", script), times));
    }
}
