package darkroom.queue.scripts;

import static darkroom.queue.scripts.Scene.note;

import darkroom.queue.InvalidJobException;
import darkroom.queue.Job;
import darkroom.queue.Limits;
import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.maintenance.Promoter;
import darkroom.queue.maintenance.Reaper;
import darkroom.queue.maintenance.Reaper.Evidence;
import darkroom.queue.redis.Call;
import darkroom.queue.redis.Keys;
import darkroom.queue.redis.Script;
import darkroom.queue.reserve.Membership;
import darkroom.queue.reserve.Reserved;
import darkroom.queue.scripts.ScriptCase.Arrangement;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Ways through the scripts that move due, lost and dead jobs. */
final class JobCases {
    private JobCases() {}

    static List<ScriptCase> moved() {
        return List.of(
                of(Script.DUE, "some", JobCases::due).of(),
                of(Script.PROMOTE, "due", scene -> promoter(scene, "a", "b"))
                        .of(
                                "queue:note",
                                "queues",
                                "scheduled",
                                "stats now|scheduled|note",
                                "> wake:0 ready"),
                of(Script.PROMOTE, "due, behind others", JobCases::promotedBehind)
                        .of("queue:note", "scheduled", "stats now|scheduled|note"),
                of(Script.PROMOTE, "another was faster", JobCases::promotedBefore).of(),
                of(Script.PROMOTE, "no list", JobCases::promotedToNoList).of("scheduled"),
                of(Script.BEGIN, "held", JobCases::begins).of("reserved:test-1"),
                of(Script.BEGIN, "settled", JobCases::beginsASettledOne).of(),
                of(Script.BEGIN, "lost", JobCases::beginsWhenLost).of(),
                of(Script.REAP, "given back", scene -> reaps(scene, note("a")))
                        .of(
                                "lost",
                                "process:test-1",
                                "queue:note",
                                "reserved:test-1",
                                "stats reaped",
                                "> wake:0 ready"),
                of(Script.REAP, "given back to a new queue", JobCases::reapsToANewQueue)
                        .of(
                                "lost",
                                "process:test-1",
                                "queue:note",
                                "queues",
                                "reserved:test-1",
                                "stats reaped",
                                "> wake:0 ready"),
                of(Script.REAP, "poison", JobCases::reapsPoison).of(FailureCases.firstPoison()),
                of(Script.REAP, "no list", JobCases::reapsToNoList)
                        .of(
                                "lost",
                                "process:test-1",
                                "reserved:test-1",
                                "scheduled",
                                "stats now|scheduled|note",
                                "stats reaped",
                                "> wake:0 ready"),
                of(Script.REAP, "holds nothing", scene -> reaps(scene))
                        .of("lost", "process:test-1"),
                of(Script.REAP, "some are left", JobCases::reapsSome)
                        .of("queue:note", "reserved:test-1", "stats reaped", "> wake:0 ready"),
                of(Script.REAP, "not lost", JobCases::reapsNobody).of());
    }

    static List<ScriptCase> dead() {
        return List.of(
                of(Script.REDRIVE, "alone", scene -> redrives(scene, note("a")))
                        .of(
                                "dead",
                                "dead:jobs",
                                "queue:note",
                                "stats now|dead|note",
                                "stats redriven",
                                "> wake:0 ready"),
                of(Script.REDRIVE, "behind others", JobCases::redrivesBehind)
                        .of(
                                "dead",
                                "dead:jobs",
                                "queue:note",
                                "stats now|dead|note",
                                "stats redriven"),
                of(Script.REDRIVE, "to a new queue", JobCases::redrivesToANewQueue)
                        .of(
                                "dead",
                                "dead:jobs",
                                "queue:note",
                                "queues",
                                "stats now|dead|note",
                                "stats redriven",
                                "> wake:0 ready"),
                of(Script.REDRIVE, "unique", scene -> redrives(scene, note("a").uniqueBy("u")))
                        .of(
                                "dead",
                                "dead:jobs",
                                "queue:note",
                                "stats now|dead|note",
                                "stats redriven",
                                "unique:u",
                                "> wake:0 ready"),
                of(Script.REDRIVE, "unique and in the way", JobCases::redrivesInTheWay)
                        .of()
                        .refused(InvalidJobException.class),
                of(Script.REDRIVE, "no list", JobCases::redrivesToNoList)
                        .of()
                        .refused(InvalidJobException.class),
                of(Script.REDRIVE, "died again", JobCases::redrivesAgain).of(),
                of(Script.REDRIVE, "gone", JobCases::redrivesNothing).of(),
                of(Script.DISCARD, "plain", scene -> discards(scene, Optional.empty()))
                        .of("dead", "dead:jobs", "stats discarded|note", "stats now|dead|note"),
                of(Script.DISCARD, "from an outbox", scene -> discards(scene, Optional.of("db0")))
                        .of(
                                "dead",
                                "dead:jobs",
                                "outbox:db0:done",
                                "outbox:db0:live",
                                "stats discarded|note",
                                "stats now|dead|note"),
                of(Script.DISCARD, "gone", JobCases::discardsNothing).of());
    }

    private static Runnable due(Scene scene) {
        schedule(scene, "a");
        Call call = new Call();
        call.key(scene.keys().scheduled());
        call.key(scene.keys().retrying());
        call.arg(10);
        return () -> scene.store().run(Script.DUE, call);
    }

    private static void schedule(Scene scene, String... ids) {
        for (String id : ids) {
            scene.jedis().zadd(scene.keys().scheduled(), 1, "note:" + EnqueueCases.payload(id));
        }
    }

    private static Runnable promoter(Scene scene, String... ids) {
        schedule(scene, ids);
        Promoter promoter = new Promoter(scene.store());
        return promoter::promote;
    }

    private static Runnable promotedBehind(Scene scene) {
        scene.enqueue("z");
        return promoter(scene, "a");
    }

    private static Runnable promotedToNoList(Scene scene) {
        scene.enqueue("z");
        scene.jedis().del(scene.keys().queue("note"));
        scene.plant(scene.keys().queue("note"));
        return promoter(scene, "a");
    }

    private static Runnable promotedBefore(Scene scene) {
        Keys keys = scene.keys();
        schedule(scene, "z");
        Call call = new Call();
        call.key(keys.scheduled());
        call.key(keys.queues());
        call.key(keys.stats());
        call.arg(keys.wakeChannel()).arg("scheduled");
        call.arg("note:" + EnqueueCases.payload("a"))
                .arg(EnqueueCases.payload("a"))
                .arg("note")
                .arg(call.key(keys.queue("note")));
        return () -> scene.store().run(Script.PROMOTE, call);
    }

    private static Runnable begins(Scene scene) {
        return begins(scene.holder("a"));
    }

    private static Runnable begins(Membership member) {
        Reserved held = member.held().get(0);
        return () -> member.begin(held, TestQueue.job(held));
    }

    private static Runnable beginsASettledOne(Scene scene) {
        Membership member = scene.holder("a");
        Runnable begin = begins(member);
        scene.ends("a");
        TestQueue.settle(member, TestQueue.done(member.held().get(0)));
        return begin;
    }

    private static Runnable beginsWhenLost(Scene scene) {
        return begins(lost(scene, note("a")));
    }

    /** A lost process that holds these jobs. */
    private static Membership lost(Scene scene, Job<?>... jobs) {
        Membership member = scene.holder(jobs);
        lose(scene, member);
        return member;
    }

    private static void lose(Scene scene, Membership member) {
        scene.jedis().zrem(scene.keys().processes(), member.id());
        scene.jedis().srem(scene.keys().serving(), member.id());
        scene.jedis().zadd(scene.keys().lost(), 1, member.id());
    }

    static Runnable reapsPoison(Scene scene) {
        Membership member = lost(scene, note("a").uniqueBy("u"));
        Reserved held = member.held().get(0);
        byte[] twice =
                TestQueue.job(held)
                        .withLoss("one-1")
                        .withLoss("one-2")
                        .withBegun(member.id())
                        .toBytes();
        scene.jedis()
                .hset(
                        scene.keys().reserved(member.id()),
                        held.field(),
                        new String(twice, StandardCharsets.UTF_8));
        return sweeps(scene);
    }

    private static Runnable reaps(Scene scene, Job<?>... jobs) {
        lost(scene, jobs);
        return sweeps(scene);
    }

    private static Runnable sweeps(Scene scene) {
        Reaper reaper = new Reaper(scene.store(), Reaper.Lease.DEFAULT);
        return () -> reaper.sweep(Evidence.LEASE);
    }

    private static Runnable reapsToANewQueue(Scene scene) {
        lost(scene, note("a"));
        scene.jedis().del(scene.keys().queues());
        return sweeps(scene);
    }

    private static Runnable reapsToNoList(Scene scene) {
        lost(scene, note("a"));
        scene.plant(scene.keys().queue("note"));
        return sweeps(scene);
    }

    private static Runnable reapsSome(Scene scene) {
        Membership member = lost(scene, note("a"), note("b"));
        return rawReap(scene, member);
    }

    private static Runnable reapsNobody(Scene scene) {
        Membership member = scene.holder("a", "b");
        return rawReap(scene, member);
    }

    private static Runnable rawReap(Scene scene, Membership member) {
        Keys keys = scene.keys();
        Reserved first = member.held().get(0);
        Call call = new Call();
        call.key(keys.lost());
        call.key(keys.process(member.id()));
        call.key(keys.reserved(member.id()));
        call.key(keys.dead());
        call.key(keys.deadJobs());
        call.key(keys.stats());
        call.key(keys.queues());
        call.key(keys.scheduled());
        call.arg(member.id()).arg(keys.wakeChannel()).arg(keys.deadOf("")).arg(0);
        call.arg("L").arg(first.field()).arg("").arg(first.payload()).arg("note");
        call.arg(call.key(keys.queue("note"))).arg(0);
        return () -> scene.store().run(Script.REAP, call);
    }

    /** Buries the job that a new process holds. */
    static void bury(Scene scene, Job<?> job) {
        Membership member = scene.holder(job);
        TestQueue.settle(member, TestQueue.buried(member, member.held().get(0)));
    }

    private static Runnable redrives(Scene scene, Job<?> job) {
        bury(scene, job);
        DeadJobs dead = new DeadJobs(scene.store());
        return () -> dead.retry("a");
    }

    private static Runnable redrivesBehind(Scene scene) {
        Runnable redrive = redrives(scene, note("a"));
        scene.enqueue("z");
        return redrive;
    }

    private static Runnable redrivesToANewQueue(Scene scene) {
        Runnable redrive = redrives(scene, note("a"));
        scene.jedis().del(scene.keys().queues());
        return redrive;
    }

    private static Runnable redrivesInTheWay(Scene scene) {
        Runnable redrive = redrives(scene, note("a").uniqueBy("u"));
        scene.queue().client().enqueue(note("b").uniqueBy("u"));
        return redrive;
    }

    private static Runnable redrivesToNoList(Scene scene) {
        Runnable redrive = redrives(scene, note("a").uniqueBy("u"));
        scene.plant(scene.keys().queue("note"));
        return redrive;
    }

    private static Runnable redrivesNothing(Scene scene) {
        bury(scene, note("z"));
        Call call = rawRedrive(scene);
        return () -> scene.store().run(Script.REDRIVE, call);
    }

    /** It is dead since another moment than the caller saw. */
    private static Runnable redrivesAgain(Scene scene) {
        bury(scene, note("a"));
        Call call = rawRedrive(scene);
        return () -> scene.store().run(Script.REDRIVE, call);
    }

    private static Call rawRedrive(Scene scene) {
        Keys keys = scene.keys();
        Call call = new Call();
        call.key(keys.dead());
        call.key(keys.deadJobs());
        call.key(keys.queues());
        call.key(keys.queue("note"));
        call.key(keys.stats());
        call.arg("a").arg(EnqueueCases.payload("a")).arg("note");
        call.arg(keys.wakeChannel()).arg(Limits.UNIQUE_MAX.toMillis()).arg("a");
        call.arg(keys.deadOf("")).arg(7);
        return call;
    }

    private static Runnable discards(Scene scene, Optional<String> outbox) {
        scene.queue()
                .client()
                .enqueueStored(List.of(scene.queue().client().encode(note("a"), outbox)));
        Membership member = scene.join("note");
        Reserved held = TestQueue.reserve(member, 1).get(0);
        TestQueue.settle(member, TestQueue.buried(member, held));
        scene.ends("a");
        DeadJobs dead = new DeadJobs(scene.store());
        return () -> dead.discard("a");
    }

    private static Runnable discardsNothing(Scene scene) {
        bury(scene, note("z"));
        Call call = new Call();
        call.key(scene.keys().dead());
        call.key(scene.keys().deadJobs());
        call.key(scene.keys().stats());
        call.arg("a").arg("note").arg("a").arg(scene.keys().deadOf(""));
        return () -> scene.store().run(Script.DISCARD, call);
    }

    private static EnqueueCases.Unsaid of(Script script, String name, Arrangement arrangement) {
        return changes -> ScriptCase.of(script, name, arrangement, changes);
    }
}
