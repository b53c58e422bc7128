package darkroom.queue.scripts;

import static org.assertj.core.api.Assertions.fail;

import darkroom.embedded.RedisOptions;
import darkroom.embedded.RedisOptions.Durability;
import darkroom.embedded.RedisServer;
import darkroom.queue.redis.AlteredScripts.Alteration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Plays the fleet step by step. How long is set by {@code -Ddarkroom.simulation.steps}, the first
 * seed by {@code -Ddarkroom.simulation.seed}.
 */
@Timeout(value = 3, unit = TimeUnit.HOURS)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SimulationIT {
    private static final int STEPS = 4_000;

    private final RedisServer durable =
            RedisServer.start(RedisOptions.defaults().withDurability(Durability.ALWAYS));

    /** Faster, and not to be restarted. */
    private final RedisServer fast =
            RedisServer.start(RedisOptions.defaults().withDurability(Durability.NEVER));

    @AfterAll
    void close() {
        durable.close();
        fast.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void nothingIsLostAndNothingIsTwice(long seed) {
        play(fast, seed, Step.withoutRestarts(Step.some(seed, STEPS)));
    }

    @Test
    void norWhereRedisIsKilledNowAndThen() {
        play(durable, 5, Step.some(5, STEPS / 2));
    }

    @Test
    void norWithAnotherSeedEachTime() {
        int random = RandomGenerator.getDefault().nextInt(1 << 30);
        long first = Long.getLong("darkroom.simulation.seed", random);
        int steps = Integer.getInteger("darkroom.simulation.steps", STEPS);
        for (int done = 0; done < steps; done += STEPS) {
            long seed = first + done / STEPS;
            boolean restarts = done / STEPS % 10 == 9;
            List<Step> some = Step.some(seed, STEPS);
            play(restarts ? durable : fast, seed, restarts ? some : Step.withoutRestarts(some));
        }
    }

    private static void play(RedisServer server, long seed, List<Step> steps) {
        System.out.println("simulation: seed " + seed + ", " + steps.size() + " steps");
        Alteration asItIs = (script, source) -> source;
        try (Simulation simulation = new Simulation(server, asItIs)) {
            simulation.run(steps);
        } catch (SimulationFault fault) {
            List<Step> few = Simulation.fewest(server, steps.subList(0, fault.step() + 1), asItIs);
            fail("seed " + seed + " " + fault.getMessage() + "\n" + Step.told(few), fault);
        }
    }
}
