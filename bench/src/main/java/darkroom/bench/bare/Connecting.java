package darkroom.bench.bare;

import java.net.URI;
import java.time.Duration;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.util.JedisURIHelper;

/** How bare connections are opened: as the queue opens its own, but for their number. */
final class Connecting {
    private Connecting() {}

    static Jedis to(URI uri, Duration timeout) {
        return new Jedis(hostAndPort(uri), config(uri, timeout));
    }

    static HostAndPort hostAndPort(URI uri) {
        int port = uri.getPort() < 0 ? Protocol.DEFAULT_PORT : uri.getPort();
        return new HostAndPort(uri.getHost(), port);
    }

    static JedisClientConfig config(URI uri, Duration timeout) {
        int millis = (int) timeout.toMillis();
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder();
        if (JedisURIHelper.isRedisSSLScheme(uri)) {
            config.sslOptions(SslOptions.defaults());
        }
        return config.resp2()
                .connectionTimeoutMillis(millis)
                .socketTimeoutMillis(millis)
                .blockingSocketTimeoutMillis(millis)
                .user(JedisURIHelper.getUser(uri))
                .password(JedisURIHelper.getPassword(uri))
                .database(JedisURIHelper.getDBIndex(uri))
                .build();
    }
}
