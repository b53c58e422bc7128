package darkroom.queue.inspect;

import darkroom.queue.InvalidJobException;
import darkroom.queue.json.JobCodec;
import darkroom.queue.json.StoredJob;
import darkroom.queue.redis.RedisStore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** Jobs that are due later: scheduled ones, and failed ones that are retried. Thread-safe. */
public final class Delayed {
    private final RedisStore store;

    /** Looks into {@code store}. */
    public Delayed(RedisStore store) {
        this.store = store;
    }

    /**
     * One of them.
     *
     * @param due by Redis' clock
     * @param queue into which it goes
     * @param kind as it stands there; empty where the job cannot be read, and so the id
     * @param attempt the one that is next, from 1; 0 where the job cannot be read
     */
    public record DelayedView(Instant due, String queue, String kind, String id, int attempt) {}

    /**
     * Scheduled jobs, those that are due next first.
     *
     * @param limit at most {@link darkroom.queue.Limits#PAGE_MAX}
     */
    public List<DelayedView> scheduled(long offset, int limit) {
        return page(store.keys().scheduled(), offset, limit);
    }

    /** Failed jobs that are retried, in the same way. */
    public List<DelayedView> retrying(long offset, int limit) {
        return page(store.keys().retrying(), offset, limit);
    }

    private List<DelayedView> page(String key, long offset, int limit) {
        return store.sortedRange(key, offset, offset + limit - 1).stream()
                .map(Delayed::view)
                .toList();
    }

    private static DelayedView view(RedisStore.Scored entry) {
        Instant due = Instant.ofEpochMilli((long) entry.score());
        int colon = Math.max(0, entry.member().indexOf(':'));
        String queue = entry.member().substring(0, colon);
        try {
            StoredJob job =
                    JobCodec.decode(
                            entry.member()
                                    .substring(Math.min(colon + 1, entry.member().length()))
                                    .getBytes(StandardCharsets.UTF_8));
            return new DelayedView(due, queue, job.kind(), job.id().orElse(""), job.attempt());
        } catch (InvalidJobException unreadable) {
            return new DelayedView(due, queue, "", "", 0);
        }
    }
}
