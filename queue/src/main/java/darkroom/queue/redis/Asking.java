package darkroom.queue.redis;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Asks nodes one after another until one answers, each time first the one that did last. A
 * connection a question: none is kept that could have gone stale. Thread-safe.
 */
final class Asking {
    private final String what;
    private final JedisClientConfig config;
    private List<HostAndPort> nodes;

    /**
     * @param what a node is called in errors
     * @param config how it is connected to; its timeouts bound each question
     */
    Asking(String what, List<HostAndPort> nodes, JedisClientConfig config) {
        this.what = what;
        this.nodes = List.copyOf(nodes);
        this.config = config;
    }

    /** From now on these too. */
    synchronized void alsoAsk(Collection<HostAndPort> more) {
        Set<HostAndPort> all = new LinkedHashSet<>();
        all.add(nodes.get(0));
        all.addAll(more);
        nodes = List.copyOf(all);
    }

    /**
     * What the first node that can say it says.
     *
     * @throws JedisConnectionException if none can; with what the last of them said
     */
    <T> T first(BiFunction<HostAndPort, Jedis, T> question) {
        JedisException last = new JedisConnectionException("there is none");
        List<HostAndPort> asked;
        synchronized (this) {
            asked = nodes;
        }
        for (HostAndPort node : asked) {
            try (Jedis jedis = new Jedis(node, config)) {
                T answer = question.apply(node, jedis);
                preferred(node);
                return answer;
            } catch (JedisException e) {
                last = e;
            }
        }
        throw new JedisConnectionException(
                "no "
                        + what
                        + " could say where the primary is; the last, "
                        + asked.get(asked.size() - 1)
                        + ", said: "
                        + last.getMessage(),
                last);
    }

    private synchronized void preferred(HostAndPort node) {
        if (!nodes.get(0).equals(node)) {
            Set<HostAndPort> all = new LinkedHashSet<>();
            all.add(node);
            all.addAll(nodes);
            nodes = List.copyOf(all);
        }
    }
}
