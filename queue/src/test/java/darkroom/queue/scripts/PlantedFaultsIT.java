package darkroom.queue.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.embedded.RedisOptions;
import darkroom.embedded.RedisOptions.Durability;
import darkroom.embedded.RedisServer;
import darkroom.queue.redis.AlteredScripts;
import darkroom.queue.redis.AlteredScripts.Alteration;
import darkroom.queue.redis.Script;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Faults that are planted in the scripts: playing the fleet finds each. */
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PlantedFaultsIT {
    private static final int STEPS_TO_FIND_MAX = 15_000;

    private final RedisServer server =
            RedisServer.start(RedisOptions.defaults().withDurability(Durability.NEVER));

    @AfterAll
    void close() {
        server.close();
    }

    static Stream<Arguments> plants() {
        return Stream.of(
                plant(
                        Script.EXCHANGE,
                        "if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then",
                        "if false then"),
                plant(Script.EXCHANGE, "if last_call >= tonumber(ARGV[2]) then", "if false then"),
                plant(
                        Script.EXCHANGE,
                        "redis.call('LTRIM', KEYS[lists + queue], taken, -1)",
                        "redis.call('LTRIM', KEYS[lists + queue], taken + 1, -1)"),
                plant(Script.EXCHANGE, "redis.pcall('HDEL', KEYS[10], ARGV[1]) == 1", "false"),
                plant(Script.EXCHANGE, "redis.call('DEL', KEYS[unique])", "nothing()"),
                plant(Script.APPEND, "redis.call('LPOP', KEYS[1])", "nothing()"),
                plant(
                        Script.APPEND,
                        "redis.pcall('HSETNX', reserved, field, payload) == 1",
                        "true"),
                plant(Script.ENQUEUE, "redis.call('SISMEMBER', KEYS[live], id) == 1", "false"),
                plant(Script.ENQUEUE, "taken[unique] or redis.call('GET', KEYS[unique])", "false"),
                plant(Script.PROMOTE, "redis.call('ZREM', KEYS[1], member)", "nothing()"),
                plant(Script.REAP, "redis.call('HDEL', KEYS[3], field)", "nothing()"),
                plant(Script.REAP, "redis.pcall('LPUSH', KEYS[list], value)", "nothing()"),
                plant(Script.FENCE, "redis.call('ZREM', KEYS[1], ARGV[1])", "nothing()"),
                plant(Script.FENCE, "redis.pcall('HDEL', KEYS[4], ARGV[1])", "nothing()"),
                plant(Script.DEREGISTER, "redis.call('HLEN', KEYS[4]) > 0", "false"),
                plant(Script.REDRIVE, "redis.call('HDEL', KEYS[2], ARGV[1])", "nothing()"),
                plant(Script.REDRIVE, "redis.pcall('ZREM', ARGV[7] .. group", "nothing(group"),
                plant(Script.DISCARD, "redis.pcall('ZREM', ARGV[4] .. group", "nothing(group"),
                plant(Script.EXCHANGE, "redis.pcall('ZADD', ARGV[13] .. group", "nothing(group"),
                plant(Script.EXCHANGE, "(had[1] or 0) + count", "(had[1] or 0) + 1"),
                plant(Script.OPERATE, "redis.call('HDEL', KEYS[4], name)", "nothing()"),
                plant(Script.OPERATE, "redis.call('RPUSH', KEYS[list], payload)", "nothing()"),
                plant(Script.DISCARD, "redis.call('SADD', KEYS[5], ARGV[3])", "nothing()"),
                plant(Script.CANCEL, "redis.call('LREM', key, 1, bytes)", "nothing()"),
                plant(Script.CANCEL, "redis.call('SREM', live, id)", "nothing()"),
                plant(Script.CANCEL, "redis.call('DEL', unique)", "nothing()"));
    }

    @ParameterizedTest(name = "{0}: {1} is {2}")
    @MethodSource("plants")
    void plantedFaultIsFound(Script script, String part, String planted) {
        assertThat(AlteredScripts.source(script)).contains(part);
        Alteration alteration =
                (other, source) ->
                        other == script
                                ? "local function nothing() return 0 end\n"
                                        + source.replace(part, planted)
                                : source;
        List<Step> steps = Step.withoutRestarts(Step.some(5, STEPS_TO_FIND_MAX));

        int found = firstFault(steps, alteration);

        assertThat(found).as("step after which it was found").isBetween(0, steps.size() - 1);
        List<Step> few = Simulation.fewest(server, steps.subList(0, found + 1), alteration);
        System.out.println(script + " " + part + ": step " + found + ", shrunk to " + few.size());
        // How few depends on the ids, which are others each time, and on the tries.
        assertThat(few).as(Step.told(few)).hasSizeLessThan(Math.max(40, found / 2));
    }

    private int firstFault(List<Step> steps, Alteration alteration) {
        try (Simulation simulation = new Simulation(server, alteration)) {
            simulation.run(steps);
            return steps.size();
        } catch (SimulationFault fault) {
            return fault.step();
        }
    }

    private static Arguments plant(Script script, String part, String planted) {
        return Arguments.of(script, part, planted);
    }
}
