package darkroom.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;

@Timeout(60)
final class RedisServerIT {
    @Test
    void answersAndIsConfiguredForAQueue() {
        try (RedisServer redis = RedisServer.start();
                Jedis jedis = new Jedis(redis.uri())) {
            assertThat(jedis.ping()).isEqualTo("PONG");
            assertThat(jedis.configGet("*"))
                    .containsAllEntriesOf(
                            Map.of(
                                    "appendonly", "yes",
                                    "appendfsync", "always",
                                    "maxmemory-policy", "noeviction",
                                    "bind", "127.0.0.1"));
            assertThat(ProcessHandle.of(redis.pid())).isPresent();
        }
    }

    @Test
    void anotherProgramIsStartedInItsPlace() {
        RedisOptions options = RedisOptions.defaults();
        try (RedisServer first = RedisServer.start(options)) {
            Path program =
                    RedisProgram.named()
                            .orElseGet(
                                    () ->
                                            Path.of(
                                                    ProcessHandle.of(first.pid())
                                                            .flatMap(one -> one.info().command())
                                                            .orElseThrow()));

            try (RedisServer other = RedisServer.start(options, program)) {
                assertThat(other.version()).matches("\\d+[.]\\d+[.]\\d+");
            }
        }
    }

    @Test
    void programThatIsNotThereIsSaid() {
        assertThatThrownBy(
                        () -> RedisServer.start(RedisOptions.defaults(), Path.of("no-such-redis")))
                .isInstanceOf(ServerFailed.class)
                .hasMessageContaining("no-such-redis");
    }

    @Test
    void killedServerKeepsAcknowledgedWrites() {
        try (RedisServer redis = RedisServer.start()) {
            try (Jedis jedis = new Jedis(redis.uri())) {
                jedis.set("key", "value");
            }
            long firstPid = redis.pid();

            redis.kill();
            assertThatThrownBy(() -> new Jedis(redis.uri()).ping())
                    .isInstanceOf(redis.clients.jedis.exceptions.JedisConnectionException.class);
            redis.restart();

            assertThat(redis.pid()).isNotEqualTo(firstPid);
            try (Jedis jedis = new Jedis(redis.uri())) {
                assertThat(jedis.get("key")).isEqualTo("value");
            }
        }
    }

    @Test
    void serverWithoutDurabilityIsEmptyAfterRestart() {
        RedisOptions forgetful =
                RedisOptions.defaults().withDurability(RedisOptions.Durability.NEVER);
        try (RedisServer redis = RedisServer.start(forgetful)) {
            try (Jedis jedis = new Jedis(redis.uri())) {
                jedis.set("key", "value");
            }

            redis.restart();

            try (Jedis jedis = new Jedis(redis.uri())) {
                assertThat(jedis.dbSize()).isZero();
            }
        }
    }

    @Test
    void frozenServerAnswersOnlyAfterThaw() {
        try (RedisServer redis = RedisServer.start();
                Jedis jedis = new Jedis(redis.uri().getHost(), redis.uri().getPort(), 200)) {
            jedis.ping();

            redis.freeze();

            assertThatThrownBy(jedis::ping).hasMessageContaining("timed out");
            redis.thaw();
            try (Jedis again = new Jedis(redis.uri())) {
                assertThat(again.ping()).isEqualTo("PONG");
            }
        }
    }

    @Test
    void unknownDirectiveIsReportedWithTheLog() {
        assertThatThrownBy(
                        () ->
                                RedisServer.start(
                                        RedisOptions.defaults().withConfigLine("no-such-thing 1")))
                .isInstanceOf(ServerFailed.class)
                .hasMessageContaining("no-such-thing");
    }

    @Test
    void closeTwiceIsOnce() {
        RedisServer redis = RedisServer.start();

        redis.close();
        redis.close();

        assertThatThrownBy(redis::pid).isInstanceOf(IllegalStateException.class);
    }
}
