package darkroom.queue.scripts;

import static darkroom.queue.fixtures.TestQueue.buried;
import static darkroom.queue.fixtures.TestQueue.done;
import static darkroom.queue.scripts.Scene.note;

import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.json.StoredJob;
import darkroom.queue.redis.Script;
import darkroom.queue.reserve.Batch;
import darkroom.queue.reserve.Membership;
import darkroom.queue.reserve.ProcessLostException;
import darkroom.queue.reserve.Reserved;
import darkroom.queue.reserve.Settlement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** Ways through the script that settles and reserves. */
final class ExchangeCases {
    private static final Map<String, Long> COUNTED = Map.of("done|note", 1L);
    private static final Duration DELAY = Duration.ofMillis(100);

    private ExchangeCases() {}

    static List<ScriptCase> reserving() {
        return List.of(
                exchange("reserves", ExchangeCases::reserves)
                        .of("process:test-1", "queue:note", "reserved:test-1"),
                exchange("reserves from two queues", ExchangeCases::reservesFromTwo)
                        .of("process:test-1", "queue:more", "queue:note", "reserved:test-1"),
                exchange("finds nothing and stands by", scene -> standsBy(scene.join("note")))
                        .of("process:test-1", "standby"),
                exchange("stands by no longer", ExchangeCases::standsByNoLonger)
                        .of("process:test-1", "standby"),
                exchange("finds its queue paused", ExchangeCases::paused).of("process:test-1"),
                exchange("finds no list", ExchangeCases::noList).of("process:test-1"),
                exchange("was handed a job it did not hear of", ExchangeCases::unheard)
                        .of("process:test-1", "queue:note", "reserved:test-1"));
    }

    static List<ScriptCase> settling() {
        return Stream.of(ending(), puttingOff(), releasing(), burying())
                .flatMap(List::stream)
                .toList();
    }

    private static List<ScriptCase> ending() {
        return List.of(
                exchange(
                                "done",
                                scene ->
                                        ends(
                                                scene,
                                                scene.holder("a", "b"),
                                                (held, member) -> done(held)))
                        .of("process:test-1", "reserved:test-1", "stats done|note"),
                exchange(
                                "done, unique",
                                scene -> ends(scene, unique(scene), (held, member) -> done(held)))
                        .of("process:test-1", "reserved:test-1", "stats done|note", "unique:u"),
                exchange("done, unique key is another's by now", ExchangeCases::uniqueOfAnother)
                        .of("process:test-1", "reserved:test-1", "stats done|note"),
                exchange(
                                "done, from an outbox",
                                scene -> ends(scene, outbox(scene), (held, member) -> done(held)))
                        .of(
                                "outbox:db0:done",
                                "outbox:db0:live",
                                "process:test-1",
                                "reserved:test-1",
                                "stats done|note"));
    }

    private static List<ScriptCase> puttingOff() {
        return List.of(
                exchange("retried", scene -> settles(scene.holder("a"), ExchangeCases::retrying))
                        .of(
                                "process:test-1",
                                "reserved:test-1",
                                "retrying",
                                "stats done|note",
                                "stats now|retrying|note",
                                "> wake:0 due"),
                exchange("retried, later than another", ExchangeCases::retriedLater)
                        .of(
                                "process:test-1",
                                "reserved:test-1",
                                "retrying",
                                "stats done|note",
                                "stats now|retrying|note"),
                exchange(
                                "retried, unique",
                                scene -> settles(fading(scene), ExchangeCases::retrying))
                        .of(
                                "process:test-1",
                                "reserved:test-1",
                                "retrying",
                                "stats done|note",
                                "stats now|retrying|note",
                                "unique:u",
                                "> wake:0 due"),
                exchange("snoozed", scene -> settles(scene.holder("a"), ExchangeCases::scheduled))
                        .of(
                                "process:test-1",
                                "reserved:test-1",
                                "scheduled",
                                "stats done|note",
                                "stats now|scheduled|note",
                                "> wake:0 due"),
                exchange(
                                "snoozed, unique",
                                scene -> settles(fading(scene), ExchangeCases::scheduled))
                        .of(
                                "process:test-1",
                                "reserved:test-1",
                                "scheduled",
                                "stats done|note",
                                "stats now|scheduled|note",
                                "unique:u",
                                "> wake:0 due"));
    }

    private static List<ScriptCase> releasing() {
        return List.of(
                exchange(
                                "released",
                                scene ->
                                        settles(
                                                scene.holder("a"),
                                                (held, member) -> Settlement.released(held)))
                        .of(
                                "process:test-1",
                                "queue:note",
                                "reserved:test-1",
                                "stats done|note",
                                "> wake:0 ready"),
                exchange("released to what is no list", ExchangeCases::releasedToNoList)
                        .of(
                                "process:test-1",
                                "reserved:test-1",
                                "scheduled",
                                "stats done|note",
                                "stats now|scheduled|note",
                                "> wake:0 due"));
    }

    private static List<ScriptCase> burying() {
        return List.of(
                exchange(
                                "dead",
                                scene ->
                                        settles(
                                                unique(scene),
                                                (held, member) -> buried(member, held)))
                        .of(
                                "dead",
                                "dead:jobs",
                                "process:test-1",
                                "reserved:test-1",
                                "stats done|note",
                                "stats now|dead|note",
                                "unique:u"),
                exchange("all sorts, and reserves", ExchangeCases::allSorts)
                        .of(
                                "dead",
                                "dead:jobs",
                                "process:test-1",
                                "queue:note",
                                "reserved:test-1",
                                "retrying",
                                "scheduled",
                                "stats done|note",
                                "stats now|dead|note",
                                "stats now|retrying|note",
                                "stats now|scheduled|note",
                                "> wake:0 due",
                                "> wake:0 due"));
    }

    static List<ScriptCase> refusals() {
        return List.of(
                exchange("sent again", ExchangeCases::sentAgain).of(),
                exchange("lost", ExchangeCases::lost).of().refused(ProcessLostException.class),
                exchange("calls are missing", ExchangeCases::gap)
                        .of("lost", "processes", "serving")
                        .refused(ProcessLostException.class),
                exchange("settled before", ExchangeCases::settledBefore)
                        .of("process:test-1", "stats done|note"));
    }

    private static Runnable reserves(Scene scene) {
        scene.enqueue("a", "b", "c");
        return call(scene.join("note"), List.of(), Map.of(), 2, 0);
    }

    private static Runnable reservesFromTwo(Scene scene) {
        scene.enqueue("a", "b");
        scene.queue().client().enqueue(note("c").onQueue("more"));
        return call(scene.join("note", "more"), List.of(), Map.of(), 3, 3);
    }

    private static Runnable standsBy(Membership member) {
        return call(member, List.of(), Map.of(), 1, 1);
    }

    private static Runnable standsByNoLonger(Scene scene) {
        Membership member = EnqueueCases.standingBy(scene, "note");
        return call(member, List.of(), Map.of(), 0, 0);
    }

    private static Runnable paused(Scene scene) {
        scene.enqueue("a");
        scene.jedis().sadd(scene.keys().paused(), "note");
        return call(scene.join("note"), List.of(), Map.of(), 2, 2);
    }

    private static Runnable noList(Scene scene) {
        scene.plant(scene.keys().queue("note"));
        return call(scene.join("note"), List.of(), Map.of(), 2, 0);
    }

    private static Runnable unheard(Scene scene) {
        Membership member = EnqueueCases.standingBy(scene, "note");
        scene.listen(member);
        scene.enqueue("a", "b");
        return call(member, List.of(), Map.of(), 1, 0);
    }

    private static Membership unique(Scene scene) {
        return scene.holder(note("a").uniqueBy("u"));
    }

    /** A process that holds a job whose unique key has little of its life left. */
    private static Membership fading(Scene scene) {
        Membership member = unique(scene);
        scene.jedis().pexpire(scene.keys().unique("u"), 60_000);
        return member;
    }

    private static Membership outbox(Scene scene) {
        scene.queue()
                .client()
                .enqueueStored(
                        List.of(scene.queue().client().encode(note("a"), Optional.of("db0"))));
        Membership member = scene.join("note");
        TestQueue.reserve(member, 1);
        return member;
    }

    private static Runnable uniqueOfAnother(Scene scene) {
        Membership member = unique(scene);
        scene.jedis().set(scene.keys().unique("u"), "another");
        return ends(scene, member, (held, holder) -> done(held));
    }

    private static Runnable retriedLater(Scene scene) {
        scene.jedis().zadd(scene.keys().retrying(), 1, "note:" + EnqueueCases.payload("z"));
        return settles(scene.holder("a"), ExchangeCases::retrying);
    }

    private static Runnable releasedToNoList(Scene scene) {
        Membership member = scene.holder("a");
        scene.plant(scene.keys().queue("note"));
        return settles(member, (held, holder) -> Settlement.released(held));
    }

    private static Runnable allSorts(Scene scene) {
        Membership member = scene.holder("a", "b", "c", "d", "e");
        List<Reserved> held = member.held();
        scene.enqueue("f", "g");
        scene.ends("a");
        List<Settlement> ends =
                List.of(
                        buried(member, held.get(4)),
                        Settlement.released(held.get(3)),
                        scheduled(held.get(2), member),
                        retrying(held.get(1), member),
                        done(held.get(0)));
        return call(member, ends, COUNTED, 2, 0);
    }

    private static Runnable sentAgain(Scene scene) {
        Membership member = scene.holder("a");
        Runnable call =
                call(member, List.of(retrying(member.held().get(0), member)), COUNTED, 1, 0);
        call.run();
        return call;
    }

    private static Runnable lost(Scene scene) {
        Membership member = EnqueueCases.standingBy(scene, "note");
        scene.listen(member);
        scene.enqueue("a");
        Reserved held = member.held().get(0);
        scene.jedis().zrem(scene.keys().processes(), member.id());
        scene.jedis().zadd(scene.keys().lost(), 1, member.id());
        return call(member, List.of(Settlement.released(held)), COUNTED, 1, 1);
    }

    private static Runnable gap(Scene scene) {
        Membership member = scene.holder("a");
        Reserved held = member.held().get(0);
        member.batch(List.of(), Map.of());
        return call(member, List.of(done(held)), COUNTED, 1, 1);
    }

    private static Runnable settledBefore(Scene scene) {
        Membership member = scene.holder(note("a").uniqueBy("u"));
        Reserved held = member.held().get(0);
        scene.ends("a");
        TestQueue.settle(member, done(held));
        List<Settlement> again =
                List.of(Settlement.released(held), retrying(held, member), buried(member, held));
        return call(member, again, COUNTED, 0, 0);
    }

    private static Settlement retrying(Reserved held, Membership member) {
        StoredJob job = TestQueue.job(held);
        return Settlement.retrying(held, job.withAttempt(2), DELAY);
    }

    private static Settlement scheduled(Reserved held, Membership member) {
        return Settlement.scheduled(held, TestQueue.job(held), DELAY);
    }

    /** Settles the process's latest job in a way that is its end. */
    private static Runnable ends(
            Scene scene, Membership member, BiFunction<Reserved, Membership, Settlement> end) {
        List<Reserved> held = member.held();
        scene.ends(TestQueue.job(held.get(held.size() - 1)).id().orElseThrow());
        return settles(member, end);
    }

    /** Settles the process's latest job. */
    private static Runnable settles(
            Membership member, BiFunction<Reserved, Membership, Settlement> end) {
        List<Reserved> held = member.held();
        Settlement settlement = end.apply(held.get(held.size() - 1), member);
        return call(member, List.of(settlement), COUNTED, 0, 0);
    }

    private static Runnable call(
            Membership member,
            List<Settlement> settlements,
            Map<String, Long> stats,
            int want,
            int idle) {
        Batch batch = member.batch(settlements, stats);
        return () -> member.exchange(batch, want, idle);
    }

    private static EnqueueCases.Unsaid exchange(String name, ScriptCase.Arrangement arrangement) {
        return changes -> ScriptCase.of(Script.EXCHANGE, name, arrangement, changes);
    }
}
