package darkroom.queue.scripts;

import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.ledger.Ledger;
import darkroom.queue.redis.Call;
import darkroom.queue.redis.Keys;
import darkroom.queue.redis.Script;
import darkroom.queue.reserve.Membership;
import darkroom.queue.scripts.ScriptCase.Arrangement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** Ways through the scripts that count and mend. */
final class LedgerCases {
    private static final String NOBODY = "nobody-1";

    private LedgerCases() {}

    static List<ScriptCase> counting() {
        return List.of(
                of(Script.LEDGER, "all places", LedgerCases::counts).of(),
                of(Script.LEDGER, "a queue is not named", scene -> countsNothing(scene, true)).of(),
                of(Script.LEDGER, "a process is not named", scene -> countsNothing(scene, false))
                        .of(),
                of(Script.MINUTE, "first", scene -> minute(scene, 7, 10)).of("minutes"),
                of(Script.MINUTE, "one too many", LedgerCases::minuteTooMany).of("minutes"),
                of(Script.MINUTE, "kept before", LedgerCases::minuteAgain).of(),
                of(Script.BUILD, "new", scene -> build(scene, 10)).of("builds"),
                of(Script.BUILD, "one too many", LedgerCases::buildTooMany).of("builds"),
                of(Script.BUILD, "seen before", LedgerCases::buildAgain).of(),
                of(Script.ADJUST, "as seen", scene -> adjusts(scene, 1, "0"))
                        .of("stats now|scheduled|note"),
                of(Script.ADJUST, "the place has moved", scene -> adjusts(scene, 2, "0")).of(),
                of(Script.ADJUST, "the counter has moved", scene -> adjusts(scene, 1, "3")).of());
    }

    static List<ScriptCase> mending() {
        List<ScriptCase> cases = new ArrayList<>();
        cases.add(wrong("reserved", LedgerCases::strandJob, LedgerCases::reserved).of("lost"));
        cases.add(
                wrong("process", LedgerCases::processHash, LedgerCases::process)
                        .of("process:nobody-1"));
        cases.add(
                wrong(
                                "serving",
                                scene -> scene.jedis().sadd(scene.keys().serving(), NOBODY),
                                LedgerCases::none)
                        .of("serving"));
        cases.add(
                wrong(
                                "standby",
                                scene -> scene.jedis().hset(scene.keys().standby(), NOBODY, "x"),
                                LedgerCases::none)
                        .of("standby"));
        cases.add(
                wrong("queue", LedgerCases::unnamed, scene -> scene.keys().queue("note"))
                        .of("queues"));
        cases.add(
                wrong(
                                "index",
                                scene -> scene.jedis().zadd(scene.keys().dead(), 1, NOBODY),
                                LedgerCases::none)
                        .of("dead"));
        cases.add(
                wrong(
                                "record",
                                scene -> scene.jedis().hset(scene.keys().deadJobs(), NOBODY, "{}"),
                                LedgerCases::none)
                        .of("dead"));
        cases.add(
                wrong(
                                "unique",
                                scene -> scene.jedis().set(scene.keys().unique("u"), NOBODY),
                                scene -> scene.keys().unique("u"))
                        .of("unique:u"));
        cases.add(
                wrong(
                                "live",
                                scene -> scene.jedis().sadd(scene.keys().outboxLive("o"), NOBODY),
                                scene -> scene.keys().outboxLive("o"))
                        .of("outbox:o:live"));
        cases.addAll(rightByNow());
        return cases;
    }

    private static List<ScriptCase> rightByNow() {
        return List.of(
                mend("only looked at", LedgerCases::looks).of(),
                right("reserved", LedgerCases::reserved),
                right("process", LedgerCases::process),
                right("serving", LedgerCases::none),
                right("standby", LedgerCases::none),
                right("queue", scene -> scene.keys().queue("note")),
                right("index", LedgerCases::none),
                right("record", LedgerCases::none),
                right("unique", scene -> scene.keys().unique("u")),
                right("live", scene -> scene.keys().outboxLive("o")));
    }

    private static Runnable looks(Scene scene) {
        // Nobody but the doctor gets to it.
        scene.ends("a");
        strandJob(scene);
        return mends(scene, "reserved", reserved(scene), "0");
    }

    private static void strandJob(Scene scene) {
        scene.jedis().hset(reserved(scene), "1:note", EnqueueCases.payload("a"));
    }

    private static String reserved(Scene scene) {
        return scene.keys().reserved(NOBODY);
    }

    private static String process(Scene scene) {
        return scene.keys().process(NOBODY);
    }

    private static void processHash(Scene scene) {
        scene.jedis().hset(process(scene), "state", "serving");
    }

    private static void unnamed(Scene scene) {
        scene.enqueue("a");
        scene.jedis().del(scene.keys().queues());
    }

    private static String none(Scene scene) {
        return "";
    }

    private static EnqueueCases.Unsaid wrong(
            String sort, Consumer<Scene> fault, Function<Scene, String> key) {
        return mend(
                sort,
                scene -> {
                    fault.accept(scene);
                    return mends(scene, sort, key.apply(scene), "1");
                });
    }

    private static ScriptCase right(String sort, Function<Scene, String> key) {
        return mend(sort + ", right by now", scene -> mends(scene, sort, key.apply(scene), "1"))
                .of();
    }

    private static Runnable mends(Scene scene, String sort, String key, String put) {
        String member = sort.equals("queue") ? "note" : NOBODY;
        return mendsEntry(scene, key, sort, put, member, NOBODY);
    }

    /**
     * The call that mends one entry.
     *
     * @param key the key that it is about; empty if the script's own are all
     * @param words its sort, whether to put it right, its name, and who has to hold it still
     */
    static Runnable mendsEntry(Scene scene, String key, String... words) {
        Keys keys = scene.keys();
        Call call = new Call();
        call.key(keys.processes());
        call.key(keys.lost());
        call.key(keys.serving());
        call.key(keys.standby());
        call.key(keys.queues());
        call.key(keys.dead());
        call.key(keys.deadJobs());
        for (String word : words) {
            call.arg(word);
        }
        call.arg(key.isEmpty() ? 0 : call.key(key));
        return () -> scene.store().run(Script.MEND, call);
    }

    private static Runnable counts(Scene scene) {
        Membership member = scene.holder("a", "b");
        TestQueue.settle(member, TestQueue.buried(member, member.held().get(0)));
        scene.enqueue("c");
        return () -> Ledger.read(scene.store());
    }

    private static Runnable countsNothing(Scene scene, boolean queue) {
        if (queue) {
            scene.enqueue("a");
        } else {
            scene.join("note");
        }
        Keys keys = scene.keys();
        Call call = new Call();
        call.key(keys.stats());
        call.key(keys.queues());
        call.key(keys.processes());
        call.key(keys.lost());
        call.key(keys.scheduled());
        call.key(keys.retrying());
        call.key(keys.deadJobs());
        call.arg(0).arg(0);
        return () -> scene.store().run(Script.LEDGER, call);
    }

    private static Runnable minute(Scene scene, int minute, int most) {
        Call call = new Call();
        call.key(scene.keys().minutes());
        call.arg(minute).arg(minute + " kept").arg(most);
        return () -> scene.store().run(Script.MINUTE, call);
    }

    /** What it throws away is all that there was, so that only one is left. */
    private static Runnable minuteTooMany(Scene scene) {
        minute(scene, 6, 1).run();
        Runnable keep = minute(scene, 7, 1);
        return () -> {
            keep.run();
            long kept = scene.jedis().llen(scene.keys().minutes());
            if (kept != 1) {
                throw new IllegalStateException("cannot keep one minute only: found " + kept);
            }
        };
    }

    private static Runnable minuteAgain(Scene scene) {
        minute(scene, 7, 10).run();
        return minute(scene, 7, 10);
    }

    private static Runnable build(Scene scene, int most) {
        Call call = new Call();
        call.key(scene.keys().builds());
        call.arg("new").arg(most);
        return () -> scene.store().run(Script.BUILD, call);
    }

    /** What it forgets is all that there was, so that only one is left. */
    private static Runnable buildTooMany(Scene scene) {
        scene.jedis().zadd(scene.keys().builds(), 1, "old");
        Runnable see = build(scene, 1);
        return () -> {
            see.run();
            long kept = scene.jedis().zcard(scene.keys().builds());
            if (kept != 1) {
                throw new IllegalStateException("cannot keep one build only: found " + kept);
            }
        };
    }

    private static Runnable buildAgain(Scene scene) {
        scene.jedis().zadd(scene.keys().builds(), 1, "new");
        return build(scene, 10);
    }

    /** Of one job that is scheduled and counted as such, to be counted as five. */
    private static Runnable adjusts(Scene scene, long size, String seen) {
        Keys keys = scene.keys();
        scene.jedis().zadd(keys.scheduled(), 1, "note:" + EnqueueCases.payload("a"));
        Call call = new Call();
        call.key(keys.stats());
        call.key(keys.scheduled());
        call.arg(size).arg("now|scheduled|note").arg(seen).arg("5");
        return () -> scene.store().run(Script.ADJUST, call);
    }

    private static EnqueueCases.Unsaid mend(String name, Arrangement arrangement) {
        return of(Script.MEND, name, arrangement);
    }

    private static EnqueueCases.Unsaid of(Script script, String name, Arrangement arrangement) {
        return changes -> ScriptCase.of(script, name, arrangement, changes);
    }
}
