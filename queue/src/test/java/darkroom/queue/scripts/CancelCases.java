package darkroom.queue.scripts;

import static darkroom.queue.scripts.Scene.note;

import darkroom.queue.Job;
import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.inspect.WaitingJobs;
import darkroom.queue.redis.Call;
import darkroom.queue.redis.Script;
import darkroom.queue.reserve.Membership;
import darkroom.queue.reserve.Reserved;
import darkroom.queue.reserve.Settlement;
import darkroom.queue.scripts.ScriptCase.Arrangement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Ways through the script that ends jobs before they begin. */
final class CancelCases {
    private static final String FOREIGN = "{\"class\":\"note\",\"args\":[{\"number\":7}]}";

    private CancelCases() {}

    static List<ScriptCase> all() {
        return List.of(
                of("ready", scene -> cancels(scene, note("a")))
                        .of("queue:note", "stats purged|note"),
                of("scheduled", scene -> cancels(scene, note("a").delayedBy(Duration.ofHours(1))))
                        .of("scheduled", "stats now|scheduled|note", "stats purged|note"),
                of("retrying", CancelCases::cancelsARetrying)
                        .of("retrying", "stats now|retrying|note", "stats purged|note"),
                of("unique", scene -> cancels(scene, note("a").uniqueBy("u")))
                        .of("queue:note", "stats purged|note", "unique:u"),
                of("unique by a key of another", CancelCases::cancelsBesideTheHolder)
                        .of("queue:note", "stats purged|note"),
                of("from an outbox", CancelCases::cancelsFromAnOutbox)
                        .of(
                                "outbox:db0:done",
                                "outbox:db0:live",
                                "queue:note",
                                "stats purged|note"),
                of("purged, one of another client", CancelCases::purges)
                        .of("queue:note", "stats foreign|note", "stats purged|note"),
                of("gone", scene -> cancelsAnother(scene, 0)).of(),
                of("too far from the head", scene -> cancelsAnother(scene, 1)).of());
    }

    private static Runnable cancels(Scene scene, Job<?> job) {
        scene.queue().client().enqueue(job);
        return cancels(scene);
    }

    /** Beside one that stays. */
    private static Runnable cancels(Scene scene) {
        scene.enqueue("z");
        scene.ends("a");
        WaitingJobs waiting = new WaitingJobs(scene.store());
        return () -> waiting.cancel("a");
    }

    private static Runnable cancelsARetrying(Scene scene) {
        Membership member = scene.holder("a");
        Reserved held = member.held().get(0);
        TestQueue.settle(
                member, Settlement.retrying(held, TestQueue.job(held), Duration.ofHours(1)));
        return cancels(scene);
    }

    private static Runnable cancelsBesideTheHolder(Scene scene) {
        Runnable cancel = cancels(scene, note("a").uniqueBy("u"));
        scene.plant(scene.keys().unique("u"));
        return cancel;
    }

    private static Runnable cancelsFromAnOutbox(Scene scene) {
        scene.queue()
                .client()
                .enqueueStored(
                        List.of(scene.queue().client().encode(note("a"), Optional.of("db0"))));
        return cancels(scene);
    }

    private static Runnable purges(Scene scene) {
        scene.enqueue("a", "b");
        scene.jedis().rpush(scene.keys().queue("note"), FOREIGN);
        scene.ends("a");
        scene.ends("b");
        WaitingJobs waiting = new WaitingJobs(scene.store());
        return () -> waiting.purge("note", gone -> {});
    }

    private static Runnable cancelsAnother(Scene scene, int depth) {
        scene.enqueue("z", "a");
        String queue = scene.keys().queue("note");
        List<String> payloads = scene.jedis().lrange(queue, 0, -1);
        Call call = new Call();
        call.key(scene.keys().stats());
        call.arg(depth).arg("ready");
        call.arg(depth == 0 ? "another" : payloads.get(1)).arg("note").arg("a");
        call.arg(call.key(queue)).arg(0).arg(0).arg(0);
        return () -> scene.store().run(Script.CANCEL, call);
    }

    private static EnqueueCases.Unsaid of(String name, Arrangement arrangement) {
        return changes -> ScriptCase.of(Script.CANCEL, name, arrangement, changes);
    }
}
