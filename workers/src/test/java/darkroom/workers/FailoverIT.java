package darkroom.workers;

import static darkroom.workers.TestFleet.SOON;
import static darkroom.workers.TestFleet.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import darkroom.embedded.FaultProxy;
import darkroom.embedded.LaggingLink;
import darkroom.embedded.RedisCluster;
import darkroom.embedded.RedisOptions;
import darkroom.embedded.RedisSentinel;
import darkroom.embedded.RedisServer;
import darkroom.queue.StoreUnavailableException;
import darkroom.queue.redis.RedisStore;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Workers and those who enqueue go on by themselves when another Redis takes over. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(240)
final class FailoverIT {
    /** From the promotion on. */
    private static final Duration RECOVERY_MAX = Duration.ofSeconds(10);

    @ParameterizedTest
    @CsvSource({"0,0", "50,0", "200,0", "1000,0", "0,1", "50,1", "200,1", "1000,1"})
    void fleetGoesOnAfterTheFailoverToAReplicaThatLags(int lagMillis, int replicas) {
        try (RedisServer primary = RedisServer.start();
                LaggingLink link =
                        LaggingLink.to(primary.uri().getPort(), Duration.ofMillis(lagMillis));
                RedisServer replica =
                        RedisServer.start(RedisOptions.defaults().withReplicaOf(link.port()));
                // So that the promoted one has a replica, too.
                RedisServer next =
                        RedisServer.start(
                                RedisOptions.defaults().withReplicaOf(replica.uri().getPort()));
                RedisSentinel sentinel = sentinel(primary.uri().getPort());
                TestFleet fleet = TestFleet.at(sentinels(sentinel, replicas))) {
            await().atMost(SOON)
                    .until(() -> sentinel.replicas() == 1 && replica.follows() && next.follows());
            Traffic traffic = Traffic.on(fleet);
            try (traffic) {
                fleet.start(traffic.handler(), config(10));
                fleet.start(traffic.handler(), config(10));
                // Who waits for a replica waits as long as it lags.
                await().atMost(SOON).until(() -> traffic.runs().size() > 3);
                long begin = System.nanoTime();
                Duration load = Duration.ofMillis(1_500 + 2L * lagMillis);
                await().atMost(SOON).until(() -> System.nanoTime() - begin > load.toNanos());

                primary.kill();

                await().atMost(SOON)
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> sentinel.primaryPort() == replica.uri().getPort());
                long promoted = System.nanoTime();
                await().atMost(RECOVERY_MAX).until(() -> traffic.flowsSince(promoted));
                report(lagMillis, replicas, promoted, traffic);
            }
            drain(fleet, traffic);

            assertThat(traffic.unexpected()).isEmpty();
            System.out.printf(
                    "lag %d ms, WAIT %d: acknowledged %d, lost %d, unknown %d, run again %d%n",
                    lagMillis,
                    replicas,
                    traffic.acknowledged().size(),
                    traffic.lost().size(),
                    traffic.unknown().size(),
                    traffic.duplicates());
            if (replicas > 0) {
                assertThat(traffic.lost()).as("acknowledged and lost").isEmpty();
            } else if (lagMillis >= 200) {
                assertThat(traffic.lost()).as("the control has to lose jobs").isNotEmpty();
            }
        }
    }

    @Test
    void primaryThatIsCutOffStopsTakingJobsAndTheOthersGoOn() throws Exception {
        RedisOptions careful =
                RedisOptions.defaults()
                        .withConfigLine("min-replicas-to-write 1")
                        .withConfigLine("min-replicas-max-lag 2");
        try (RedisServer primary = RedisServer.start(careful);
                FaultProxy toPrimary = FaultProxy.to("127.0.0.1", primary.uri().getPort());
                // The promoted one has no replica, and is to take jobs all the same.
                RedisServer replica =
                        RedisServer.start(RedisOptions.defaults().withReplicaOf(toPrimary.port()));
                RedisSentinel sentinel = sentinel(toPrimary.port());
                TestFleet fleet = TestFleet.at(sentinels(sentinel, 0));
                RedisStore cutOff = RedisStore.open(fleet.addressAt(primary.uri()))) {
            await().atMost(SOON).until(() -> sentinel.replicas() == 1 && replica.follows());
            Traffic traffic = Traffic.on(fleet);
            try (traffic) {
                fleet.start(traffic.handler(), config(10));
                await().atMost(SOON).until(() -> traffic.runs().size() > 50);

                toPrimary.mode(FaultProxy.Mode.CUT);

                // It takes writes of those on its side for as long as it trusts its replica.
                await().atMost(RECOVERY_MAX).until(() -> refusal(cutOff).contains("NOREPLICAS"));
                await().atMost(SOON).until(() -> sentinel.primaryPort() == replica.uri().getPort());
                long promoted = System.nanoTime();
                await().atMost(RECOVERY_MAX).until(() -> traffic.flowsSince(promoted));
                assertThat(primary.command("ROLE")).as("it knows of nothing").contains("master");
            }
        }
    }

    @Test
    void lanesOfAClusterGoOnWhenOneOfItsPrimariesIsLost() {
        try (RedisCluster cluster = RedisCluster.start(3, Duration.ofSeconds(1))) {
            List<TestFleet> lanes = new ArrayList<>();
            List<Traffic> traffics = new ArrayList<>();
            try {
                for (RedisServer primary : cluster.primaries()) {
                    TestFleet lane = TestFleet.at(nodes(cluster), laneOn(cluster, primary));
                    lanes.add(lane);
                    Traffic traffic = Traffic.on(lane);
                    traffics.add(traffic);
                    lane.start(traffic.handler(), config(5));
                }
                await().atMost(SOON)
                        .until(() -> traffics.stream().allMatch(one -> one.runs().size() > 50));
                RedisServer replica = cluster.replicas().get(0);

                cluster.primaries().get(0).kill();

                long killed = System.nanoTime();
                await().atMost(Duration.ofSeconds(1))
                        .until(() -> traffics.get(1).flowsSince(killed));
                await().atMost(SOON).until(() -> replica.command("ROLE").contains("master"));
                long promoted = System.nanoTime();
                await().atMost(RECOVERY_MAX)
                        .until(() -> traffics.stream().allMatch(one -> one.flowsSince(promoted)));
                traffics.forEach(Traffic::close);
                for (int i = 0; i < lanes.size(); i++) {
                    drain(lanes.get(i), traffics.get(i));
                }
                assertThat(traffics.get(1).lost()).isEmpty();
                assertThat(traffics.get(2).lost()).isEmpty();
                assertThat(traffics.get(1).unknown()).as("the others met nothing").isEmpty();
                assertThat(traffics.get(2).unknown()).isEmpty();
                traffics.forEach(one -> assertThat(one.unexpected()).isEmpty());
            } finally {
                traffics.forEach(Traffic::close);
                lanes.forEach(TestFleet::close);
            }
        }
    }

    /** Serves the other queue too, until nothing is left that could still run. */
    private static void drain(TestFleet fleet, Traffic traffic) {
        fleet.start(traffic.handler(), configOfLater());
        await().atMost(Duration.ofSeconds(60))
                .ignoreException(StoreUnavailableException.class)
                .until(
                        () ->
                                fleet.ready("note") == 0
                                        && fleet.ready(Traffic.LATER) == 0
                                        && fleet.fleet().list().stream()
                                                .allMatch(process -> process.held() == 0)
                                        && fleet.lost() == 0);
    }

    private static WorkerConfig configOfLater() {
        WorkerConfig config = config(10);
        return new WorkerConfig(
                "later",
                config.threads(),
                List.of(Traffic.LATER),
                config.lease(),
                config.patience());
    }

    private static void report(int lagMillis, int replicas, long promoted, Traffic traffic) {
        System.out.printf(
                "lag %d ms, WAIT %d: enqueue and workers go on %d ms after the promotion%n",
                lagMillis, replicas, (System.nanoTime() - promoted) / 1_000_000);
        assertThat(traffic.runs()).isNotEmpty();
    }

    private static String refusal(RedisStore store) {
        try {
            store.probe();
            return "";
        } catch (StoreUnavailableException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static RedisSentinel sentinel(int primaryPort) {
        return RedisSentinel.start(
                new RedisSentinel.Watched("main", primaryPort, 1, Duration.ofMillis(500)));
    }

    private static URI sentinels(RedisSentinel sentinel, int replicas) {
        return URI.create(
                "redis-sentinel://127.0.0.1:"
                        + sentinel.port()
                        + "?primary=main&replicas="
                        + replicas);
    }

    private static URI nodes(RedisCluster cluster) {
        return URI.create(
                "redis-cluster://127.0.0.1:"
                        + cluster.primaries().get(1).uri().getPort()
                        + ",127.0.0.1:"
                        + cluster.primaries().get(0).uri().getPort());
    }

    private static String laneOn(RedisCluster cluster, RedisServer primary) {
        for (int i = 0; ; i++) {
            String lane = "{lane-" + i + "}";
            String slot = cluster.servers().get(0).command("CLUSTER", "KEYSLOT", lane);
            if (cluster.primaryOf(Integer.parseInt(slot.strip().substring(1))) == primary) {
                return lane;
            }
        }
    }
}
