package darkroom.bench.faults;

import darkroom.bench.faults.Probe.Point;
import darkroom.bench.faults.Setting.Part;
import darkroom.embedded.ScriptTrap.Side;
import java.time.Duration;
import java.util.List;

/** Kills at named places: in the worker's loop, in enqueue, promote, reap and relay. */
final class CrashPoints {
    private static final Duration POINT_MAX = Duration.ofSeconds(10);

    /** A call or reply with jobs in it is longer than this, one without is shorter. */
    private static final int WITH_JOBS_BYTES = 300;

    private static final int CALLS = 4;
    private static final List<Side> SIDES = List.of(Side.values());

    private CrashPoints() {}

    static List<Fault> all() {
        return List.of(
                inReserve("reserve-reply-lost", "as the reply of its reserve is lost", Side.REPLY),
                inReserve("after-reserve", "as it has the reply of its reserve", Side.DELIVERED),
                at("before-handler", "as it makes a handler's args", Point.BEFORE_HANDLER),
                at("in-handler", "in a handler", Point.IN_HANDLER),
                at("after-effect", "after a handler's effect, before its end", Point.AFTER_EFFECT),
                inSettle("before-settle", "as it would settle a batch", Side.BEFORE),
                inSettle("half-settle", "when half of a batch's settle is sent", Side.HALF),
                inSettle("settle-reply-lost", "as the reply of its settle is lost", Side.REPLY),
                inSettle("after-settle", "as it has the reply of its settle", Side.DELIVERED),
                inPromote(),
                inReap(),
                inEnqueue("half-enqueue", "when half of its call is sent", Side.HALF),
                inEnqueue("enqueue-reply-lost", "as its reply is lost", Side.REPLY),
                inRelay());
    }

    private static Fault inReserve(String name, String what, Side side) {
        return Fault.of(
                        name,
                        "a worker process is killed " + what,
                        Setting.withVictim(),
                        scene -> scene.awaitKilled(scene::killVictim))
                .preparedBy(scene -> scene.trap("exchange", side, 1, WITH_JOBS_BYTES));
    }

    private static Fault inSettle(String name, String what, Side side) {
        return Fault.of(
                name,
                "a worker process is killed " + what,
                Setting.withVictim(),
                scene -> {
                    int nth = 1 + scene.random().nextInt(CALLS);
                    scene.trap("exchange", side, nth, side == Side.HALF ? WITH_JOBS_BYTES : 0);
                    scene.awaitKilled(scene::killVictim);
                });
    }

    private static Fault at(String name, String what, Point point) {
        return Fault.of(
                        name,
                        "a worker process is killed " + what,
                        Setting.withVictim(),
                        scene -> {
                            Child victim = scene.stage().victim();
                            victim.order(Order.to(Order.Verb.ARM).with("point", point));
                            if (!victim.awaitPoint(POINT_MAX)) {
                                scene.missed();
                            }
                            scene.killVictim();
                        })
                .preparedBy(scene -> scene.shape(scene.shape().at(point)));
    }

    private static Side anySide(Scene scene) {
        return SIDES.get(scene.random().nextInt(SIDES.size()));
    }

    private static Fault inPromote() {
        return Fault.of(
                        "in-promote",
                        "a worker process is killed on any side of a promote of due jobs",
                        Setting.withVictim(),
                        scene -> {
                            scene.trap("promote", anySide(scene), 1, 0);
                            scene.awaitKilled(scene::killVictim);
                        })
                .preparedBy(
                        scene ->
                                scene.shape(
                                        scene.shape().delayed(scene.random().nextInt(200, 600))));
    }

    private static Fault inReap() {
        return Fault.of(
                "in-reap",
                "a worker process is killed, then another on any side of its reap of the first;"
                        + " two new ones come",
                Setting.withVictim().with(Setting.SHORT_LEASE),
                scene -> {
                    Stage stage = scene.stage();
                    scene.trap("reap", anySide(scene), 1, 0);
                    Child first = stage.workers().get(0);
                    scene.killAsFirst(first);
                    stage.workerGone(first);
                    scene.awaitKilled(scene::killVictim);
                    stage.fill();
                });
    }

    private static Fault inEnqueue(String name, String what, Side side) {
        return Fault.of(
                name,
                "a process that enqueues is killed " + what,
                Setting.plain().with(Part.ENQUEUER),
                scene -> {
                    int nth = 1 + scene.random().nextInt(CALLS);
                    scene.trapEnqueuer("append", side, nth);
                    scene.awaitKilled(scene::killEnqueuer);
                    scene.enqueueRest();
                });
    }

    private static Fault inRelay() {
        return Fault.of(
                "in-relay",
                "a relay is killed on any side of its enqueue; another one comes",
                Setting.plain().with(Part.OUTBOX),
                scene -> {
                    scene.trapRelay("enqueue", anySide(scene), 1);
                    scene.awaitKilled(scene::killRelay);
                    scene.stage().fill();
                });
    }
}
