package darkroom.queue.scripts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import darkroom.embedded.RedisOptions;
import darkroom.embedded.RedisOptions.Durability;
import darkroom.embedded.RedisServer;
import darkroom.queue.redis.Script;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Neither an error at any command of any script nor a key of another type loses a job: Redis does
 * not take back what a script wrote before it failed.
 */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ScriptErrorsIT {
    private static final String SET_ASIDE = "set aside";

    private final RedisServer server =
            RedisServer.start(RedisOptions.defaults().withDurability(Durability.NEVER));
    private final Scene scene = Scene.open(server.uri(), (script, source) -> source);

    @AfterAll
    void close() {
        scene.close();
        server.close();
    }

    static List<ScriptCase> cases() {
        return ScriptCases.ALL;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void errorAtNoCommandLosesAJob(ScriptCase one) {
        SoftAssertions softly = new SoftAssertions();
        int call = 0;
        boolean reached;
        do {
            call++;
            int at = call;
            Runnable act = begin(one);
            Map<String, String> state = scene.dump();
            Set<String> before = Recovery.jobs(state.values());
            scene.probe().only(one.script());
            scene.probe().failAt(at);
            Throwable thrown = catchThrowable(act::run);
            reached = !scene.probe().takeBackFault();
            softly.assertThat(lost(before)).as("lost by an error at call %d", at).isEmpty();
            again(act);
            if (settles(one)) {
                softly.assertThat(scene.changedKeys(state))
                        .as("changed by an error at call %d and the same call again", at)
                        .contains("reserved:test-1");
            }
            softly.assertThat(stranded(before))
                    .as("never run after an error at call %d: %s", at, thrown)
                    .isEmpty();
        } while (reached);
        softly.assertAll();
        assertThat(call).as("calls of Redis in it").isGreaterThan(1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void keyOfAnotherTypeLosesNoJob(ScriptCase one) {
        SoftAssertions softly = new SoftAssertions();
        for (String key : keys(one)) {
            Runnable act = begin(one);
            Set<String> before = Recovery.jobs(scene.dump().values());
            if (scene.isPlanted(key)) {
                continue;
            }
            plantAnotherType(key);
            Throwable thrown = catchThrowable(act::run);
            // Once more, and what else goes on by itself meanwhile: it must not pile up.
            again(act);
            again(act);
            putBack(key);
            softly.assertThat(lost(before)).as("lost by another type of %s", key).isEmpty();
            if (one.script() != Script.APPEND && one.script() != Script.ENQUEUE) {
                softly.assertThat(copies())
                        .as("copies of one job, by another type of %s", key)
                        .isLessThanOrEqualTo(2);
            }
            if (thrown != null) {
                softly.assertThat(thrown)
                        .as("another type of %s", key)
                        .satisfiesAnyOf(
                                refused ->
                                        assertThat(one.refusal())
                                                .hasValueSatisfying(
                                                        expected ->
                                                                assertThat(refused)
                                                                        .isInstanceOf(expected)),
                                error ->
                                        assertThat(error)
                                                .hasMessageMatching(
                                                        "(?s)cannot .*(WRONGTYPE|expected a).*"));
            }
            again(act);
            softly.assertThat(stranded(before))
                    .as("never run after another type of %s: %s", key, thrown)
                    .isEmpty();
        }
        softly.assertAll();
    }

    @Test
    void lossIsNoticed() {
        scene.clear();
        scene.enqueue("a", "b");
        Set<String> before = Recovery.jobs(scene.dump().values());
        scene.jedis().lpop(scene.keys().queue("note"));

        assertThat(lost(before)).containsExactly("a");
        assertThat(stranded(before)).containsExactly("a");
    }

    /** What the caller does after an error; it may be refused by now. */
    private static void again(Runnable act) {
        assertThat(catchThrowable(act::run))
                .satisfiesAnyOf(
                        none -> assertThat(none).isNull(),
                        error -> assertThat(error).hasMessageStartingWith("cannot "));
    }

    private Runnable begin(ScriptCase one) {
        scene.clear();
        return one.arrangement().in(scene);
    }

    /** The keys that the script is given in this case, of this run's namespace. */
    private List<String> keys(ScriptCase one) {
        Runnable act = begin(one);
        scene.probe().only(one.script());
        scene.probe().trace();
        again(act);
        return scene.probe().keys();
    }

    private Set<String> lost(Set<String> before) {
        Set<String> lost = new TreeSet<>(before);
        lost.removeAll(Recovery.jobs(scene.dump().values()));
        lost.removeAll(scene.ended());
        return lost;
    }

    /** What the fleet does not get to by itself, of what it had before and what it promised. */
    private Set<String> stranded(Set<String> before) {
        Set<String> stranded = new TreeSet<>(before);
        stranded.addAll(scene.promised());
        stranded.removeAll(scene.ended());
        stranded.removeAll(Recovery.run(scene));
        stranded.removeAll(Recovery.dead(scene));
        for (Map.Entry<String, String> left : scene.dump().entrySet()) {
            if (left.getKey().startsWith("unique:") && !left.getValue().contains("another")) {
                stranded.add(left.getKey() + " " + left.getValue());
            }
            if (left.getKey().endsWith(":live")) {
                stranded.add(left.getKey() + " " + left.getValue());
            }
        }
        return stranded;
    }

    private static boolean settles(ScriptCase one) {
        return ExchangeCases.settling().stream().anyMatch(other -> other.name().equals(one.name()))
                && one.script() == Script.EXCHANGE;
    }

    private long copies() {
        scene.takeAwayPlanted();
        List<String> ready = scene.jedis().lrange(scene.keys().queue("note"), 0, -1);
        long most = 0;
        for (String id : new TreeSet<>(Recovery.jobs(ready))) {
            most =
                    Math.max(
                            most,
                            ready.stream().filter(job -> job.contains("\"" + id + "\"")).count());
        }
        return most;
    }

    private void plantAnotherType(String key) {
        boolean isText = scene.jedis().type(key).equals("string") || key.contains(":unique:");
        if (scene.jedis().exists(key)) {
            scene.jedis().rename(key, SET_ASIDE);
        }
        if (isText || key.endsWith(":term")) {
            scene.jedis().rpush(key, "another program's");
        } else {
            scene.plant(key);
        }
    }

    private void putBack(String key) {
        scene.jedis().del(key);
        if (scene.jedis().exists(SET_ASIDE)) {
            scene.jedis().rename(SET_ASIDE, key);
        }
    }
}
