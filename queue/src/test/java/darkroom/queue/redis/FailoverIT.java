package darkroom.queue.redis;

import static darkroom.queue.fixtures.TestQueue.NOTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import darkroom.embedded.FaultProxy;
import darkroom.embedded.RedisCluster;
import darkroom.embedded.RedisOptions;
import darkroom.embedded.RedisSentinel;
import darkroom.embedded.RedisServer;
import darkroom.queue.StoreUnavailableException;
import darkroom.queue.client.QueueClient;
import darkroom.queue.fixtures.TestQueue.Note;
import darkroom.queue.inspect.Queues;
import darkroom.queue.reserve.Membership;
import darkroom.queue.reserve.ProcessLostException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A store goes where its keys are: to the promoted replica, to the node that has the slot. */
@Timeout(180)
final class FailoverIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    /** From the promotion on. */
    private static final Duration RECOVERY_MAX = Duration.ofSeconds(10);

    @Test
    void storeFollowsThePrimaryThatSentinelPromotes() throws Exception {
        try (RedisServer primary = RedisServer.start();
                RedisServer replica =
                        RedisServer.start(
                                RedisOptions.defaults().withReplicaOf(primary.uri().getPort()));
                RedisSentinel sentinel = sentinel(primary);
                RedisStore store = RedisStore.open(sentinels(sentinel, ""))) {
            BlockingQueue<String> heard = new LinkedBlockingQueue<>();
            try (Subscription subscription = subscribe(store, heard)) {
                assertThat(subscription.awaitListening(SOON)).isTrue();
                client(store).enqueue(NOTE.job(new Note(1)));
                await().atMost(SOON).until(() -> sentinel.replicas() == 1 && replica.follows());

                primary.kill();

                awaitPromotion(sentinel, replica);
                await().atMost(RECOVERY_MAX)
                        .ignoreException(StoreUnavailableException.class)
                        .until(() -> client(store).enqueue(NOTE.job(new Note(2))).fresh());
                await().atMost(RECOVERY_MAX).until(() -> listens(store));
                heard.clear();
                store.publish(store.keys().wakeChannel(), "new");
                assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("new");
            }
        }
    }

    @Test
    void oldPrimaryThatIsStillThereIsLeftWithinSecondsOfThePromotion() {
        try (RedisServer primary = RedisServer.start();
                RedisServer replica =
                        RedisServer.start(
                                RedisOptions.defaults().withReplicaOf(primary.uri().getPort()));
                RedisSentinel sentinel = sentinel(primary);
                RedisStore store = RedisStore.open(sentinels(sentinel, ""))) {
            await().atMost(SOON).until(() -> sentinel.replicas() == 1 && replica.follows());
            store.probe();

            // It is told of the failover and demoted, while our connections are open.
            assertThat(sentinel.command("SENTINEL", "FAILOVER", "main")).startsWith("+OK");

            awaitPromotion(sentinel, replica);
            await().atMost(RECOVERY_MAX)
                    .ignoreException(StoreUnavailableException.class)
                    .until(
                            () -> {
                                store.addMember("k", "after");
                                return replica.command("SISMEMBER", "k", "after").startsWith(":1");
                            });
        }
    }

    @Test
    void processWhoseLastCallsTheReplicaNeverHeardOfIsGivenUp() throws Exception {
        try (RedisServer primary = RedisServer.start();
                FaultProxy line = FaultProxy.to("127.0.0.1", primary.uri().getPort());
                RedisServer replica =
                        RedisServer.start(RedisOptions.defaults().withReplicaOf(line.port()));
                RedisSentinel sentinel = sentinel(primary);
                RedisStore store = RedisStore.open(sentinels(sentinel, ""))) {
            await().atMost(SOON).until(() -> sentinel.replicas() == 1 && replica.follows());
            Membership member = Membership.join(store, "test", List.of("note"));
            await().atMost(SOON).until(() -> upToDate(primary, replica));
            // What it does now the replica never hears of.
            line.mode(FaultProxy.Mode.BLACK_HOLE);
            client(store).enqueue(NOTE.job(new Note(1)));
            member.exchange(member.batch(List.of(), java.util.Map.of()), 1, 1);

            primary.kill();

            awaitPromotion(sentinel, replica);
            await().atMost(RECOVERY_MAX)
                    .ignoreException(StoreUnavailableException.class)
                    .untilAsserted(
                            () ->
                                    assertThatThrownBy(
                                                    () ->
                                                            member.exchange(
                                                                    member.batch(
                                                                            List.of(),
                                                                            java.util.Map.of()),
                                                                    0,
                                                                    0))
                                            .isInstanceOf(ProcessLostException.class));
        }
    }

    @Test
    void enqueueThatNoReplicaHasInTimeIsNotCalledDone() {
        try (RedisServer primary = RedisServer.start();
                RedisServer replica =
                        RedisServer.start(
                                RedisOptions.defaults().withReplicaOf(primary.uri().getPort()));
                RedisStore store =
                        RedisStore.open(
                                new RedisAddress(
                                        URI.create(primary.uri() + "?replicas=1"),
                                        "t",
                                        Duration.ofSeconds(1)))) {
            await().atMost(SOON).until(() -> upToDate(primary, replica));
            assertThat(client(store).enqueue(NOTE.job(new Note(1))).fresh()).isTrue();
            assertThat(replica.command("LLEN", "t:queue:note")).startsWith(":1");
            Membership member = Membership.join(store, "test", List.of("note"));
            replica.freeze();

            assertThatThrownBy(() -> client(store).enqueue(NOTE.job(new Note(2))))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("cannot tell whether the job is safe")
                    .hasMessageContaining("expected 1 replicas");
            // It is there all the same, and who reserves does not wait for replicas.
            assertThat(
                            member.exchange(member.batch(List.of(), java.util.Map.of()), 5, 5)
                                    .reserved())
                    .hasSize(2);

            replica.thaw();
            assertThat(client(store).enqueue(NOTE.job(new Note(3))).fresh()).isTrue();
        }
    }

    @Test
    void enqueueWhoseWaitHasNoReplyIsNotCalledDone() throws Exception {
        try (RedisServer primary = RedisServer.start();
                RedisStore store =
                        RedisStore.open(
                                new RedisAddress(
                                        URI.create(primary.uri() + "?replicas=1"),
                                        "t",
                                        Duration.ofSeconds(20)))) {
            CompletableFuture<String> enqueue =
                    CompletableFuture.supplyAsync(
                                    () -> client(store).enqueue(NOTE.job(new Note(1))).id())
                            .exceptionally(error -> String.valueOf(error.getCause()));
            await().atMost(SOON)
                    .until(() -> primary.command("INFO", "clients").contains("blocked_clients:1"));

            primary.kill();

            assertThat(enqueue.get(10, TimeUnit.SECONDS)).contains("StoreUnavailableException");
        }
    }

    @Test
    void lanesOfAClusterOutliveTheLossOfAPrimary() throws Exception {
        try (RedisCluster cluster = RedisCluster.start(3, Duration.ofSeconds(1))) {
            List<RedisAddress> lanes =
                    cluster.primaries().stream().map(one -> laneOn(cluster, one)).toList();
            List<RedisStore> stores = lanes.stream().map(RedisStore::open).toList();
            BlockingQueue<String> heard = new LinkedBlockingQueue<>();
            RedisServer lost = cluster.primaries().get(0);
            try (Subscription subscription = subscribe(stores.get(0), heard)) {
                assertThat(subscription.awaitListening(SOON)).isTrue();
                for (RedisStore store : stores) {
                    client(store).enqueue(NOTE.job(new Note(1)));
                    assertThat(listens(store)).isEqualTo(store == stores.get(0));
                    assertThat(store.timeMillis()).isPositive();
                }
                await().atMost(SOON)
                        .until(() -> cluster.replicas().stream().allMatch(RedisServer::follows));

                lost.kill();

                // The others go on as if nothing were.
                client(stores.get(1)).enqueue(NOTE.job(new Note(2)));
                RedisServer replica = cluster.replicas().get(0);
                await().atMost(SOON).until(() -> replica.command("ROLE").contains("master"));
                await().atMost(RECOVERY_MAX)
                        .ignoreException(StoreUnavailableException.class)
                        .until(() -> client(stores.get(0)).enqueue(NOTE.job(new Note(3))).fresh());
                await().atMost(RECOVERY_MAX).until(() -> listens(stores.get(0)));
                assertThat(new Queues(stores.get(0)).list().get(0).ready()).isEqualTo(2);
            } finally {
                stores.forEach(RedisStore::close);
            }
        }
    }

    @Test
    void laneGoesOnWhereItsSlotHasMovedTo() {
        try (RedisCluster cluster = RedisCluster.start(3, Duration.ofSeconds(5));
                RedisStore store = RedisStore.open(cluster(cluster).withNamespace("{lane-1}"))) {
            client(store).enqueue(NOTE.job(new Note(1)));
            int slot = store.address().slot();
            RedisServer from = cluster.primaryOf(slot);
            RedisServer to =
                    cluster.primaries().stream().filter(one -> one != from).findFirst().get();
            String number = Integer.toString(slot);
            to.command("CLUSTER", "SETSLOT", number, "IMPORTING", id(from));
            from.command("CLUSTER", "SETSLOT", number, "MIGRATING", id(to));

            // A script names keys that are here and keys that are nowhere: it has to wait.
            assertThatThrownBy(() -> client(store).enqueue(NOTE.job(new Note(2))))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("the slot is being moved");

            String[] keys =
                    from.command("CLUSTER", "GETKEYSINSLOT", number, "100")
                            .lines()
                            .filter(line -> line.startsWith("{"))
                            .toArray(String[]::new);
            assertThat(keys).isNotEmpty();
            for (String key : keys) {
                String port = Integer.toString(to.uri().getPort());
                assertThat(from.command("MIGRATE", "127.0.0.1", port, key, "0", "5000"))
                        .startsWith("+OK");
            }
            for (RedisServer primary : cluster.primaries()) {
                primary.command("CLUSTER", "SETSLOT", number, "NODE", id(to));
            }

            assertThat(client(store).enqueue(NOTE.job(new Note(3))).fresh()).isTrue();
            assertThat(new Queues(store).list().get(0).ready()).isEqualTo(2);
            assertThat(to.command("EXISTS", store.keys().queues())).startsWith(":1");
        }
    }

    @Test
    void whereNobodyCanBeAskedThatIsSaid() {
        RedisAddress nowhere =
                new RedisAddress(
                        URI.create("redis-sentinel://127.0.0.1:1,127.0.0.1:2?primary=main"),
                        "t",
                        Duration.ofSeconds(1));
        try (RedisStore store = RedisStore.open(nowhere)) {
            assertThatThrownBy(store::probe)
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("main of Sentinels 127.0.0.1:1,127.0.0.1:2");
        }
        try (RedisServer server = RedisServer.start();
                RedisSentinel sentinel = sentinel(server);
                RedisStore store =
                        RedisStore.open(
                                new RedisAddress(
                                        URI.create(
                                                "redis-sentinel://127.0.0.1:"
                                                        + sentinel.port()
                                                        + "?primary=other"),
                                        "t",
                                        Duration.ofSeconds(1)))) {
            assertThatThrownBy(store::probe)
                    .hasMessageContaining("no primary of the name \"other\"");
        }
    }

    private static Subscription subscribe(RedisStore store, BlockingQueue<String> heard) {
        return Subscription.open(
                store,
                List.of(store.keys().wakeChannel(), store.keys().lifeChannel("x")),
                message -> heard.add(new String(message, java.nio.charset.StandardCharsets.UTF_8)));
    }

    private static boolean listens(RedisStore store) {
        return store.subscribers(store.keys().lifeChannel("x")) == 1;
    }

    private static RedisSentinel sentinel(RedisServer primary) {
        return RedisSentinel.start(
                new RedisSentinel.Watched(
                        "main", primary.uri().getPort(), 1, Duration.ofMillis(500)));
    }

    /** With one more that is not there, asked first. */
    private static RedisAddress sentinels(RedisSentinel sentinel, String more) {
        return new RedisAddress(
                URI.create(
                        "redis-sentinel://127.0.0.1:1,127.0.0.1:"
                                + sentinel.port()
                                + "?primary=main"
                                + more),
                "t",
                Duration.ofSeconds(1));
    }

    private static RedisAddress cluster(RedisCluster cluster) {
        return new RedisAddress(
                URI.create(
                        "redis-cluster://127.0.0.1:"
                                + cluster.servers().get(0).uri().getPort()
                                + ",127.0.0.1:"
                                + cluster.servers().get(1).uri().getPort()),
                "{t}",
                Duration.ofSeconds(1));
    }

    private static RedisAddress laneOn(RedisCluster cluster, RedisServer primary) {
        return IntStream.range(0, 1_000)
                .mapToObj(i -> cluster(cluster).withNamespace("{lane-" + i + "}"))
                .filter(lane -> cluster.primaryOf(lane.slot()) == primary)
                .findFirst()
                .orElseThrow();
    }

    private static void awaitPromotion(RedisSentinel sentinel, RedisServer replica) {
        await().atMost(SOON).until(() -> sentinel.primaryPort() == replica.uri().getPort());
    }

    private static boolean upToDate(RedisServer primary, RedisServer replica) {
        return replica.follows()
                && offset(replica, "slave_repl_offset")
                        .equals(offset(primary, "master_repl_offset"));
    }

    private static String offset(RedisServer server, String field) {
        return server.command("INFO", "replication")
                .lines()
                .filter(line -> line.startsWith(field + ":"))
                .findFirst()
                .map(line -> line.substring(field.length()))
                .orElse("");
    }

    private static String id(RedisServer server) {
        return server.command("CLUSTER", "MYID").lines().skip(1).findFirst().orElseThrow();
    }

    private static QueueClient client(RedisStore store) {
        return new QueueClient(
                store, InstantSource.system(), () -> ThreadLocalRandom.current().nextLong());
    }
}
