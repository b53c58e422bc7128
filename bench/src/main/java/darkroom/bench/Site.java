package darkroom.bench;

import darkroom.bench.bare.BareRedis;
import darkroom.embedded.RedisOptions;
import darkroom.embedded.RedisServer;
import darkroom.queue.client.QueueClient;
import darkroom.queue.redis.RedisAddress;
import darkroom.queue.redis.RedisStore;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The Redis that loads run on, and the queue in it: an embedded one, or a given one in which only
 * keys of a fresh namespace are touched, and removed in the end.
 */
public final class Site implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final @Nullable RedisServer server;
    private final BareRedis bare;
    private final RedisStore store;
    private final QueueClient client;
    private boolean closed;

    private Site(
            @Nullable RedisServer server,
            BareRedis bare,
            RedisAddress address,
            InstantSource clock,
            RandomGenerator random) {
        this.server = server;
        this.bare = bare;
        this.store = RedisStore.open(address);
        this.client = new QueueClient(store, clock, random);
    }

    /** On a Redis that starts now and ends with this. */
    public static Site embedded(
            RedisOptions.Durability durability, InstantSource clock, RandomGenerator random) {
        RedisServer server = RedisServer.start(RedisOptions.defaults().withDurability(durability));
        BareRedis bare = BareRedis.at(server.uri(), TIMEOUT);
        return new Site(server, bare, address(server.uri(), random), clock, random);
    }

    /**
     * On the Redis at {@code uri}.
     *
     * @param uri as {@link RedisAddress} has it
     * @param random of which the namespace comes too
     * @throws BenchFailedException if it holds keys and {@code force} is {@link Force#NO}; nothing
     *     was written
     */
    public static Site at(URI uri, Force force, InstantSource clock, RandomGenerator random) {
        RedisAddress address = address(uri, random);
        try (RedisStore store = RedisStore.open(address)) {
            // Says best what is wrong where there is no Redis.
            store.timeMillis();
        }
        BareRedis bare = BareRedis.at(uri, TIMEOUT);
        try {
            long keys = bare.keyCount();
            if (keys > 0 && force == Force.NO) {
                throw new BenchFailedException(
                        "cannot measure on Redis at "
                                + address.display()
                                + ": expected it to be empty, found "
                                + keys
                                + " keys; take another Redis, or run beside them with --force");
            }
        } catch (RuntimeException e) {
            bare.close();
            throw e;
        }
        return new Site(null, bare, address, clock, random);
    }

    private static RedisAddress address(URI uri, RandomGenerator random) {
        String namespace = "bench-" + Long.toHexString(random.nextLong());
        return new RedisAddress(uri, namespace, TIMEOUT);
    }

    /** What every figure from here depends on: versions, cores, and when a write is on the disk. */
    public Map<String, Object> conditions() {
        return Labels.of(
                "redis", bare.version(),
                "fsync", bare.fsync(),
                "java", Runtime.version().feature(),
                "cores", Runtime.getRuntime().availableProcessors());
    }

    /** The queue's view of it. */
    RedisStore store() {
        return store;
    }

    /** Where jobs are enqueued. */
    QueueClient client() {
        return client;
    }

    /** The server's view of it; for one thread at a time. */
    BareRedis bare() {
        return bare;
    }

    /** Where it is, for a further connection or process. */
    RedisAddress address() {
        return store.address();
    }

    /** A key of this namespace that the queue does not use. */
    String keyFor(String purpose) {
        return address().namespace() + ":of-bench:" + purpose;
    }

    /** Removes all keys of the namespace. */
    void clear() {
        bare.removeAll(address().namespace());
    }

    /** Removes what the loads wrote and ends what was started. May be called twice. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (server == null) {
                clear();
            }
        } finally {
            store.close();
            bare.close();
            if (server != null) {
                server.close();
            }
        }
    }
}
