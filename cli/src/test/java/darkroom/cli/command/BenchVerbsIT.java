package darkroom.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.embedded.RedisServer;
import darkroom.embedded.fixtures.TestRedis;
import darkroom.queue.redis.RedisAddress;
import darkroom.queue.redis.RedisStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BenchVerbsIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Ran bench(String... args) {
        List<String> all = new ArrayList<>(List.of("bench"));
        all.addAll(List.of(args));
        return Ran.darkroom(Map.of(), all.toArray(String[]::new));
    }

    private static Ran onShared(String... args) {
        return bench(
                Stream.concat(
                                Stream.of(args),
                                Stream.of(
                                        "--force", "--redis", TestRedis.shared().uri().toString()))
                        .toArray(String[]::new));
    }

    @Test
    void everyVerbPrintsOneObjectAFigure() throws JsonProcessingException {
        List<Ran> runs =
                List.of(
                        onShared("drain", "--jobs=300", "--rounds=1", "--threads=2,4", "--json"),
                        onShared("enqueue", "--jobs=300", "--rounds=1", "--threads=4", "--json"),
                        onShared("pickup", "--load=0", "--rounds=1", "--seconds=1", "--json"),
                        onShared("schedule", "--jobs=300", "--seconds=1", "--json"),
                        onShared("memory", "--jobs=300", "--rounds=1", "--floor", "--json"),
                        onShared("idle", "--threads=2", "--rounds=1", "--seconds=1", "--json"),
                        onShared("mix", "--jobs=300", "--threads=4", "--json"),
                        onShared("depth", "--jobs=1000", "--rounds=1", "--json"));

        for (Ran ran : runs) {
            assertThat(ran.code()).as(ran.err()).isZero();
            assertThat(ran.out().lines()).isNotEmpty();
            for (String line : ran.out().lines().toList()) {
                JsonNode figure = JSON.readTree(line);
                assertThat(figure.path("row").isTextual()).as(line).isTrue();
                assertThat(figure.path("value").isNumber()).as(line).isTrue();
                assertThat(figure.path("disturbed").isBoolean()).as(line).isTrue();
                assertThat(figure.path("redis").asText()).as(line).isNotEmpty();
                assertThat(figure.path("samples")).hasSize(figure.path("rounds").asInt());
            }
        }
        assertThat(runs.get(0).out()).contains("\"threads\":2").contains("\"threads\":4");
    }

    @Test
    void embeddedRedisIsTheDefaultAndItsFiguresStandInATable() {
        Ran ran = bench("memory", "--jobs", "300", "--rounds", "1", "--fsync");

        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out()).containsPattern("FIGURE +VALUE").contains("memory-list");
        assertThat(ran.err()).contains("4 figures; redis=").contains("fsync=always");
    }

    @Test
    void redisThatHoldsKeysIsRefused() {
        try (RedisServer server = TestRedis.own();
                RedisStore store = RedisStore.open(RedisAddress.of(server.uri().toString()))) {
            store.probe();

            Ran ran = bench("drain", "--redis", server.uri().toString());

            assertThat(ran.code()).isEqualTo(1);
            assertThat(ran.err()).contains("expected it to be empty, found 1 keys");
        }
    }

    @Test
    void everyWrongFlagIsSaidAtOnceAndNothingStarts() {
        Ran drain =
                bench(
                        "drain",
                        "--jobs",
                        "0",
                        "--threads",
                        "50,2001",
                        "--fsync",
                        "--redis",
                        "redis://u:canary secret@h");

        assertThat(drain.code()).isEqualTo(2);
        assertThat(drain.err())
                .contains("cannot use --jobs: expected a whole number in 1..10000000, found \"0\"")
                .contains("cannot use --threads: expected a whole number in 1..2000")
                .contains("--fsync: expected no --redis")
                .contains("--redis: expected redis://")
                .doesNotContain("canary");
        assertThat(bench("depth", "--jobs", "999").err())
                .contains("expected a whole number in 1000..")
                .contains("--jobs");
        assertThat(bench("idle", "--floor").err()).contains("this load has none");
        assertThat(bench("pickup", "--load", "0,101").err())
                .contains("cannot use --load: expected a whole number in 0..100");
        assertThat(bench("enqueue", "--mode", "some").err())
                .contains("expected bulk, one or shared");
    }
}
