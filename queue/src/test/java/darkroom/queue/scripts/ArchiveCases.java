package darkroom.queue.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.json.DeadJob;
import darkroom.queue.redis.Call;
import darkroom.queue.redis.Keys;
import darkroom.queue.redis.Script;
import darkroom.queue.reserve.Membership;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Ways through the scripts that take bodies of dead jobs out of Redis and put them back. */
final class ArchiveCases {
    private static final String NAME = "a";
    private static final String GROUP = "0abc";
    private static final String RECORDS = "dead:jobs";

    private ArchiveCases() {}

    static List<ScriptCase> all() {
        return List.of(
                of(Script.SPILL, "copied", scene -> spills(scene, 1), RECORDS),
                of(Script.SPILL, "spilled before", ArchiveCases::spillsAgain),
                of(Script.SPILL, "another record by now", ArchiveCases::spillsAnother),
                of(Script.SPILL, "died again", ArchiveCases::spillsLater),
                of(Script.SPILL, "not dead", ArchiveCases::spillsRetried),
                of(Script.RECALL, "a stub", scene -> recalls(scene, true), RECORDS),
                of(Script.RECALL, "whole", scene -> recalls(scene, false)),
                of(Script.RECALL, "died again", ArchiveCases::recallsLater),
                of(
                        Script.RESTORE,
                        "lost",
                        ArchiveCases::restores,
                        "dead",
                        "dead:group:" + GROUP,
                        RECORDS,
                        "queues",
                        "stats enqueued|note",
                        "stats now|dead|note"),
                of(Script.RESTORE, "not lost", ArchiveCases::restoresWhatIsThere));
    }

    private static ScriptCase of(
            Script script, String name, ScriptCase.Arrangement arrangement, String... changes) {
        return ScriptCase.of(script, name, arrangement, changes);
    }

    /** A dead job; its body may leave Redis, where a copy is elsewhere. */
    private static String bury(Scene scene) {
        Membership member = scene.holder(NAME);
        TestQueue.settle(member, TestQueue.buried(member, member.held().get(0)));
        scene.ends(NAME);
        return record(scene);
    }

    private static String record(Scene scene) {
        return scene.jedis().hget(scene.keys().deadJobs(), NAME);
    }

    private static long since(Scene scene) {
        return (long) (double) scene.jedis().zscore(scene.keys().dead(), NAME);
    }

    private static String stub(String record) {
        byte[] bytes = record.getBytes(StandardCharsets.UTF_8);
        return new String(
                DeadJob.fromBytes(bytes).toStub(Optional.empty()), StandardCharsets.UTF_8);
    }

    private static String digest(String record) {
        try {
            byte[] bytes = record.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Call toDeadJobs(Scene scene) {
        Call call = new Call();
        call.key(scene.keys().dead());
        call.key(scene.keys().deadJobs());
        return call;
    }

    private static Runnable spills(Scene scene, long expected) {
        String record = bury(scene);
        return spill(scene, since(scene), record, expected);
    }

    private static Runnable spill(Scene scene, long since, String record, long expected) {
        return () -> {
            Call call = toDeadJobs(scene);
            call.arg(NAME).arg(since).arg(digest(record)).arg(stub(record));
            // Sent again after an error it finds what it did.
            assertThat(scene.store().run(Script.SPILL, call).number(0)).isIn(expected, 2L);
        };
    }

    private static Runnable spillsAgain(Scene scene) {
        Runnable spill = spills(scene, 1);
        spill.run();
        return spill;
    }

    private static Runnable spillsAnother(Scene scene) {
        String record = bury(scene);
        return spill(scene, since(scene), record + " ", 3);
    }

    private static Runnable spillsLater(Scene scene) {
        String record = bury(scene);
        return spill(scene, since(scene) - 1, record, 0);
    }

    private static Runnable spillsRetried(Scene scene) {
        String record = bury(scene);
        long since = since(scene);
        new DeadJobs(scene.store()).retry(NAME);
        return spill(scene, since, record, 0);
    }

    private static Runnable recalls(Scene scene, boolean spilled) {
        String record = bury(scene);
        long since = since(scene);
        if (spilled) {
            spill(scene, since, record, 1).run();
        }
        return recall(scene, since, spilled ? record : record + " ");
    }

    private static Runnable recallsLater(Scene scene) {
        String record = bury(scene);
        spill(scene, since(scene), record, 1).run();
        return recall(scene, since(scene) - 1, record);
    }

    private static Runnable recall(Scene scene, long since, String record) {
        return () ->
                scene.store()
                        .run(Script.RECALL, toDeadJobs(scene).arg(NAME).arg(since).arg(record));
    }

    private static Runnable restores(Scene scene) {
        DeadJob job =
                new DeadJob(
                        NAME,
                        "note",
                        "note",
                        1,
                        new DeadJob.Cause("buried", "t", "", ""),
                        "",
                        new byte[0],
                        GROUP);
        return restore(scene, new String(job.toStub(Optional.empty()), StandardCharsets.UTF_8));
    }

    private static Runnable restoresWhatIsThere(Scene scene) {
        return restore(scene, stub(bury(scene)));
    }

    private static Runnable restore(Scene scene, String stub) {
        return () -> {
            Keys keys = scene.keys();
            Call call = toDeadJobs(scene);
            call.key(keys.stats());
            call.key(keys.queues());
            call.arg(keys.deadOf("")).arg(NAME).arg(7).arg(stub).arg("note").arg(GROUP);
            scene.store().run(Script.RESTORE, call);
        };
    }
}
