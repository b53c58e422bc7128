package darkroom.queue.scripts;

import static darkroom.queue.fixtures.TestQueue.buriedBy;
import static darkroom.queue.fixtures.TestQueue.retryingBy;

import darkroom.queue.failures.FailureCounts;
import darkroom.queue.failures.Fingerprint;
import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.redis.Keys;
import darkroom.queue.redis.Script;
import darkroom.queue.reserve.Batch;
import darkroom.queue.reserve.Membership;
import darkroom.queue.reserve.Reserved;
import darkroom.queue.reserve.Settlement;
import darkroom.queue.scripts.ScriptCase.Arrangement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** Ways through the scripts that count failures by group. */
final class FailureCases {
    static final String POISON = Fingerprint.poison("note").group();
    static final String TYPE = "lost-row";
    static final String GROUP = TestQueue.group(TYPE);
    static final String OTHER = TestQueue.group("another");
    private static final String OLDEST = "0001";
    private static final int COPIES = 10;

    private FailureCases() {}

    static List<ScriptCase> settling() {
        return List.of(
                exchange("failed, the first of its group", FailureCases::fails)
                        .of(retried("failure:" + GROUP, "failures", "failures:fresh")),
                exchange("failed again", scene -> again(scene, GROUP, fails(scene)))
                        .of(retried("failure:" + GROUP, "failures")),
                exchange("failed after it was resolved", scene -> back(scene, GROUP, fails(scene)))
                        .of(
                                retried(
                                        "failure:" + GROUP,
                                        "failures",
                                        "failures:fresh",
                                        "failures:resolved",
                                        "failures:returned")),
                exchange("failed, one group too many", scene -> crowded(scene, fails(scene)))
                        .of(retried(forgotten(GROUP))),
                exchange("dead, in a group", FailureCases::buries)
                        .of(buried("dead:group:" + GROUP, "stats now|dead|note")),
                exchange("dead, in a group, the eleventh of its name", FailureCases::replaces)
                        .of(
                                buried(
                                        "dead:group:" + GROUP,
                                        "dead:group:" + OTHER,
                                        "stats dropped|note")));
    }

    static List<ScriptCase> reaping() {
        return List.of(
                reap("poison again", scene -> again(scene, POISON, JobCases.reapsPoison(scene)))
                        .of(reaped("failure:" + POISON, "failures", "stats now|dead|note")),
                reap(
                                "poison after it was resolved",
                                scene -> back(scene, POISON, JobCases.reapsPoison(scene)))
                        .of(
                                reaped(
                                        "failure:" + POISON,
                                        "failures",
                                        "failures:fresh",
                                        "failures:resolved",
                                        "failures:returned",
                                        "stats now|dead|note")),
                reap(
                                "poison, one group too many",
                                scene -> crowded(scene, JobCases.reapsPoison(scene)))
                        .of(
                                reaped(
                                        Stream.concat(
                                                        Stream.of(forgotten(POISON)),
                                                        Stream.of("stats now|dead|note"))
                                                .toArray(String[]::new))),
                reap("poison, the eleventh of its name", FailureCases::reapsCopies)
                        .of(
                                reaped(
                                        "dead:group:" + OTHER,
                                        "failure:" + POISON,
                                        "failures",
                                        "failures:fresh",
                                        "stats dropped|note")));
    }

    private static String[] with(List<String> fixed, String... more) {
        return Stream.concat(fixed.stream(), Stream.of(more)).toArray(String[]::new);
    }

    private static String[] retried(String... more) {
        List<String> fixed =
                List.of(
                        "failures:rate",
                        "process:test-1",
                        "reserved:test-1",
                        "retrying",
                        "stats now|retrying|note",
                        "> wake:0 due");
        return with(fixed, more);
    }

    private static String[] buried(String... more) {
        List<String> fixed =
                List.of(
                        "dead",
                        "dead:jobs",
                        "failure:" + GROUP,
                        "failures",
                        "failures:fresh",
                        "failures:rate",
                        "process:test-1",
                        "reserved:test-1");
        return with(fixed, more);
    }

    private static String[] reaped(String... more) {
        List<String> fixed =
                List.of(
                        "dead",
                        "dead:group:" + POISON,
                        "dead:jobs",
                        "failures:rate",
                        "lost",
                        "process:test-1",
                        "reserved:test-1",
                        "stats poisoned",
                        "unique:u");
        return with(fixed, more);
    }

    /** What changes where a job is the first that is dead as poison. */
    static String[] firstPoison() {
        return reaped("failure:" + POISON, "failures", "failures:fresh", "stats now|dead|note");
    }

    private static String[] forgotten(String group) {
        return new String[] {
            "failure:" + group,
            "failure:" + OLDEST,
            "failures",
            "failures:fresh",
            "failures:muted",
            "failures:resolved",
            "failures:returned",
            "stats groups-forgotten"
        };
    }

    private static Runnable fails(Scene scene) {
        return settles(scene, (member, held) -> retryingBy(TYPE, held));
    }

    private static Runnable buries(Scene scene) {
        return settles(scene, (member, held) -> buriedBy(TYPE, member, held));
    }

    private static Runnable settles(
            Scene scene, BiFunction<Membership, Reserved, Settlement> settlement) {
        Membership member = scene.holder("a");
        Batch batch =
                member.batch(List.of(settlement.apply(member, member.held().get(0))), Map.of());
        return () -> member.exchange(batch, 0, 0);
    }

    /** Some time after the group was seen for the first time. */
    private static Runnable again(Scene scene, String group, Runnable call) {
        Keys keys = scene.keys();
        scene.jedis().hset(keys.failure(group), Map.of("total", "3", "kind", "note"));
        for (String index : List.of(keys.failures(), keys.failuresFresh(), keys.failuresByRate())) {
            scene.jedis().zadd(index, 1, group);
        }
        return call;
    }

    /** After a person has said that the group is resolved. */
    private static Runnable back(Scene scene, String group, Runnable call) {
        again(scene, group, call);
        scene.jedis().hset(scene.keys().failure(group), "state", "resolved");
        scene.jedis().zadd(scene.keys().failuresResolved(), 1, group);
        return call;
    }

    /** When there are as many groups as there may be, and the oldest is in every listing. */
    private static Runnable crowded(Scene scene, Runnable call) {
        Keys keys = scene.keys();
        Map<String, Double> groups = new HashMap<>();
        for (int i = 1; i <= FailureCounts.GROUPS_MAX; i++) {
            groups.put(String.format("%04d", i), (double) i);
        }
        scene.jedis().zadd(keys.failures(), groups);
        scene.jedis().hset(keys.failure(OLDEST), "total", "1");
        for (String index :
                List.of(
                        keys.failuresFresh(),
                        keys.failuresByRate(),
                        keys.failuresResolved(),
                        keys.failuresReturned(),
                        keys.failuresMuted())) {
            scene.jedis().zadd(index, 1, OLDEST);
        }
        return call;
    }

    /** Ten dead jobs have the name, and its copies; the last of them is of another group. */
    private static void copies(Scene scene) {
        Keys keys = scene.keys();
        for (int copy = 1; copy <= COPIES; copy++) {
            String name = copy == 1 ? "a" : "a~" + copy;
            scene.jedis().zadd(keys.dead(), 1, name);
            scene.jedis().hset(keys.deadJobs(), name, record(name, OTHER));
            scene.ends(name);
        }
        scene.jedis().zadd(keys.deadOf(OTHER), 1, "a~" + COPIES);
        scene.jedis().zadd(keys.deadOf(OTHER), 1, "somebody");
    }

    static String record(String id, String group) {
        return "{\"id\":\"" + id + "\",\"queue\":\"note\",\"group\":\"" + group + "\"}";
    }

    private static Runnable replaces(Scene scene) {
        Runnable call = buries(scene);
        copies(scene);
        return call;
    }

    private static Runnable reapsCopies(Scene scene) {
        Runnable call = JobCases.reapsPoison(scene);
        copies(scene);
        return call;
    }

    private static EnqueueCases.Unsaid exchange(String name, Arrangement arrangement) {
        return of(Script.EXCHANGE, name, arrangement);
    }

    private static EnqueueCases.Unsaid reap(String name, Arrangement arrangement) {
        return of(Script.REAP, name, arrangement);
    }

    private static EnqueueCases.Unsaid of(Script script, String name, Arrangement arrangement) {
        return changes -> ScriptCase.of(script, name, arrangement, changes);
    }
}
