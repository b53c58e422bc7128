package darkroom.queue.scripts;

import static darkroom.queue.scripts.Scene.note;

import darkroom.queue.InvalidJobException;
import darkroom.queue.Job;
import darkroom.queue.QueueFullException;
import darkroom.queue.client.Enqueued;
import darkroom.queue.client.QueueClient;
import darkroom.queue.client.SmallQueues;
import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.redis.Script;
import darkroom.queue.reserve.Membership;
import darkroom.queue.reserve.Reserved;
import darkroom.queue.scripts.ScriptCase.Arrangement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Ways through the scripts that enqueue. */
final class EnqueueCases {
    private static final int BULK = 40;
    private static final Duration DELAY = Duration.ofMillis(100);

    private EnqueueCases() {}

    static List<ScriptCase> append() {
        return List.of(
                append("first of a queue", scene -> enqueue(scene, note("a")))
                        .of("queue:note", "queues", "stats enqueued|note", "> wake:0 ready"),
                append(
                                "second of a queue",
                                scene -> {
                                    scene.enqueue("a");
                                    return enqueue(scene, note("b"));
                                })
                        .of("queue:note", "stats enqueued|note"),
                append("a few", scene -> enqueueAll(scene, notes(3)))
                        .of("queue:note", "queues", "stats enqueued|note", "> wake:0 ready"),
                append("many", scene -> enqueueAll(scene, notes(BULK)))
                        .of("queue:note", "queues", "stats enqueued|note", "> wake:0 ready"));
    }

    static List<ScriptCase> refusedByAppend() {
        return List.of(
                append("full", scene -> full(scene, note("b")))
                        .of()
                        .refused(QueueFullException.class),
                append("full for many", scene -> full(scene, notes(BULK)))
                        .of()
                        .refused(QueueFullException.class),
                append("no list", scene -> planted(scene, "queue:note", note("a")))
                        .of()
                        .refused(InvalidJobException.class),
                append("no list for many", scene -> planted(scene, "queue:note", notes(BULK)))
                        .of()
                        .refused(InvalidJobException.class),
                append("no set of queues", scene -> planted(scene, "queues", note("a")))
                        .of()
                        .refused(InvalidJobException.class),
                append("no set of queues for many", scene -> planted(scene, "queues", notes(BULK)))
                        .of()
                        .refused(InvalidJobException.class),
                append("no hash of stats", scene -> planted(scene, "stats", note("a")))
                        .of()
                        .refused(InvalidJobException.class),
                append("no hash of stats for many", scene -> planted(scene, "stats", notes(BULK)))
                        .of()
                        .refused(InvalidJobException.class));
    }

    static List<ScriptCase> handedOver() {
        return List.of(
                append(
                                "handed over",
                                scene -> {
                                    Membership member = standingBy(scene, "note");
                                    scene.listen(member);
                                    return enqueue(scene, note("a"));
                                })
                        .of(
                                "queues",
                                "reserved:test-1",
                                "standby",
                                "stats enqueued|note",
                                "> life:0:test-1 job"),
                append(
                                "handed over to nobody who hears",
                                scene -> {
                                    standingBy(scene, "note");
                                    return enqueue(scene, note("a"));
                                })
                        .of(
                                "queue:note",
                                "queues",
                                "standby",
                                "stats enqueued|note",
                                "> life:0:test-1 job",
                                "> wake:0 ready"),
                append(
                                "handed over under a number that is taken",
                                scene -> {
                                    Membership member = standingBy(scene, "note");
                                    scene.jedis()
                                            .hset(
                                                    scene.keys().reserved(member.id()),
                                                    "2:note",
                                                    payload("z"));
                                    return enqueue(scene, note("a"));
                                })
                        .of(
                                "queue:note",
                                "queues",
                                "standby",
                                "stats enqueued|note",
                                "> wake:0 ready"),
                append(
                                "others stand by",
                                scene -> {
                                    scene.listen(standingBy(scene, "other"));
                                    return enqueue(scene, note("a"));
                                })
                        .of("queue:note", "queues", "stats enqueued|note", "> wake:0 ready"));
    }

    static List<ScriptCase> enqueue() {
        Job<?> delayed = note("d").delayedBy(DELAY);
        return List.of(
                enqueue("delayed", scene -> enqueue(scene, delayed))
                        .of(
                                "scheduled",
                                "stats enqueued|note",
                                "stats now|scheduled|note",
                                "> wake:0 due"),
                enqueue(
                                "delayed longer than another",
                                scene -> {
                                    scene.queue().client().enqueue(delayed);
                                    return enqueue(
                                            scene, note("e").delayedBy(Duration.ofMinutes(5)));
                                })
                        .of("scheduled", "stats enqueued|note", "stats now|scheduled|note"),
                enqueue("unique", scene -> enqueue(scene, note("a").uniqueBy("u")))
                        .of(
                                "queue:note",
                                "queues",
                                "stats enqueued|note",
                                "unique:u",
                                "> wake:0 ready"),
                enqueue("delayed, and there already", EnqueueCases::again)
                        .of("scheduled", "stats enqueued|note", "stats merged|note"),
                enqueue(
                                "unique and in the way",
                                scene -> {
                                    scene.queue().client().enqueue(note("a").uniqueBy("u"));
                                    return enqueue(scene, note("b").uniqueBy("u"));
                                })
                        .of(),
                enqueue("unique, twice in a call", EnqueueCases::twins)
                        .of(
                                "queue:note",
                                "queues",
                                "stats enqueued|note",
                                "unique:u",
                                "> wake:0 ready"));
    }

    static List<ScriptCase> enqueueFromOutbox() {
        return List.of(
                enqueue("from an outbox", scene -> stored(scene, note("a")))
                        .of(
                                "outbox:db0:live",
                                "queue:note",
                                "queues",
                                "stats enqueued|note",
                                "> wake:0 ready"),
                enqueue(
                                "from an outbox, delayed and unique",
                                scene -> stored(scene, note("a").uniqueBy("u").delayedBy(DELAY)))
                        .of(
                                "outbox:db0:live",
                                "scheduled",
                                "stats enqueued|note",
                                "stats now|scheduled|note",
                                "unique:u",
                                "> wake:0 due"),
                enqueue("from an outbox, and done by now", EnqueueCases::done).of(),
                enqueue(
                                "from an outbox again",
                                scene -> {
                                    stored(scene, note("a")).run();
                                    return stored(scene, note("a"));
                                })
                        .of());
    }

    static List<ScriptCase> enqueueMany() {
        return List.of(
                enqueue(
                                "all sorts",
                                scene ->
                                        enqueueAll(
                                                scene,
                                                List.of(
                                                        note("a"),
                                                        note("b"),
                                                        note("c").onQueue("more"),
                                                        note("d").uniqueBy("u"),
                                                        note("e").delayedBy(DELAY),
                                                        note("f"))))
                        .of(
                                "queue:more",
                                "queue:note",
                                "queues",
                                "scheduled",
                                "stats enqueued|more",
                                "stats enqueued|note",
                                "stats now|scheduled|note",
                                "unique:u",
                                "> wake:0 ready",
                                "> wake:0 due"));
    }

    static List<ScriptCase> refusedByEnqueue() {
        Job<?> delayed = note("d").delayedBy(DELAY);
        return List.of(
                enqueue("full", scene -> full(scene, note("b").uniqueBy("u")))
                        .of()
                        .refused(QueueFullException.class),
                enqueue("full schedule", EnqueueCases::fullSchedule)
                        .of()
                        .refused(QueueFullException.class),
                enqueue("no list", scene -> planted(scene, "queue:note", note("a").uniqueBy("u")))
                        .of()
                        .refused(InvalidJobException.class),
                enqueue("no set of queues", scene -> planted(scene, "queues", delayed))
                        .of()
                        .refused(InvalidJobException.class),
                enqueue("no schedule", scene -> planted(scene, "scheduled", delayed))
                        .of()
                        .refused(InvalidJobException.class),
                enqueue("no hash of stats", scene -> planted(scene, "stats", delayed))
                        .of()
                        .refused(InvalidJobException.class));
    }

    /** The payload of a note that is put into Redis by hand. */
    static String payload(String id) {
        return "{\"class\":\"note\",\"args\":[{\"number\":7}],\"id\":\"" + id + "\"}";
    }

    /** A process that stands by with number 2 for one queue. */
    static Membership standingBy(Scene scene, String queue) {
        Membership member = scene.join(queue);
        member.exchange(member.batch(List.of(), Map.of()), 1, 0);
        member.exchange(member.batch(List.of(), Map.of()), 1, 1);
        return member;
    }

    private static Runnable fullSchedule(Scene scene) {
        scene.queue().client().enqueue(note("d").delayedBy(DELAY));
        QueueClient client = SmallQueues.client(scene.store(), 1);
        return () -> promise(scene, client.enqueue(note("e").delayedBy(DELAY)));
    }

    /** The very same job once more, byte for byte. */
    private static Runnable again(Scene scene) {
        QueueClient client = scene.queue().client();
        QueueClient.Stored stored = client.encode(note("d").delayedBy(DELAY), Optional.empty());
        client.enqueueStored(List.of(stored));
        // Due at another time than it will be: both might be enqueued in the same millisecond.
        String scheduled = scene.keys().scheduled();
        scene.jedis().zincrby(scheduled, -1_000, scene.jedis().zrange(scheduled, 0, 0).get(0));
        scene.jedis().zadd(scheduled, 1, "note:" + payload("first"));
        return () -> client.enqueueStored(List.of(stored)).forEach(one -> promise(scene, one));
    }

    /** Its row is still there. */
    private static Runnable done(Scene scene) {
        Runnable enqueue = stored(scene, note("a"));
        enqueue.run();
        Membership member = scene.join("note");
        Reserved held = TestQueue.reserve(member, 1).get(0);
        scene.ends("a");
        TestQueue.settle(member, TestQueue.done(held));
        return enqueue;
    }

    private static Runnable twins(Scene scene) {
        return enqueueAll(scene, List.of(note("a").uniqueBy("u"), note("b").uniqueBy("u")));
    }

    private static Runnable enqueue(Scene scene, Job<?> job) {
        return () -> promise(scene, scene.queue().client().enqueue(job));
    }

    private static Runnable enqueueAll(Scene scene, List<? extends Job<?>> jobs) {
        return () ->
                scene.queue().client().enqueueAll(jobs).forEach(result -> promise(scene, result));
    }

    private static Runnable stored(Scene scene, Job<?> job) {
        QueueClient client = scene.queue().client();
        QueueClient.Stored stored = client.encode(job, Optional.of("db0"));
        // Its row stays until it is done: it is promised before it is enqueued.
        scene.promise(stored.id());
        return () -> client.enqueueStored(List.of(stored)).forEach(one -> promise(scene, one));
    }

    private static Runnable full(Scene scene, Job<?> job) {
        scene.enqueue("a");
        QueueClient client = SmallQueues.client(scene.store(), 1);
        return () -> promise(scene, client.enqueue(job));
    }

    private static Runnable full(Scene scene, List<? extends Job<?>> jobs) {
        scene.enqueue("a");
        QueueClient client = SmallQueues.client(scene.store(), 1);
        return () -> client.enqueueAll(jobs).forEach(result -> promise(scene, result));
    }

    private static Runnable planted(Scene scene, String key, Job<?> job) {
        scene.plant(scene.keys().namespace() + ":" + key);
        return enqueue(scene, job);
    }

    private static Runnable planted(Scene scene, String key, List<? extends Job<?>> jobs) {
        scene.plant(scene.keys().namespace() + ":" + key);
        return enqueueAll(scene, jobs);
    }

    private static void promise(Scene scene, Enqueued result) {
        scene.promise(result.id());
    }

    private static List<? extends Job<?>> notes(int count) {
        List<Job<?>> notes = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            notes.add(note("n" + i));
        }
        return notes;
    }

    /** A case whose changes are still to be said. */
    interface Unsaid {
        ScriptCase of(String... changes);
    }

    private static Unsaid append(String name, Arrangement arrangement) {
        return changes -> ScriptCase.of(Script.APPEND, name, arrangement, changes);
    }

    private static Unsaid enqueue(String name, Arrangement arrangement) {
        return changes -> ScriptCase.of(Script.ENQUEUE, name, arrangement, changes);
    }
}
