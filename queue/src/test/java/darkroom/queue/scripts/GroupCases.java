package darkroom.queue.scripts;

import static darkroom.queue.fixtures.TestQueue.buriedBy;
import static darkroom.queue.scripts.FailureCases.GROUP;
import static darkroom.queue.scripts.FailureCases.OTHER;
import static darkroom.queue.scripts.FailureCases.TYPE;
import static darkroom.queue.scripts.Scene.note;

import darkroom.queue.failures.FailureGroups;
import darkroom.queue.failures.FailureTriage;
import darkroom.queue.failures.Listing;
import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.redis.Keys;
import darkroom.queue.redis.Script;
import darkroom.queue.reserve.Membership;
import darkroom.queue.scripts.ScriptCase.Arrangement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Ways through the scripts that move and mend dead jobs of a group, and what people say of it. */
final class GroupCases {
    private static final String WHO = "ada";

    private GroupCases() {}

    static List<ScriptCase> moving() {
        return List.of(
                of(Script.REDRIVE, "in a group", GroupCases::redrives)
                        .of(
                                "dead",
                                "dead:group:" + GROUP,
                                "dead:jobs",
                                "queue:note",
                                "stats now|dead|note",
                                "stats redriven",
                                "> wake:0 ready"),
                of(Script.DISCARD, "in a group", GroupCases::discards)
                        .of(
                                "dead",
                                "dead:group:" + GROUP,
                                "dead:jobs",
                                "stats discarded|note",
                                "stats now|dead|note"));
    }

    static List<ScriptCase> mending() {
        return List.of(
                mend("indexed", scene -> mends(scene, "indexed", OTHER, true))
                        .of("dead:group:" + OTHER),
                mend("indexed, of no record", scene -> mends(scene, "indexed", "nobody", true))
                        .of("dead:group:" + OTHER),
                mend("indexed, right by now", scene -> mends(scene, "indexed", GROUP, true)).of(),
                mend("unindexed", scene -> mends(scene, "unindexed", GROUP, false))
                        .of("dead:group:" + GROUP),
                mend("unindexed, right by now", scene -> mends(scene, "unindexed", GROUP, true))
                        .of(),
                mend("unindexed, of another", scene -> mends(scene, "unindexed", OTHER, false))
                        .of());
    }

    static List<ScriptCase> said() {
        return List.of(
                of(Script.GROUPS, "one", GroupCases::looks).of(),
                of(Script.GROUPS, "a list, briefly", GroupCases::lists).of(),
                triage("mute", triage -> triage.mute(GROUP, soon(), WHO))
                        .of("failure:" + GROUP, "failures:muted"),
                triage("unmute", triage -> triage.unmute(GROUP, WHO))
                        .of("failure:" + GROUP, "failures:muted"),
                triage("note", triage -> triage.note(GROUP, "look at row 7", WHO))
                        .of("failure:" + GROUP),
                triage("resolve", triage -> triage.resolve(GROUP, WHO))
                        .of("failure:" + GROUP, "failures:resolved", "failures:returned"),
                triage("no such group", triage -> triage.resolve(OTHER, WHO)).of(),
                triage("mute, too late", triage -> triage.mute(GROUP, Instant.EPOCH, WHO))
                        .of()
                        .refused(IllegalArgumentException.class));
    }

    private static Instant soon() {
        return Instant.now().plus(Duration.ofDays(1));
    }

    /** Buries a job of that group. */
    static void bury(Scene scene) {
        Membership member = scene.holder(note("a"));
        TestQueue.settle(member, buriedBy(TYPE, member, member.held().get(0)));
    }

    private static Runnable redrives(Scene scene) {
        bury(scene);
        DeadJobs dead = new DeadJobs(scene.store());
        return () -> dead.retry("a");
    }

    private static Runnable discards(Scene scene) {
        bury(scene);
        scene.ends("a");
        DeadJobs dead = new DeadJobs(scene.store());
        return () -> dead.discard("a");
    }

    /**
     * A dead job whose record says that it is of the group.
     *
     * @param asked the group, or nobody if there is to be no record
     */
    private static Runnable mends(Scene scene, String sort, String asked, boolean indexed) {
        Keys keys = scene.keys();
        String group = asked.equals("nobody") ? OTHER : asked;
        scene.jedis().zadd(keys.dead(), 1, "d");
        if (!asked.equals("nobody")) {
            scene.jedis().hset(keys.deadJobs(), "d", FailureCases.record("d", GROUP));
        }
        if (indexed) {
            scene.jedis().zadd(keys.deadOf(group), 1, "d");
        }
        scene.ends("d");
        return LedgerCases.mendsEntry(scene, keys.deadOf(group), sort, "1", "d", group);
    }

    private static Runnable looks(Scene scene) {
        bury(scene);
        FailureGroups groups = new FailureGroups(scene.store());
        return () -> groups.find(GROUP);
    }

    private static Runnable lists(Scene scene) {
        bury(scene);
        FailureGroups groups = new FailureGroups(scene.store());
        return () -> groups.listBriefly(Listing.RATE, Optional.empty(), 9);
    }

    /** Of a group that is muted, has come back, and has changes by others. */
    private static EnqueueCases.Unsaid triage(String name, Consumer<FailureTriage> says) {
        return of(
                Script.TRIAGE,
                name,
                scene -> {
                    Keys keys = scene.keys();
                    Map<String, String> had =
                            Map.of(
                                    "total", "3",
                                    "state", "returned",
                                    "muted", "1",
                                    "changes", "1\tbob\tnote\tx");
                    scene.jedis().hset(keys.failure(GROUP), had);
                    scene.jedis().zadd(keys.failuresReturned(), 1, GROUP);
                    scene.jedis().zadd(keys.failuresMuted(), 1, GROUP);
                    scene.jedis().zadd(keys.failuresMuted(), 1, OTHER);
                    FailureTriage triage = new FailureTriage(scene.store());
                    return () -> says.accept(triage);
                });
    }

    private static EnqueueCases.Unsaid mend(String name, Arrangement arrangement) {
        return of(Script.MEND, name, arrangement);
    }

    private static EnqueueCases.Unsaid of(Script script, String name, Arrangement arrangement) {
        return changes -> ScriptCase.of(script, name, arrangement, changes);
    }
}
