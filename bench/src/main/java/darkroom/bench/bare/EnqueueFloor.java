package darkroom.bench.bare;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.RedisClient;

/** The least that enqueuing has to do: an RPUSH a job, of the same bytes. */
public final class EnqueueFloor implements AutoCloseable {
    private static final int PIPELINE = 1_000;

    /** As many connections as the queue's own client shares out. */
    private static final int POOL_SIZE = 16;

    private final Jedis jedis;
    private final RedisClient client;
    private final byte[] key;

    /** Pushes to the list at {@code key}. */
    public EnqueueFloor(URI uri, Duration timeout, String key) {
        this.jedis = Connecting.to(uri, timeout);
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(POOL_SIZE);
        pool.setMaxIdle(POOL_SIZE);
        this.client =
                RedisClient.builder()
                        .hostAndPort(Connecting.hostAndPort(uri))
                        .clientConfig(Connecting.config(uri, timeout))
                        .poolConfig(pool)
                        .build();
        this.key = key.getBytes(StandardCharsets.UTF_8);
    }

    /** Pushes so many, a thousand in a pipeline. */
    public void pipelined(List<byte[]> payloads, int count) {
        for (int from = 0; from < count; from += PIPELINE) {
            Pipeline pipeline = jedis.pipelined();
            for (int i = from; i < Math.min(count, from + PIPELINE); i++) {
                pipeline.rpush(key, payloads.get(i % payloads.size()));
            }
            pipeline.sync();
        }
    }

    /** Pushes so many, each after the reply to the one before. */
    public void oneByOne(List<byte[]> payloads, int count) {
        for (int i = 0; i < count; i++) {
            jedis.rpush(key, payloads.get(i % payloads.size()));
        }
    }

    /** The same through the pool, for many threads at once. */
    public void shared(List<byte[]> payloads, int count) {
        for (int i = 0; i < count; i++) {
            client.rpush(key, payloads.get(i % payloads.size()));
        }
    }

    /** How many are in the list. */
    public long length() {
        return jedis.llen(key);
    }

    @Override
    public void close() {
        jedis.close();
        client.close();
    }
}
