package darkroom.queue.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * The primary of one slot of a Redis Cluster: by the word of the first node that answers. Nodes
 * that it hears of are asked too, when those of the address are gone.
 */
final class ClusterPrimary implements Primary {
    private static final int NODES_MAX = 1_000;

    private final int slot;
    private final List<HostAndPort> seeds;
    private final Asking asking;

    ClusterPrimary(int slot, List<HostAndPort> seeds, JedisClientConfig config) {
        this.slot = slot;
        this.seeds = List.copyOf(seeds);
        this.asking = new Asking("node of the cluster", seeds, config);
    }

    @Override
    public HostAndPort find() {
        return asking.first(this::primary);
    }

    // A range of slots: first, last, then its primary and the replicas, each address, port, more.
    private HostAndPort primary(HostAndPort asked, Jedis node) {
        Set<HostAndPort> nodes = new LinkedHashSet<>(seeds);
        List<HostAndPort> found = new ArrayList<>();
        Object ranges =
                node.getConnection()
                        .executeCommand(new CommandArguments(Command.CLUSTER).add("SLOTS"));
        for (Object range : (List<?>) ranges) {
            List<?> parts = (List<?>) range;
            boolean ours = number(parts.get(0)) <= slot && slot <= number(parts.get(1));
            for (int i = 2; i < parts.size() && nodes.size() < NODES_MAX; i++) {
                HostAndPort one = address((List<?>) parts.get(i), asked);
                nodes.add(one);
                if (ours && i == 2) {
                    found.add(one);
                }
            }
        }
        if (found.isEmpty()) {
            throw new JedisConnectionException("it knows no node that serves slot " + slot);
        }
        asking.alsoAsk(nodes);
        return found.get(0);
    }

    // Empty where a node does not know under what address it is seen: that is the one asked.
    private static HostAndPort address(List<?> parts, HostAndPort asked) {
        String host =
                parts.get(0) instanceof byte[] bytes
                        ? new String(bytes, StandardCharsets.UTF_8)
                        : "";
        return new HostAndPort(
                host.isEmpty() || host.equals("?") ? asked.getHost() : host,
                (int) number(parts.get(1)));
    }

    private static long number(Object part) {
        return (Long) part;
    }
}
