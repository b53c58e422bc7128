package darkroom.jobs.shards;

import darkroom.embedded.fixtures.TestPostgres;
import darkroom.embedded.fixtures.TestRedis;
import darkroom.queue.client.QueueClient;
import darkroom.queue.redis.RedisAddress;
import darkroom.queue.redis.RedisStore;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;

/** Eight migrated shards on two databases of their own, and a queue of their own. */
public final class TestShards implements AutoCloseable {
    /** How many shards there are. */
    public static final int COUNT = 8;

    private final RedisStore store;
    private final QueueClient queue;
    private final List<DatabaseAddress> addresses;
    private final Shards shards;

    private TestShards() {
        this.store =
                RedisStore.open(
                        RedisAddress.of(TestRedis.shared().uri().toString())
                                .withNamespace(TestRedis.freshNamespace()));
        this.queue = new QueueClient(store, InstantSource.system(), new SecureRandom());
        this.addresses =
                List.of(
                        new DatabaseAddress("db0", TestPostgres.freshDatabase()),
                        new DatabaseAddress("db1", TestPostgres.freshDatabase()));
        this.shards = Shards.open(addresses, COUNT, queue, PoolLimits.ofConnections(4));
    }

    /** Makes and migrates them. */
    public static TestShards migrated() {
        TestShards test = new TestShards();
        test.shards.migrate((done, total) -> {});
        return test;
    }

    /** Makes them, without a table. */
    public static TestShards empty() {
        return new TestShards();
    }

    /** The shards. */
    public Shards shards() {
        return shards;
    }

    /** Where they are. */
    public List<DatabaseAddress> addresses() {
        return addresses;
    }

    /** The queue's Redis. */
    public RedisStore store() {
        return store;
    }

    /** A client of the queue. */
    public QueueClient queue() {
        return queue;
    }

    @Override
    public void close() {
        shards.close();
        store.close();
    }
}
