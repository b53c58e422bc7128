package darkroom.bench.faults;

import darkroom.bench.faults.Fault.Trait;
import darkroom.bench.faults.Setting.Part;
import darkroom.embedded.FaultProxy.Mode;
import java.time.Duration;
import java.util.List;

/** Processes that are killed, stopped, frozen or cut off at whatever they are doing. */
final class ProcessFaults {
    private static final Duration GIVEN_UP_MAX = Duration.ofSeconds(20);

    private ProcessFaults() {}

    static List<Fault> all() {
        return List.of(
                worker(
                        "worker-kill",
                        "a worker process is killed (SIGKILL) at any moment",
                        Scene::killVictim),
                worker(
                        "worker-stop",
                        "a worker process is stopped (SIGTERM) under load: nothing may run again",
                        ProcessFaults::stop),
                enqueuerKill(),
                relayKill(),
                worker(
                        "fleet-kill",
                        "all worker processes are killed at once; new ones come",
                        ProcessFaults::killAll),
                leased(
                                "worker-freeze",
                                "a worker process is frozen (SIGSTOP) beyond its lease, then goes"
                                        + " on (SIGCONT)",
                                ProcessFaults::freeze)
                        .with(Trait.GIVES_UP),
                leased(
                                "worker-cut-off",
                                "a worker process alone is cut off (black hole) beyond its lease,"
                                        + " then reaches Redis again",
                                ProcessFaults::cutOff)
                        .with(Trait.GIVES_UP),
                leased(
                        "host-lost",
                        "a worker process is gone and Redis is not told, as when its host loses"
                                + " power",
                        ProcessFaults::loseHost));
    }

    private static Fault worker(String name, String what, Fault.Action action) {
        return Fault.of(name, what, Setting.withVictim(), action);
    }

    private static Fault leased(String name, String what, Fault.Action action) {
        return Fault.of(name, what, Setting.withVictim().with(Setting.SHORT_LEASE), action);
    }

    private static Fault enqueuerKill() {
        return Fault.of(
                "enqueuer-kill",
                "a process that enqueues is killed at any moment",
                Setting.plain().with(Part.ENQUEUER),
                scene -> {
                    scene.killEnqueuer();
                    scene.enqueueRest();
                });
    }

    private static Fault relayKill() {
        return Fault.of(
                "relay-kill",
                "a relay is killed at any moment; another one comes",
                Setting.plain().with(Part.OUTBOX),
                scene -> {
                    scene.killRelay();
                    scene.stage().fill();
                });
    }

    private static void stop(Scene scene) {
        Child victim = scene.stage().victim();
        victim.terminate();
        scene.ended();
        scene.stage().victimGone();
    }

    private static void killAll(Scene scene) throws InterruptedException {
        Stage stage = scene.stage();
        for (Child worker : List.copyOf(stage.workers())) {
            scene.kill(worker);
            stage.workerGone(worker);
        }
        scene.killVictim();
        stage.fill();
    }

    private static void freeze(Scene scene) throws InterruptedException {
        Child victim = scene.stage().victim();
        victim.signal("STOP");
        awaitGivenUp(scene, victim);
        scene.ended();
        victim.signal("CONT");
        scene.stage().awaitServing();
    }

    private static void cutOff(Scene scene) throws InterruptedException {
        Child victim = scene.stage().victim();
        scene.stage().victimWay().mode(Mode.BLACK_HOLE);
        awaitGivenUp(scene, victim);
        scene.ended();
        scene.stage().victimWay().mode(Mode.PASS);
        scene.stage().awaitServing();
    }

    private static void loseHost(Scene scene) throws InterruptedException {
        Child victim = scene.stage().victim();
        scene.stage().victimWay().mode(Mode.BLACK_HOLE);
        scene.killVictim();
        awaitGivenUp(scene, victim);
        scene.stage().victimWay().mode(Mode.PASS);
    }

    // A call that was on its way when the process stopped still changes what it holds.
    private static void awaitGivenUp(Scene scene, Child child) throws InterruptedException {
        boolean givenUp =
                Waiting.until(
                        () -> {
                            scene.noteHeld(child);
                            return !scene.stage().ids().containsKey(child.name());
                        },
                        GIVEN_UP_MAX);
        scene.struckOnlyIf(givenUp);
    }
}
