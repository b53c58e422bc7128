package darkroom.queue.scripts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import darkroom.embedded.RedisOptions;
import darkroom.embedded.RedisOptions.Durability;
import darkroom.embedded.RedisServer;
import darkroom.queue.redis.AlteredScripts;
import darkroom.queue.redis.Script;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What each case of each script changes in all of Redis, and that no write is there in vain. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ScriptChangesIT {
    /** A call of Redis in a script, up to the name of the command where that is a text. */
    private static final Pattern CALL = Pattern.compile("redis\\.p?call\\((?:'([A-Z]+)')?");

    private static final List<String> READS =
            List.of(
                    "EXISTS",
                    "GET",
                    "HEXISTS",
                    "HGET",
                    "HGETALL",
                    "HKEYS",
                    "HLEN",
                    "HMGET",
                    "HRANDFIELD",
                    "LINDEX",
                    "LLEN",
                    "LPOS",
                    "LRANGE",
                    "SISMEMBER",
                    "SMEMBERS",
                    "TIME",
                    "TYPE",
                    "ZCARD",
                    "ZCOUNT",
                    "ZRANGE",
                    "ZRANGEBYSCORE",
                    "ZSCORE");

    private final RedisServer server =
            RedisServer.start(RedisOptions.defaults().withDurability(Durability.NEVER));

    private Scene scene;

    ScriptChangesIT() {
        scene = Scene.open(server.uri(), (script, source) -> source);
    }

    @BeforeAll
    void check() {
        assertThat(scene.jedis().ping()).isEqualTo("PONG");
    }

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
    void changesWhatItSaysAndNothingElse(ScriptCase one) {
        assertThat(faults(one, scene)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void everyScriptHasCases(Script script) {
        assertThat(ScriptCases.of(script)).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void noWriteIsThereInVain(Script script) {
        String source = AlteredScripts.source(script);
        List<MatchResult> writes =
                CALL.matcher(source)
                        .results()
                        .filter(call -> call.group(1) == null || !READS.contains(call.group(1)))
                        .toList();
        SoftAssertions softly = new SoftAssertions();
        for (MatchResult write : writes) {
            String mutant =
                    "local function nothing() return 0 end\n"
                            + source.substring(0, write.start())
                            + "nothing"
                            + source.substring(source.indexOf('(', write.start()));
            // One that cannot be read would be noticed by anything.
            scene.jedis().scriptLoad(mutant);
            softly.assertThat(isNoticed(script, mutant))
                    .as("without line " + lineOf(source, write.start()))
                    .isTrue();
        }
        softly.assertAll();
        assertThat(writes.isEmpty())
                .as("writes nothing")
                .isEqualTo(
                        List.of(Script.DUE, Script.GROUPS, Script.LEDGER, Script.PICK)
                                .contains(script));
    }

    private boolean isNoticed(Script script, String mutant) {
        try (Scene altered =
                Scene.open(server.uri(), (other, source) -> other == script ? mutant : source)) {
            return ScriptCases.of(script).stream().anyMatch(one -> !faults(one, altered).isEmpty());
        }
    }

    private static List<String> faults(ScriptCase one, Scene scene) {
        scene.clear();
        Runnable call = one.arrangement().in(scene);
        scene.probe().only(one.script());
        scene.probe().trace();
        Map<String, String> before = scene.dump();
        Throwable thrown = catchThrowable(call::run);
        List<String> faults = new ArrayList<>();
        if (one.refusal().isPresent() ? !one.refusal().get().isInstance(thrown) : thrown != null) {
            faults.add("expected " + one.refusal() + " to be thrown, found " + thrown);
        }
        List<String> expected = one.changes().stream().sorted().toList();
        List<String> changes = scene.changes(before).stream().sorted().toList();
        if (!changes.equals(expected)) {
            faults.add("expected changes " + expected + ", found " + changes);
        }
        return faults;
    }

    private static String lineOf(String source, int at) {
        long number = source.substring(0, at + 1).lines().count();
        List<String> lines = Arrays.asList(source.split("\n", -1));
        return number + ": " + lines.get((int) Math.max(0, number - 1)).strip();
    }
}
