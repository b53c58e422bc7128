package darkroom.queue.scripts;

import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.inspect.Fleet;
import darkroom.queue.redis.Call;
import darkroom.queue.redis.Script;
import darkroom.queue.reserve.Heartbeat;
import darkroom.queue.reserve.Membership;
import darkroom.queue.reserve.ProcessLostException;
import darkroom.queue.reserve.ProcessState;
import darkroom.queue.scripts.ScriptCase.Arrangement;
import darkroom.queue.threads.ThreadBoards;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Ways through the scripts by which processes join, beat, leave and are lost. */
final class FleetCases {
    private FleetCases() {}

    static List<ScriptCase> all() {
        return List.of(
                of(Script.REGISTER, "joins", scene -> () -> scene.join("note"))
                        .of("processes", "serving", "term"),
                of(Script.BEAT, "serving", scene -> beat(scene, ProcessState.SERVING))
                        .of("process:test-1", "processes"),
                of(Script.BEAT, "serving again", FleetCases::servingAgain)
                        .of("process:test-1", "processes", "serving"),
                of(Script.BEAT, "quiet", scene -> beat(scene, ProcessState.QUIET))
                        .of("process:test-1", "processes", "serving"),
                of(Script.BEAT, "somebody looks", FleetCases::beatWhileSomebodyLooks)
                        .of("process:test-1", "processes"),
                of(Script.BEAT, "lost", FleetCases::beatOfALostOne)
                        .of()
                        .refused(ProcessLostException.class),
                of(Script.LOOK, "nobody has looked", FleetCases::looks).of("threads:wanted"),
                of(Script.LOOK, "somebody looks", FleetCases::looksAgain).of(),
                of(Script.SHOW, "in the fleet", FleetCases::shows).of("threads:test-1"),
                of(Script.SHOW, "lost", FleetCases::showsWhenLost).of(),
                of(Script.DEREGISTER, "leaves", FleetCases::leaves)
                        .of("process:test-1", "processes", "serving", "standby"),
                of(Script.DEREGISTER, "holds a job", FleetCases::stays).of(),
                of(Script.WANT, "quiet", scene -> want(scene, scene.join("note").id()))
                        .of("process:test-1"),
                of(Script.WANT, "no such process", scene -> want(scene, "nobody-1")).of(),
                of(Script.FENCE, "silent", scene -> fence(scene, true))
                        .of("lost", "processes", "serving", "standby"),
                of(Script.FENCE, "has beaten", scene -> fence(scene, false)).of(),
                of(Script.FENCE, "gone", FleetCases::fenceNobody).of());
    }

    private static Runnable beat(Scene scene, ProcessState state) {
        Membership member = scene.join("note");
        // So that the beat has another time than the start.
        scene.silence(member);
        return beat(scene, member, state);
    }

    private static Runnable servingAgain(Scene scene) {
        Membership member = scene.join("note");
        beat(scene, member, ProcessState.QUIET).run();
        scene.silence(member);
        return beat(scene, member, ProcessState.SERVING);
    }

    private static Runnable beatWhileSomebodyLooks(Scene scene) {
        new ThreadBoards(scene.store()).look();
        return beat(scene, ProcessState.SERVING);
    }

    private static Runnable looks(Scene scene) {
        return () -> new ThreadBoards(scene.store()).look();
    }

    private static Runnable looksAgain(Scene scene) {
        looks(scene).run();
        return looks(scene);
    }

    private static Runnable shows(Scene scene) {
        String id = scene.join("note").id();
        return () -> new ThreadBoards(scene.store()).show(id, TestQueue.IDLE);
    }

    private static Runnable showsWhenLost(Scene scene) {
        Runnable shows = shows(scene);
        scene.jedis().del(scene.keys().processes());
        return shows;
    }

    private static Runnable beatOfALostOne(Scene scene) {
        Membership member = scene.join("note");
        scene.jedis().zrem(scene.keys().processes(), member.id());
        return beat(scene, member, ProcessState.SERVING);
    }

    private static Runnable beat(Scene scene, Membership member, ProcessState state) {
        Heartbeat heartbeat = new Heartbeat(scene.store(), Duration.ofSeconds(2));
        return () -> heartbeat.beat(member, state, Map.of("busy", "1"));
    }

    private static Runnable leaves(Scene scene) {
        Membership member = EnqueueCases.standingBy(scene, "note");
        return member::leave;
    }

    private static Runnable stays(Scene scene) {
        Membership member = scene.holder("a");
        return member::leave;
    }

    private static Runnable want(Scene scene, String processId) {
        Fleet fleet = new Fleet(scene.store());
        return () -> fleet.want(processId, ProcessState.QUIET);
    }

    private static Runnable fence(Scene scene, boolean silent) {
        Membership member = EnqueueCases.standingBy(scene, "note");
        scene.silence(member);
        return fence(scene, member.id(), silent ? 1 : 2);
    }

    private static Runnable fenceNobody(Scene scene) {
        scene.join("note");
        return fence(scene, "nobody-1", 1);
    }

    private static Runnable fence(Scene scene, String processId, long beat) {
        Call call = new Call();
        call.key(scene.keys().processes());
        call.key(scene.keys().lost());
        call.key(scene.keys().serving());
        call.key(scene.keys().standby());
        call.arg(processId).arg(beat);
        return () -> scene.store().run(Script.FENCE, call);
    }

    private static EnqueueCases.Unsaid of(Script script, String name, Arrangement arrangement) {
        return changes -> ScriptCase.of(script, name, arrangement, changes);
    }
}
