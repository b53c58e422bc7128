package darkroom.queue.scripts;

import darkroom.queue.InvalidJobException;
import darkroom.queue.operations.Action;
import darkroom.queue.operations.Operations;
import darkroom.queue.operations.Pace;
import darkroom.queue.operations.Plan;
import darkroom.queue.operations.Selection;
import darkroom.queue.redis.Call;
import darkroom.queue.redis.Keys;
import darkroom.queue.redis.Script;
import darkroom.queue.scripts.ScriptCase.Arrangement;
import java.util.List;
import java.util.stream.Stream;

/** Ways through the scripts with which people steer operations on dead jobs. */
final class OperationCases {
    static final String PERSON = "ann@host7";

    private static final String[] NEW = {
        "operation:1 action",
        "operation:1 by",
        "operation:1 canary",
        "operation:1 cursor",
        "operation:1 failures",
        "operation:1 patience",
        "operation:1 rate",
        "operation:1 reason",
        "operation:1 state",
        "operation:1 step",
        "operation:1 total",
        "operation:1 window",
        "operations",
        "operations:active",
        "operations:log",
        "> wake:0 operation"
    };

    /** Of one with fewer fields, which is number 2. */
    private static final String[] SHORT = {
        "operation:2 state",
        "operations",
        "operations:active",
        "operations:log",
        "> wake:0 operation"
    };

    private OperationCases() {}

    static List<ScriptCase> steering() {
        return List.of(
                of(Script.START, "first", OperationCases::starts).of(NEW),
                of(Script.START, "where another's counters were", OperationCases::startsAfter)
                        .of(with(NEW, "stats operation|1|tried")),
                of(Script.START, "one has to make room", scene -> startsBeside(scene, "done"))
                        .of(with(SHORT, "operation:1 state", "operation:1:records")),
                of(Script.START, "an active one makes none", OperationCases::startsInNoRoom)
                        .of(SHORT),
                of(Script.START, "another was faster", OperationCases::startsTaken).of(),
                of(Script.START, "too many", OperationCases::startsTooMany)
                        .of()
                        .refused(InvalidJobException.class),
                of(Script.START, "a line of the log too many", OperationCases::startsLogged)
                        .of(SHORT),
                of(Script.STEER, "out of work", scene -> pauses(scene, 1_000))
                        .of(
                                "operation:1 state",
                                "operation:1 step",
                                "operations:active",
                                "operations:log"),
                of(Script.STEER, "a line of the log too many", scene -> pauses(scene, 1))
                        .of(
                                "operation:1 state",
                                "operation:1 step",
                                "operations:active",
                                "operations:log"),
                of(Script.STEER, "back to work", OperationCases::resumes)
                        .of(
                                "operation:1 state",
                                "operation:1 step",
                                "operations:active",
                                "operations:log",
                                "> wake:0 operation"),
                of(Script.STEER, "in another state", OperationCases::pausesTwice)
                        .of()
                        .refused(InvalidJobException.class),
                of(Script.STEER, "not on record", OperationCases::pausesNothing)
                        .of()
                        .refused(InvalidJobException.class),
                of(Script.NOTE, "a line", OperationCases::notes).of("operations:log"),
                of(Script.NOTE, "a line too many", OperationCases::notesTooMany)
                        .of("operations:log"),
                of(Script.TURN, "nothing to do", scene -> turn(scene, "test-1")).of(),
                of(Script.TURN, "free", OperationCases::takesTurn).of("operations:turn"),
                of(Script.TURN, "another's", OperationCases::waitsForTurn).of());
    }

    static Plan plan(Action action) {
        return new Plan(action, Selection.ALL, Pace.DEFAULT.withRate(Pace.RATE_MAX), PERSON);
    }

    static Runnable starts(Scene scene) {
        Operations operations = new Operations(scene.store());
        return () -> operations.start(plan(Action.RETRY));
    }

    private static Runnable startsAfter(Scene scene) {
        scene.jedis().hset(scene.keys().stats(), "operation|1|tried", "7");
        return starts(scene);
    }

    /** Number 1 is to make room for number 2. */
    private static Runnable startsBeside(Scene scene, String state) {
        Keys keys = scene.keys();
        scene.jedis().zadd(keys.operations(), 1, "1");
        scene.jedis().hset(keys.operation(1), "state", state);
        scene.jedis().hset(keys.operationRecords(1), "x", "y");
        Call call = rawStart(scene, 1_000);
        return () -> {
            scene.store().run(Script.START, call);
            boolean stays = state.equals("running");
            if (!scene.isPlanted(keys.operations())
                    && (scene.jedis().zscore(keys.operations(), "1") != null) != stays) {
                throw new IllegalStateException("cannot have it make room, or stay: it did not");
            }
        };
    }

    private static Runnable startsInNoRoom(Scene scene) {
        Runnable start = startsBeside(scene, "running");
        scene.jedis().zadd(scene.keys().operationsActive(), 1, "1");
        return start;
    }

    private static Runnable startsTaken(Scene scene) {
        scene.jedis().zadd(scene.keys().operations(), 2, "2");
        Call call = rawStart(scene, 1_000);
        return () -> scene.store().run(Script.START, call);
    }

    private static Call rawStart(Scene scene, int lines) {
        Keys keys = scene.keys();
        Call call = new Call();
        call.key(keys.operations());
        call.key(keys.operationsActive());
        call.key(keys.operation(2));
        call.key(keys.stats());
        call.key(keys.operationsLog());
        call.key(keys.operation(1));
        call.key(keys.operationRecords(1));
        call.arg(2).arg(10).arg(keys.wakeChannel()).arg(PERSON).arg("retry all").arg(lines);
        call.arg(1).arg(1).arg("operation|2|tried").arg(1);
        return call.arg("state").arg("running");
    }

    private static Runnable startsTooMany(Scene scene) {
        for (int i = 1; i <= Operations.ACTIVE_MAX; i++) {
            starts(scene).run();
        }
        return starts(scene);
    }

    private static Runnable startsLogged(Scene scene) {
        scene.jedis().rpush(scene.keys().operationsLog(), "1 1 ann retry all");
        Call call = rawStart(scene, 1);
        return () -> {
            scene.store().run(Script.START, call);
            expectOneLine(scene);
        };
    }

    private static void expectOneLine(Scene scene) {
        String log = scene.keys().operationsLog();
        long lines = scene.isPlanted(log) ? 1 : scene.jedis().llen(log);
        if (lines != 1) {
            throw new IllegalStateException("cannot keep one line only: found " + lines);
        }
    }

    private static Runnable notes(Scene scene) {
        Operations operations = new Operations(scene.store());
        return () -> operations.note(PERSON, "export all");
    }

    private static Runnable notesTooMany(Scene scene) {
        scene.jedis().rpush(scene.keys().operationsLog(), "1 0 ann export all");
        Call call = new Call();
        call.key(scene.keys().operationsLog());
        call.arg(PERSON).arg("export all").arg(1);
        return () -> {
            scene.store().run(Script.NOTE, call);
            expectOneLine(scene);
        };
    }

    private static Runnable pauses(Scene scene, int lines) {
        Keys keys = scene.keys();
        starts(scene).run();
        Call call = new Call();
        call.key(keys.operation(1));
        call.key(keys.operationsActive());
        call.key(keys.operationsLog());
        call.arg(1).arg("paused").arg(0).arg(keys.wakeChannel()).arg(PERSON).arg("pause");
        call.arg(lines).arg(1).arg("running").arg("reason").arg("");
        return () -> {
            scene.store().run(Script.STEER, call);
            if (lines == 1) {
                expectOneLine(scene);
            }
        };
    }

    private static Runnable resumes(Scene scene) {
        starts(scene).run();
        Operations operations = new Operations(scene.store());
        operations.pause(1, PERSON);
        return () -> operations.resume(1, PERSON);
    }

    private static Runnable pausesTwice(Scene scene) {
        starts(scene).run();
        Operations operations = new Operations(scene.store());
        operations.pause(1, PERSON);
        return () -> operations.pause(1, PERSON);
    }

    private static Runnable pausesNothing(Scene scene) {
        starts(scene).run();
        Operations operations = new Operations(scene.store());
        return () -> operations.pause(2, PERSON);
    }

    private static Runnable turn(Scene scene, String process) {
        Keys keys = scene.keys();
        Call call = new Call();
        call.key(keys.operationsActive());
        call.key(keys.operationsTurn());
        call.arg(process).arg(3_000).arg(10);
        return () -> scene.store().run(Script.TURN, call);
    }

    private static Runnable takesTurn(Scene scene) {
        starts(scene).run();
        return turn(scene, "test-1");
    }

    private static Runnable waitsForTurn(Scene scene) {
        takesTurn(scene).run();
        return turn(scene, "test-2");
    }

    static String[] with(String[] some, String... more) {
        return Stream.of(some, more).flatMap(Stream::of).toArray(String[]::new);
    }

    static String[] with(String[] some, String[] others, String... more) {
        return with(with(some, others), more);
    }

    static EnqueueCases.Unsaid of(Script script, String name, Arrangement arrangement) {
        return changes -> ScriptCase.of(script, name, arrangement, changes);
    }
}
