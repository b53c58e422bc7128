package darkroom.queue.scripts;

import static darkroom.queue.scripts.OperationCases.PERSON;
import static darkroom.queue.scripts.OperationCases.plan;
import static darkroom.queue.scripts.OperationCases.starts;
import static darkroom.queue.scripts.OperationCases.with;
import static darkroom.queue.scripts.Scene.note;

import darkroom.queue.Job;
import darkroom.queue.Limits;
import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.operations.Action;
import darkroom.queue.operations.OperationRunner;
import darkroom.queue.operations.Operations;
import darkroom.queue.operations.Pace;
import darkroom.queue.operations.Plan;
import darkroom.queue.operations.Selection;
import darkroom.queue.redis.Call;
import darkroom.queue.redis.Keys;
import darkroom.queue.redis.Script;
import darkroom.queue.reserve.Membership;
import darkroom.queue.reserve.Reserved;
import darkroom.queue.scripts.ScriptCase.Arrangement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Ways through the scripts with which the fleet works on operations on dead jobs. */
final class OperationStepCases {
    private static final String[] STEP = {
        "operation:1 cursor",
        "operation:1 failedBefore",
        "operation:1 looked",
        "operation:1 state",
        "operation:1 step",
        "operation:1 triedBefore",
        "operations:active",
        "operations:turn"
    };
    private static final String[] RETRIED = {
        "dead",
        "dead:jobs",
        "operation:1 moved",
        "operation:1 queue|note",
        "operation:1:records",
        "queue:note",
        "stats now|dead|note",
        "stats redriven"
    };
    private static final String[] UNDONE = {
        "operation:1 cursor",
        "operation:1 state",
        "operation:1 step",
        "operation:1:records",
        "operations:active",
        "operations:turn"
    };
    private static final String[] TAKEN_BACK = {
        "dead", "dead:jobs", "operation:1 undone", "queue:note", "stats now|dead|note"
    };

    private OperationStepCases() {}

    static List<ScriptCase> retrying() {
        return List.of(
                OperationCases.of(Script.PICK, "some", OperationStepCases::picks).of(),
                operate("retry", scene -> retries(scene, note("a")))
                        .of(with(STEP, RETRIED, "> wake:0 ready")),
                operate("retry behind others", OperationStepCases::retriesBehind)
                        .of(with(STEP, RETRIED)),
                operate("retry to a new queue", OperationStepCases::retriesToANewQueue)
                        .of(with(STEP, RETRIED, "queues", "> wake:0 ready")),
                operate("retry in a group", OperationStepCases::retriesOfAGroup)
                        .of(
                                with(
                                        STEP,
                                        RETRIED,
                                        "dead:group:" + FailureCases.GROUP,
                                        "> wake:0 ready")),
                operate("unique", scene -> retries(scene, note("a").uniqueBy("u")))
                        .of(with(STEP, RETRIED, "unique:u", "> wake:0 ready")),
                operate("unique and in the way", OperationStepCases::retriesInTheWay)
                        .of(with(STEP, "operation:1 held")),
                operate("no list", OperationStepCases::retriesToNoList)
                        .of(with(STEP, "operation:1 blocked")),
                operate("canary", OperationStepCases::retriesCanary)
                        .of(with(without(STEP, "operations:active"), RETRIED, "> wake:0 ready")));
    }

    static List<ScriptCase> leavingAndDiscarding() {
        return List.of(
                operate("changed, others are kept", OperationStepCases::operatesChanged)
                        .of(
                                with(
                                        without(STEP, "operations:turn", "operation:1 looked"),
                                        "operation:1 changed",
                                        "operation:1:records")),
                operate("somebody was faster", OperationStepCases::operatesStale).of(),
                operate("discard", scene -> discards(scene, Optional.empty()))
                        .of(
                                with(
                                        STEP,
                                        "dead",
                                        "dead:jobs",
                                        "operation:1 moved",
                                        "stats discarded|note",
                                        "stats now|dead|note")),
                operate("discard of an outbox", scene -> discards(scene, outbox()))
                        .of(
                                with(
                                        STEP,
                                        "dead",
                                        "dead:jobs",
                                        "operation:1 moved",
                                        "outbox:db0:done",
                                        "outbox:db0:live",
                                        "stats discarded|note",
                                        "stats now|dead|note")));
    }

    static List<ScriptCase> undoing() {
        return List.of(
                retract("one waits", scene -> undoes(scene, note("a").uniqueBy("u")))
                        .of(with(UNDONE, TAKEN_BACK, "unique:u")),
                retract("it has begun", OperationStepCases::undoesBegun)
                        .of(without(UNDONE, "operations:turn")),
                retract("one of a group waits", OperationStepCases::undoesOfAGroup)
                        .of(with(UNDONE, TAKEN_BACK, "dead:group:" + FailureCases.GROUP)),
                retract("one of a group has begun", OperationStepCases::undoesBegunOfAGroup)
                        .of(without(UNDONE, "operations:turn")),
                retract("another of its id is dead", OperationStepCases::undoesBeside)
                        .of(with(UNDONE, TAKEN_BACK)),
                retract("no list", OperationStepCases::undoesNoList).of(UNDONE),
                retract("too many at once", OperationStepCases::undoesSome)
                        .of(with(TAKEN_BACK, "operation:1 step", "operation:1:records")),
                retract("somebody was faster", OperationStepCases::undoesStale).of());
    }

    private static Optional<String> outbox() {
        return Optional.of("db0");
    }

    private static Runnable picks(Scene scene) {
        JobCases.bury(scene, note("a"));
        JobCases.bury(scene, note("b"));
        Call call = new Call();
        call.key(scene.keys().dead());
        call.key(scene.keys().deadJobs());
        call.arg(0).arg("a").arg(Long.MAX_VALUE).arg(10);
        return () -> scene.store().run(Script.PICK, call);
    }

    private static Runnable retries(Scene scene, Job<?> job) {
        JobCases.bury(scene, job);
        return works(scene, plan(Action.RETRY));
    }

    private static Runnable retriesOfAGroup(Scene scene) {
        GroupCases.bury(scene);
        return works(scene, plan(Action.RETRY));
    }

    private static Runnable retriesBehind(Scene scene) {
        Runnable retry = retries(scene, note("a"));
        scene.enqueue("z");
        return retry;
    }

    private static Runnable retriesToANewQueue(Scene scene) {
        Runnable retry = retries(scene, note("a"));
        scene.jedis().del(scene.keys().queues());
        return retry;
    }

    private static Runnable retriesInTheWay(Scene scene) {
        Runnable retry = retries(scene, note("a").uniqueBy("u"));
        scene.queue().client().enqueue(note("b").uniqueBy("u"));
        return retry;
    }

    private static Runnable retriesToNoList(Scene scene) {
        Runnable retry = retries(scene, note("a").uniqueBy("u"));
        scene.plant(scene.keys().queue("note"));
        return retry;
    }

    private static Runnable retriesCanary(Scene scene) {
        JobCases.bury(scene, note("a"));
        Pace pace = Pace.DEFAULT.withCanary(1, Duration.ofMinutes(1));
        return works(scene, new Plan(Action.RETRY, Selection.ALL, pace, PERSON));
    }

    private static Runnable works(Scene scene, Plan plan) {
        new Operations(scene.store()).start(plan);
        OperationRunner runner = new OperationRunner(scene.store(), "test-1");
        return runner::run;
    }

    private static Runnable operatesChanged(Scene scene) {
        JobCases.bury(scene, note("a"));
        starts(scene).run();
        scene.jedis().hset(scene.keys().operationRecords(1), "x", "y");
        Call call = rawStep(scene, 1);
        return () -> scene.store().run(Script.OPERATE, call);
    }

    private static Runnable operatesStale(Scene scene) {
        JobCases.bury(scene, note("a"));
        starts(scene).run();
        Call call = rawStep(scene, 2);
        return () -> scene.store().run(Script.OPERATE, call);
    }

    /** The last step of operation 1: one job, as it was dead at another time. */
    private static Call rawStep(Scene scene, int step) {
        Keys keys = scene.keys();
        Call call = new Call();
        call.key(keys.operation(1));
        call.key(keys.operationsActive());
        call.key(keys.dead());
        call.key(keys.deadJobs());
        call.key(keys.queues());
        call.key(keys.stats());
        call.key(keys.operationRecords(1));
        call.arg(1).arg(step).arg("7 a").arg(0).arg(0).arg(1).arg(500).arg(-1).arg(1_000);
        call.arg(keys.wakeChannel()).arg(1_000).arg(10).arg(3_600_000).arg(0).arg(0).arg(0);
        call.arg(keys.deadOf(""));
        call.arg("R").arg("a").arg(7).arg(EnqueueCases.payload("a")).arg("note").arg("a");
        return call.arg(call.key(keys.queue("note"))).arg(0).arg(0).arg(0);
    }

    /** Retried by operation 1, which is to be undone; whoever did it has no turn any more. */
    private static Runnable undoes(Scene scene, Job<?> first, Job<?>... more) {
        JobCases.bury(scene, first);
        for (Job<?> job : more) {
            JobCases.bury(scene, job);
        }
        return undoes(scene);
    }

    private static Runnable undoes(Scene scene) {
        works(scene, plan(Action.RETRY)).run();
        new Operations(scene.store()).undo(1, PERSON);
        scene.jedis().del(scene.keys().operationsTurn());
        OperationRunner runner = new OperationRunner(scene.store(), "test-1");
        return runner::run;
    }

    private static Runnable undoesOfAGroup(Scene scene) {
        GroupCases.bury(scene);
        return undoes(scene);
    }

    private static Runnable undoesBegunOfAGroup(Scene scene) {
        undoesOfAGroup(scene);
        return undoesReserved(scene);
    }

    private static Runnable undoesBegun(Scene scene) {
        undoes(scene, note("a").uniqueBy("u"));
        return undoesReserved(scene);
    }

    /** Between the look at the queue and the step it was reserved. */
    private static Runnable undoesReserved(Scene scene) {
        String payload = scene.jedis().lindex(scene.keys().queue("note"), 0);
        TestQueue.reserve(scene.join("note"), 1);
        Call call = rawUndo(scene, 3, 10).arg("a").arg(payload);
        call.arg(call.key(scene.keys().unique("u"))).arg(0);
        return () -> scene.store().run(Script.RETRACT, call);
    }

    private static Runnable undoesBeside(Scene scene) {
        Runnable undo = undoes(scene, note("a"));
        scene.jedis().zadd(scene.keys().dead(), 1, "a");
        String record = scene.jedis().hget(scene.keys().operationRecords(1), "a").split(" ", 3)[2];
        String another = record.replace("\"m\"", "\"another\"");
        scene.jedis().hset(scene.keys().deadJobs(), "a", another);
        return undo;
    }

    private static Runnable undoesNoList(Scene scene) {
        Runnable undo = undoes(scene, note("a"));
        scene.jedis().rename(scene.keys().queue("note"), scene.keys().queue("more"));
        scene.plant(scene.keys().queue("note"));
        return undo;
    }

    private static Runnable undoesSome(Scene scene) {
        undoes(scene, note("a"), note("b"));
        Keys keys = scene.keys();
        String first = scene.jedis().lindex(keys.queue("note"), 0);
        String second = scene.jedis().lindex(keys.queue("note"), 1);
        Call call = rawUndo(scene, 3, 1);
        call.arg("b").arg(second).arg(0).arg(0).arg("a").arg(first).arg(0).arg(1);
        return () -> scene.store().run(Script.RETRACT, call);
    }

    private static Runnable undoesStale(Scene scene) {
        undoes(scene, note("a"));
        Call call = rawUndo(scene, 9, 10);
        return () -> scene.store().run(Script.RETRACT, call);
    }

    private static Call rawUndo(Scene scene, int step, int most) {
        Keys keys = scene.keys();
        Call call = new Call();
        call.key(keys.operation(1));
        call.key(keys.operationsActive());
        call.key(keys.dead());
        call.key(keys.deadJobs());
        call.key(keys.stats());
        call.key(keys.operationRecords(1));
        call.key(keys.queue("note"));
        return call.arg(1)
                .arg(step)
                .arg("note")
                .arg(0)
                .arg(0)
                .arg(2)
                .arg(1)
                .arg(1)
                .arg(most)
                .arg(Limits.UNIQUE_MAX.toMillis())
                .arg(keys.deadOf(""));
    }

    private static Runnable discards(Scene scene, Optional<String> outbox) {
        scene.queue()
                .client()
                .enqueueStored(List.of(scene.queue().client().encode(note("a"), outbox)));
        Membership member = scene.join("note");
        Reserved held = TestQueue.reserve(member, 1).get(0);
        TestQueue.settle(member, TestQueue.buried(member, held));
        scene.ends("a");
        return works(scene, plan(Action.DISCARD));
    }

    private static String[] without(String[] some, String... left) {
        return Stream.of(some).filter(one -> !List.of(left).contains(one)).toArray(String[]::new);
    }

    private static EnqueueCases.Unsaid operate(String name, Arrangement arrangement) {
        return OperationCases.of(Script.OPERATE, name, arrangement);
    }

    private static EnqueueCases.Unsaid retract(String name, Arrangement arrangement) {
        return OperationCases.of(Script.RETRACT, name, arrangement);
    }
}
