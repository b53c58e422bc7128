package darkroom.queue.redis;

import darkroom.queue.Limits;
import java.util.List;
import java.util.Optional;

/** Scores of several members of a sorted set at once. Thread-safe. */
public final class SortedScores {
    private final GuardedClient client;

    SortedScores(GuardedClient client) {
        this.client = client;
    }

    /** The score of each, in this order; at most {@link Limits#PAGE_MAX}. */
    public List<Optional<Double>> of(String key, List<String> members) {
        if (members.isEmpty()) {
            return List.of();
        }
        String[] names = members.stream().limit(Limits.PAGE_MAX).toArray(String[]::new);
        return client.call(redis -> redis.zmscore(key, names)).stream()
                .map(Optional::ofNullable)
                .toList();
    }
}
