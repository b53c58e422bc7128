package darkroom.queue.redis;

import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionFactory;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.providers.ConnectionProvider;

/**
 * Connections to the server that has the keys, pooled, and followed to another server when that has
 * them. Thread-safe.
 *
 * <p>Where that server is, is asked for each connection that is opened, once a second where it can
 * change, and when a reply says that it is not this one. When the answer is another one, all
 * connections go: those in use after their call.
 */
final class Connections implements ConnectionProvider {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    private static final int POOL_SIZE = 16;
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final RedisAddress address;
    private final JedisClientConfig config;
    private final Primary primary;
    private final Set<Runnable> onMove = new CopyOnWriteArraySet<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile ConnectionPool pool;

    // Guarded by this.
    private @Nullable HostAndPort last;
    private boolean looking;

    Connections(RedisAddress address) {
        this.address = address;
        this.config = Connecting.toServer(address);
        this.primary = Connecting.primary(address);
        this.pool = newPool();
    }

    /** One that the caller closes; it may be to a server that has lost the keys meanwhile. */
    @Override
    public Connection getConnection() {
        ConnectionPool current = pool;
        try {
            return current.getResource();
        } catch (JedisException e) {
            // It was closed as it gave one, since the keys have moved.
            if (current == pool) {
                throw e;
            }
            return pool.getResource();
        }
    }

    @Override
    public Connection getConnection(CommandArguments arguments) {
        return getConnection();
    }

    /** A client on these connections; it opens none yet. */
    UnifiedJedis client() {
        return RedisClient.builder()
                .hostAndPort(address.url().nodes().get(0))
                .clientConfig(config)
                .connectionProvider(this)
                .build();
    }

    /** A connection of its own, to listen on. */
    Jedis forSubscription() {
        return new Jedis(this::connect, config);
    }

    /** Runs {@code action} whenever another server has the keys, until it is removed. */
    void onMove(Runnable action) {
        onMove.add(action);
    }

    void remove(Runnable action) {
        onMove.remove(action);
    }

    /** A call on one of them has failed: what that says about the others. */
    void failed(JedisException e) {
        if (e instanceof JedisConnectionException) {
            // Those that are idle are likely to be broken, too.
            pool.clear();
        } else if (ErrorReply.isDoubtful(e)) {
            renew();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        pool.close();
    }

    private Socket connect() {
        HostAndPort found = primary.find();
        seen(found);
        return new DefaultJedisSocketFactory(found, config).createSocket();
    }

    private void seen(HostAndPort found) {
        boolean moved;
        synchronized (this) {
            moved = last != null && !last.equals(found);
            last = found;
            watch();
        }
        if (moved) {
            LOG.atInfo()
                    .addKeyValue("redis", address.display())
                    .addKeyValue("at", found)
                    .log("another server has the keys now");
            renew();
            onMove.forEach(Runnable::run);
        }
    }

    private void renew() {
        ConnectionPool old;
        synchronized (this) {
            old = pool;
            if (closed.getCount() == 0) {
                return;
            }
            pool = newPool();
        }
        old.close();
    }

    // From the first connection on: who opens a store and never uses it has no thread for it.
    private void watch() {
        if (!looking && address.url().topology() != RedisUrl.Topology.SINGLE) {
            looking = true;
            Thread thread = new Thread(this::look, "darkroom-redis-primary");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void look() {
        try {
            while (!closed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    seen(primary.find());
                } catch (JedisException e) {
                    LOG.atDebug().addKeyValue("cause", e.getMessage()).log("nobody to ask");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ConnectionPool newPool() {
        GenericObjectPoolConfig<Connection> settings = new ConnectionPoolConfig();
        settings.setMaxTotal(POOL_SIZE);
        settings.setMaxIdle(POOL_SIZE);
        settings.setMaxWait(address.timeout());
        settings.setTestWhileIdle(true);
        settings.setTimeBetweenEvictionRuns(Duration.ofSeconds(30));
        return new ConnectionPool(new ConnectionFactory(this::connect, config), settings);
    }
}
