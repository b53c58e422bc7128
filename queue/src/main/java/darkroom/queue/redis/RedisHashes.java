package darkroom.queue.redis;

import darkroom.queue.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;

/** Several hashes in one round trip; between them others may write. Thread-safe. */
public final class RedisHashes {
    private final GuardedClient client;

    RedisHashes(GuardedClient client) {
        this.client = client;
    }

    /**
     * A hash, and how large another is.
     *
     * @param size fields of the other
     */
    public record Sized(Map<String, String> fields, long size) {
        /** Copies the fields. */
        public Sized {
            fields = Map.copyOf(fields);
        }
    }

    /**
     * All fields of each hash and the size of the one that stands at the same place in {@code
     * sized}; of hashes whose size is bounded, at most {@link Limits#PAGE_MAX}.
     */
    public List<Sized> of(List<String> keys, List<String> sized) {
        int count = Math.min(Limits.PAGE_MAX, keys.size());
        return client.call(
                redis -> {
                    List<Response<Map<String, String>>> fields = new ArrayList<>();
                    List<Response<Long>> sizes = new ArrayList<>();
                    try (AbstractPipeline pipeline = redis.pipelined()) {
                        for (int i = 0; i < count; i++) {
                            fields.add(pipeline.hgetAll(keys.get(i)));
                            sizes.add(pipeline.hlen(sized.get(i)));
                        }
                    }
                    List<Sized> all = new ArrayList<>();
                    for (int i = 0; i < count; i++) {
                        all.add(new Sized(fields.get(i).get(), sizes.get(i).get()));
                    }
                    return all;
                });
    }
}
