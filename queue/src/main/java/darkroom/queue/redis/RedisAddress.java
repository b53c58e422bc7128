package darkroom.queue.redis;

import darkroom.queue.Excerpt;
import java.net.URI;
import java.time.Duration;
import java.util.regex.Pattern;
import redis.clients.jedis.util.JedisURIHelper;

/**
 * Where the queue's Redis is.
 *
 * @param uri {@code redis://[user:password@]host:port[/database]}, or {@code rediss://} for TLS
 * @param namespace what every key begins with, without the colon; {@code resque} is the one that
 *     Jesque and Resque use
 * @param timeout for a connection to open and for each reply, 1 ms to 1 minute
 */
public record RedisAddress(URI uri, String namespace, Duration timeout) {
    /** The namespace that Resque's and Jesque's clients use unless told otherwise. */
    public static final String DEFAULT_NAMESPACE = "resque";

    private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z0-9{}._-]{1,64}");
    private static final Duration TIMEOUT_MAX = Duration.ofMinutes(1);

    /** Checks each part. */
    public RedisAddress {
        String scheme = uri.getScheme();
        if (uri.getHost() == null || !("redis".equals(scheme) || "rediss".equals(scheme))) {
            throw new IllegalArgumentException(
                    "cannot use the Redis address given: expected"
                            + " redis://[user:password@]host:port[/database] or rediss://...,"
                            + " found scheme \""
                            + scheme
                            + "\" and host \""
                            + uri.getHost()
                            + "\"; correct the address");
        }
        if (!NAMESPACE.matcher(namespace).matches()) {
            throw new IllegalArgumentException(
                    "cannot use the Redis namespace given: expected "
                            + NAMESPACE
                            + ", found \""
                            + Excerpt.of(namespace)
                            + "\"; choose another");
        }
        if (timeout.toMillis() < 1 || timeout.compareTo(TIMEOUT_MAX) > 0) {
            throw new IllegalArgumentException(
                    "cannot use a Redis timeout of "
                            + timeout
                            + ": expected PT0.001S.."
                            + TIMEOUT_MAX);
        }
    }

    /** The usual namespace, and two seconds for each reply. */
    public static RedisAddress of(String uri) {
        return new RedisAddress(URI.create(uri), DEFAULT_NAMESPACE, Duration.ofSeconds(2));
    }

    /** The same server, under other keys. */
    public RedisAddress withNamespace(String namespace) {
        return new RedisAddress(uri, namespace, timeout);
    }

    /** Host and port, as errors and logs show it: never the password. */
    public String display() {
        return uri.getHost() + ":" + port();
    }

    int database() {
        return JedisURIHelper.getDBIndex(uri);
    }

    int port() {
        return uri.getPort() < 0 ? 6379 : uri.getPort();
    }

    @Override
    public String toString() {
        return "RedisAddress[" + display() + ", namespace=" + namespace + "]";
    }
}
