package darkroom.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that are one: a primary with its replica under Sentinel, and a cluster. */
@Timeout(120)
final class RedisTopologyIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void sentinelPromotesTheReplicaOfAKilledPrimary() {
        try (RedisServer primary = RedisServer.start();
                RedisServer replica =
                        RedisServer.start(
                                RedisOptions.defaults().withReplicaOf(primary.uri().getPort()));
                RedisSentinel sentinel =
                        RedisSentinel.start(
                                new RedisSentinel.Watched(
                                        "main",
                                        primary.uri().getPort(),
                                        1,
                                        Duration.ofMillis(500)))) {
            primary.command("SET", "key", "value");
            await().atMost(SOON).until(() -> sentinel.replicas() == 1 && replica.follows());
            assertThat(sentinel.primaryPort()).isEqualTo(primary.uri().getPort());
            assertThat(replica.command("SET", "key", "other")).startsWith("-READONLY");

            primary.kill();

            await().atMost(SOON).until(() -> sentinel.primaryPort() == replica.uri().getPort());
            assertThat(replica.command("GET", "key")).contains("value");
        }
    }

    @Test
    void clusterSharesTheSlotsAndGoesOnWithoutOneOfItsPrimaries() {
        try (RedisCluster cluster = RedisCluster.start(3, Duration.ofSeconds(1))) {
            int slot = 16_000;
            RedisServer primary = cluster.primaryOf(slot);
            assertThat(cluster.servers()).hasSize(6);
            assertThat(primary.command("CLUSTER", "SLOTS")).contains(":16383");
            RedisServer replica = cluster.replicas().get(2);

            primary.kill();

            await().atMost(SOON).until(() -> replica.command("ROLE").contains("master"));
            assertThat(replica.command("CLUSTER", "COUNTKEYSINSLOT", "16000")).startsWith(":0");
        }
    }
}
