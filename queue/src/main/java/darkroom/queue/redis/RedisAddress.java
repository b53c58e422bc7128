package darkroom.queue.redis;

import darkroom.queue.Excerpt;
import java.net.URI;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * Where the queue's Redis is. The forms of {@code uri}:
 *
 * <ul>
 *   <li>{@code redis://[user:password@]host[:port][/database]}: one server
 *   <li>{@code redis-sentinel://[user:password@]host[:port],...[/database]?primary=NAME}: the one
 *       that Sentinels at these hosts name now; {@code sentinel-user} and {@code sentinel-password}
 *       are further parameters
 *   <li>{@code redis-cluster://[user:password@]host[:port],...}: the node of a Redis Cluster that
 *       has the slot of the namespace, which therefore has a hash tag
 *   <li>{@code rediss}, {@code rediss-sentinel}, {@code rediss-cluster}: the same over TLS, with
 *       the host name verified; {@code ?ca=FILE} names a PEM file of the only authorities trusted
 * </ul>
 *
 * With {@code ?replicas=N} an enqueue counts only when N replicas have it, 0 to 10.
 *
 * @param uri as above; what a URL must not hold percent-encoded
 * @param namespace what every key begins with, without the colon; {@code resque} is the one that
 *     Jesque and Resque use
 * @param timeout for a connection to open and for each reply, 1 ms to 1 minute
 */
public record RedisAddress(URI uri, String namespace, Duration timeout) {
    /** The namespace that Resque's and Jesque's clients use unless told otherwise. */
    public static final String DEFAULT_NAMESPACE = "resque";

    private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z0-9{}._-]{1,64}");
    private static final Pattern TAGGED = Pattern.compile("^[^{}]*\\{[^{}]+}");
    private static final Duration TIMEOUT_MAX = Duration.ofMinutes(1);

    /** Checks each part. */
    public RedisAddress {
        RedisUrl url = RedisUrl.parse(uri);
        if (!NAMESPACE.matcher(namespace).matches()) {
            throw new IllegalArgumentException(
                    "cannot use the Redis namespace given: expected "
                            + NAMESPACE
                            + ", found \""
                            + Excerpt.of(namespace)
                            + "\"; choose another");
        }
        if (url.topology() == RedisUrl.Topology.CLUSTER && !TAGGED.matcher(namespace).find()) {
            throw new IllegalArgumentException(
                    "cannot use the Redis namespace given: expected one with a hash tag, such as"
                            + " {lane-1}, so that a cluster has all keys on one node; found \""
                            + namespace
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

    /** The usual namespace, on a cluster as a hash tag, and two seconds for each reply. */
    public static RedisAddress of(String uri) {
        URI parsed = URI.create(uri);
        boolean cluster = RedisUrl.parse(parsed).topology() == RedisUrl.Topology.CLUSTER;
        return new RedisAddress(
                parsed,
                cluster ? "{" + DEFAULT_NAMESPACE + "}" : DEFAULT_NAMESPACE,
                Duration.ofSeconds(2));
    }

    /** The same server, under other keys. */
    public RedisAddress withNamespace(String namespace) {
        return new RedisAddress(uri, namespace, timeout);
    }

    /** Hosts and ports, as errors and logs show it: never the password. */
    public String display() {
        RedisUrl url = url();
        String nodes =
                url.nodes().stream().map(HostAndPort::toString).collect(Collectors.joining(","));
        return switch (url.topology()) {
            case SINGLE -> nodes;
            case SENTINEL -> url.primary() + " of Sentinels " + nodes;
            case CLUSTER -> "slot " + slot() + " of cluster " + nodes;
        };
    }

    RedisUrl url() {
        return RedisUrl.parse(uri);
    }

    /** Of all keys, on a cluster. */
    int slot() {
        return JedisClusterCRC16.getSlot(namespace);
    }

    @Override
    public String toString() {
        return "RedisAddress[" + display() + ", namespace=" + namespace + "]";
    }
}
