package darkroom.embedded;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A real Redis Cluster on 127.0.0.1: primaries that share the 16,384 slots evenly, in order, and a
 * replica of each. Thread-safe.
 */
public final class RedisCluster implements AutoCloseable {
    private static final int SLOTS = 16_384;
    private static final Duration FORMED_MAX = Duration.ofSeconds(60);

    private final List<RedisServer> primaries;
    private final List<RedisServer> replicas;

    private RedisCluster(List<RedisServer> primaries, List<RedisServer> replicas) {
        this.primaries = List.copyOf(primaries);
        this.replicas = List.copyOf(replicas);
    }

    /**
     * Starts the servers and waits until all of them say that the cluster is whole and each replica
     * follows its primary.
     *
     * @param primaries how many, at least three, since a majority of them decides who is gone
     * @param nodeTimeout how long a node is silent before it is taken for gone
     * @throws ServerFailed when one does not start, or the cluster is not whole within a minute
     */
    public static RedisCluster start(int primaries, Duration nodeTimeout) {
        RedisOptions options =
                RedisOptions.defaults()
                        .withDurability(RedisOptions.Durability.NEVER)
                        .withConfigLine("cluster-enabled yes")
                        // A slot without a node is no reason to refuse the others.
                        .withConfigLine("cluster-require-full-coverage no")
                        .withConfigLine("cluster-node-timeout " + nodeTimeout.toMillis());
        List<RedisServer> servers = new ArrayList<>();
        try {
            for (int i = 0; i < 2 * primaries; i++) {
                servers.add(RedisServer.start(options));
            }
            RedisCluster cluster =
                    new RedisCluster(
                            servers.subList(0, primaries),
                            servers.subList(primaries, 2 * primaries));
            cluster.form();
            return cluster;
        } catch (RuntimeException | Error e) {
            servers.forEach(RedisServer::close);
            throw e;
        }
    }

    /** Those that were primaries at the start, in the order of their slots. */
    public List<RedisServer> primaries() {
        return primaries;
    }

    /** Those that were their replicas at the start, in the same order. */
    public List<RedisServer> replicas() {
        return replicas;
    }

    /** All of them. */
    public List<RedisServer> servers() {
        List<RedisServer> servers = new ArrayList<>(primaries);
        servers.addAll(replicas);
        return servers;
    }

    /** The one that was the primary of a slot at the start. */
    public RedisServer primaryOf(int slot) {
        return primaries.get(slot * primaries.size() / SLOTS);
    }

    @Override
    public void close() {
        List<RedisServer> reversed = new ArrayList<>(servers());
        Collections.reverse(reversed);
        reversed.forEach(RedisServer::close);
    }

    private void form() {
        int count = primaries.size();
        RedisServer first = primaries.get(0);
        for (int i = 0; i < count; i++) {
            int index = i;
            List<String> words = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
            IntStream.range(0, SLOTS)
                    .filter(slot -> slot * count / SLOTS == index)
                    .forEach(slot -> words.add(Integer.toString(slot)));
            ask(primaries.get(i), words.toArray(String[]::new));
        }
        for (RedisServer server : servers()) {
            if (server != first) {
                ask(first, "CLUSTER", "MEET", "127.0.0.1", port(server));
            }
        }
        for (int i = 0; i < count; i++) {
            // Refused until it has heard of that node.
            String id = idOf(primaries.get(i));
            RedisServer replica = replicas.get(i);
            await(() -> replica.command("CLUSTER", "REPLICATE", id).startsWith("+OK"));
        }
        for (RedisServer server : servers()) {
            await(
                    () ->
                            server.command("CLUSTER", "INFO").contains("cluster_state:ok")
                                    && replicaLinks(server) == count);
        }
        for (RedisServer replica : replicas) {
            await(replica::follows);
        }
    }

    private static long replicaLinks(RedisServer server) {
        return server.command("CLUSTER", "NODES")
                .lines()
                .filter(line -> line.contains("slave") && !line.contains("fail"))
                .count();
    }

    private static String idOf(RedisServer server) {
        return server.command("CLUSTER", "MYID").lines().skip(1).findFirst().orElseThrow();
    }

    private static String port(RedisServer server) {
        return Integer.toString(server.uri().getPort());
    }

    private static void ask(RedisServer server, String... words) {
        String reply = server.command(words);
        if (!reply.startsWith("+OK")) {
            throw new ServerFailed("cannot form a cluster: expected OK, found " + reply);
        }
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        Deadline deadline = Deadline.in(FORMED_MAX);
        while (!condition.getAsBoolean()) {
            if (!deadline.pause()) {
                throw new ServerFailed(
                        "cannot form a cluster: expected it to be whole within " + FORMED_MAX);
            }
        }
    }
}
