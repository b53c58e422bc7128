package darkroom.bench.faults;

import darkroom.bench.bare.BareRedis;
import darkroom.bench.bare.BareServer;
import darkroom.bench.faults.Fault.Trait;
import darkroom.bench.faults.Setting.Part;
import darkroom.embedded.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A Redis that dies, stops, stands still, forgets, or is full. */
final class RedisFaults {
    private static final Duration ENQUEUED_MAX = Duration.ofSeconds(60);
    private static final Duration DRAIN_MAX = Duration.ofSeconds(30);
    private static final Duration SWEEP_AGAIN = Duration.ofMillis(500);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(10);
    private static final int SWEEPS_MAX = 20;
    private static final String SNAPSHOT = "dump.rdb";

    /** Of a SET, up to the middle of its key. */
    private static final String HALF_COMMAND = "*3\r\n$3\r\nSET\r\n$20\r\nhalf";

    /** Where no Redis listens. */
    private static final int NOBODYS_PORT = 1;

    private static final int FAR_MILLIS = 60_000;
    private static final int SOON_MILLIS = 200;

    private RedisFaults() {}

    static List<Fault> all() {
        return Stream.concat(broken().stream(), refusing().stream()).toList();
    }

    private static List<Fault> refusing() {
        return List.of(
                refusing(
                        "redis-readonly",
                        "is made a replica (READONLY)",
                        stage -> stage.server().follow(NOBODYS_PORT),
                        stage -> stage.server().promote()),
                refusing(
                        "redis-no-replicas",
                        "misses the replica that it must have (NOREPLICAS)",
                        stage -> stage.server().configure("min-replicas-to-write", "1"),
                        stage -> stage.server().configure("min-replicas-to-write", "0")),
                refusing(
                        "redis-misconf",
                        "cannot save its snapshot (MISCONF)",
                        RedisFaults::spoilSnapshot,
                        RedisFaults::mendSnapshot));
    }

    private static List<Fault> broken() {
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
                fault(
                        "redis-torn-write",
                        "Redis is killed, half a command is the last thing in its log, and it is"
                                + " started again",
                        RedisFaults::tear),
                fault(
                        "redis-busy",
                        "a script of somebody else's keeps Redis busy for one to three seconds"
                                + " (BUSY)",
                        RedisFaults::keepBusy),
                dueAtOnce(),
                flush(),
                failover());
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

    private static Fault refusing(
            String name, String what, Consumer<Stage> begin, Consumer<Stage> end) {
        return fault(
                name,
                "Redis " + what + " for one to three seconds, and refuses all writes",
                scene -> {
                    Stage stage = scene.stage();
                    begin.accept(stage);
                    try {
                        pause(scene, 1_000, 3_000);
                        scene.struckOnlyIf(stage.server().refusesWrites());
                    } finally {
                        end.accept(stage);
                    }
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

    private static Fault failover() {
        return Fault.of(
                        "failover-wait",
                        "a primary is killed and its replica, which lags by 50 ms, takes its place;"
                                + " WAIT",
                        Setting.plain()
                                .with(Setting.SHORT_LEASE)
                                .with(Part.PROXY)
                                .with(Part.REPLICA)
                                .with(Part.WAIT),
                        scene -> {
                            scene.stage().failOver();
                            scene.ended();
                            // The new primary has no replica that could confirm anything.
                            scene.stopEnqueuing();
                        })
                .with(Trait.RUNS_AGAIN)
                .with(Trait.GIVES_UP);
    }

    private static void kill(Scene scene) throws InterruptedException {
        scene.stage().redis().kill();
        pause(scene, 0, 500);
        scene.stage().redis().restart();
    }

    private static void tear(Scene scene) throws InterruptedException {
        RedisServer server = scene.stage().redis();
        // Killed in the middle of a write it has torn that one itself, and its log goes on after it
        // as none does.
        scene.stage().server().pauseClients(PAUSE_MAX);
        server.kill();
        try (Stream<Path> files = Files.walk(server.folder())) {
            Path log =
                    files.filter(file -> file.toString().endsWith(".aof"))
                            .max(Comparator.comparing(Path::toString))
                            .orElseThrow(
                                    () ->
                                            new MissingException(
                                                    "cannot tear a write: expected a log (.aof) in"
                                                            + " Redis' folder, found none"));
            Files.writeString(log, HALF_COMMAND, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot tear a write", e);
        }
        server.restart();
    }

    private static void keepBusy(Scene scene) throws InterruptedException {
        Duration time = Duration.ofMillis(scene.random().nextInt(1_000, 3_000));
        BareServer server = scene.stage().server();
        CompletableFuture<Boolean> busy = server.keepBusy(time);
        Waiting.pause(time);
        server.killScript();
        scene.struckOnlyIf(busy.join());
    }

    /** Where a snapshot is to be renamed to, there is a folder. */
    private static void spoilSnapshot(Stage stage) {
        try {
            Files.createDirectory(stage.redis().folder().resolve(SNAPSHOT));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot be in a snapshot's way", e);
        }
        stage.server().configure("save", "3600 1");
        stage.server().saveSnapshot();
    }

    private static void mendSnapshot(Stage stage) {
        stage.server().configure("save", "");
        try {
            Files.delete(stage.redis().folder().resolve(SNAPSHOT));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot go out of a snapshot's way", e);
        }
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
            boolean drained = Waiting.until(() -> scene.book().behind() == 0, DRAIN_MAX);
            scene.struckOnlyIf(drained && scene.book().refusedCount() > 0);
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
        // A batch that was under way has put its rows off once more, so once is not enough.
        for (int i = 0; i < SWEEPS_MAX && stage.outbox().rows() > 0; i++) {
            stage.outbox().sweep();
            Waiting.pause(SWEEP_AGAIN);
        }
    }
}
