package darkroom.bench.faults;

import darkroom.bench.bare.BareRedis;
import darkroom.bench.bare.BareServer;
import darkroom.bench.faults.Fault.Trait;
import darkroom.bench.faults.Setting.Part;
import java.time.Duration;
import java.util.List;

/** A Redis that dies, stops, stands still, forgets, or is full. */
final class RedisFaults {
    private static final Duration ENQUEUED_MAX = Duration.ofSeconds(60);
    private static final Duration DRAIN_MAX = Duration.ofSeconds(30);
    private static final Duration SWEEP_AGAIN = Duration.ofMillis(500);
    private static final int FAR_MILLIS = 60_000;
    private static final int SOON_MILLIS = 200;

    private RedisFaults() {}

    static List<Fault> all() {
        return List.of(
                fault(
                        "redis-kill",
                        "Redis is killed (SIGKILL) and started again, appendfsync always",
                        RedisFaults::kill),
                fault(
                        "redis-shutdown",
                        "Redis is shut down orderly and started again",
                        RedisFaults::shutDown),
                fault(
                        "redis-freeze",
                        "Redis stands still (SIGSTOP) for one to three seconds",
                        RedisFaults::freeze),
                fault(
                        "script-flush",
                        "Redis forgets all scripts",
                        scene -> scene.stage().server().flushScripts()),
                fault(
                        "client-kill",
                        "Redis ends the connections of all clients",
                        scene -> scene.stage().server().killClients()),
                fault(
                        "maxmemory",
                        "Redis is full: enqueue is refused, the fleet drains it, then there is room",
                        RedisFaults::fill),
                dueAtOnce(),
                flush());
    }

    private static Fault fault(String name, String what, Fault.Action action) {
        return Fault.of(
                name,
                what,
                Setting.plain(),
                scene -> {
                    action.in(scene);
                    scene.ended();
                });
    }

    private static Fault dueAtOnce() {
        return fault(
                        "due-at-once",
                        "ten times the jobs are due in one millisecond",
                        RedisFaults::makeDue)
                .preparedBy(scene -> scene.shape(scene.shape().delayed(FAR_MILLIS)))
                .with(Trait.MANY);
    }

    private static Fault flush() {
        return Fault.of(
                        "flushall",
                        "Redis forgets all that it holds; the outbox's sweep sends it again",
                        Setting.plain().with(Part.OUTBOX),
                        RedisFaults::flushAll)
                .with(Trait.RUNS_AGAIN)
                .with(Trait.GIVES_UP)
                .with(Trait.WIPES);
    }

    private static void kill(Scene scene) throws InterruptedException {
        scene.stage().redis().kill();
        pause(scene, 0, 500);
        scene.stage().redis().restart();
    }

    private static void shutDown(Scene scene) throws InterruptedException {
        scene.stage().server().shutDown();
        pause(scene, 0, 500);
        scene.stage().redis().restart();
    }

    private static void freeze(Scene scene) throws InterruptedException {
        scene.stage().redis().freeze();
        pause(scene, 1_000, 3_000);
        scene.stage().redis().thaw();
    }

    private static void pause(Scene scene, int fromMillis, int toMillis)
            throws InterruptedException {
        Waiting.pause(Duration.ofMillis(scene.random().nextInt(fromMillis, toMillis)));
    }

    private static void fill(Scene scene) throws InterruptedException {
        BareServer server = scene.stage().server();
        server.configure("maxmemory", "1mb");
        try {
            Waiting.until(() -> scene.book().behind() == 0, DRAIN_MAX);
            if (scene.book().behind() > 0) {
                scene.pointMissed();
            }
        } finally {
            server.configure("maxmemory", "0");
        }
    }

    private static void makeDue(Scene scene) throws InterruptedException {
        scene.awaitEnqueued(ENQUEUED_MAX);
        Stage stage = scene.stage();
        try (BareRedis bare = stage.bare()) {
            bare.scoreAll(
                    stage.store().keys().scheduled(), stage.store().timeMillis() + SOON_MILLIS);
        }
        stage.store().publish(stage.store().keys().wakeChannel(), "due");
    }

    private static void flushAll(Scene scene) throws InterruptedException {
        Stage stage = scene.stage();
        stage.server().flushAll();
        scene.ended();
        stage.outbox().sweep();
        // A batch that was under way has put its rows off once more.
        Waiting.pause(SWEEP_AGAIN);
        stage.outbox().sweep();
    }
}
