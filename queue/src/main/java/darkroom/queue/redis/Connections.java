package darkroom.queue.redis;

import java.time.Duration;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.util.JedisURIHelper;

/** How connections are opened. Every wait has an end: Jedis' own defaults have some that do not. */
final class Connections {
    private static final int POOL_SIZE = 16;
    private static final int SILENCE_MILLIS_MAX = 30_000;

    private Connections() {}

    static RedisClient pool(RedisAddress address) {
        GenericObjectPoolConfig<Connection> pool = new ConnectionPoolConfig();
        pool.setMaxTotal(POOL_SIZE);
        pool.setMaxIdle(POOL_SIZE);
        pool.setMaxWait(address.timeout());
        pool.setTestWhileIdle(true);
        pool.setTimeBetweenEvictionRuns(Duration.ofSeconds(30));
        return RedisClient.builder()
                .hostAndPort(hostAndPort(address))
                .clientConfig(config(address, SILENCE_MILLIS_MAX))
                .poolConfig(pool)
                .build();
    }

    // A silent peer may be a dead one, so a subscription that heard nothing for a while is opened
    // anew.
    static Jedis forSubscription(RedisAddress address) {
        return new Jedis(hostAndPort(address), config(address, SILENCE_MILLIS_MAX));
    }

    private static HostAndPort hostAndPort(RedisAddress address) {
        return new HostAndPort(address.uri().getHost(), address.port());
    }

    private static JedisClientConfig config(RedisAddress address, int blockingMillis) {
        int millis = (int) address.timeout().toMillis();
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder();
        if (JedisURIHelper.isRedisSSLScheme(address.uri())) {
            config.sslOptions(SslOptions.defaults());
        }
        return config.resp2()
                .connectionTimeoutMillis(millis)
                .socketTimeoutMillis(millis)
                .blockingSocketTimeoutMillis(blockingMillis)
                .user(JedisURIHelper.getUser(address.uri()))
                .password(JedisURIHelper.getPassword(address.uri()))
                .database(JedisURIHelper.getDBIndex(address.uri()))
                .clientName("darkroom")
                .build();
    }
}
