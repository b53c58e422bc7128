package darkroom.queue.inspect;

import static darkroom.queue.fixtures.TestQueue.NOTE;
import static darkroom.queue.fixtures.TestQueue.done;
import static darkroom.queue.fixtures.TestQueue.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.queue.InvalidJobException;
import darkroom.queue.Job;
import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.fixtures.TestQueue.Note;
import darkroom.queue.json.DeadJob;
import darkroom.queue.json.StoredJob;
import darkroom.queue.redis.Keys;
import darkroom.queue.reserve.Heartbeat;
import darkroom.queue.reserve.Membership;
import darkroom.queue.reserve.ProcessState;
import darkroom.queue.reserve.Reserved;
import darkroom.queue.reserve.Settlement;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class InspectIT {
    private final TestQueue queue = TestQueue.open();
    private final Keys keys = queue.keys();
    private final DeadJobs dead = new DeadJobs(queue.store());
    private final Fleet fleet = new Fleet(queue.store());

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void deadJobsAreListedLatestFirstAPageAtATime() {
        for (int i = 1; i <= 5; i++) {
            bury(NOTE.job(new Note(i)).withId("n" + i));
            // The set is by millisecond; the order within one is not promised.
            queue.jedis().zadd(keys.dead(), i * 1_000.0, "n" + i);
        }

        assertThat(dead.count()).isEqualTo(5);
        assertThat(ids(dead.list(0, 10))).containsExactly("n5", "n4", "n3", "n2", "n1");
        assertThat(ids(dead.list(1, 2))).containsExactly("n4", "n3");
        assertThat(dead.list(0, 0)).isEmpty();
        assertThat(dead.list(9, 10)).isEmpty();
        assertThat(dead.list(0, 1).get(0).since().toEpochMilli()).isEqualTo(5_000);
        assertThat(dead.find("n3").orElseThrow().job().cause().message()).isEqualTo("no");
        assertThat(dead.find("n9")).isEmpty();
    }

    @Test
    void retriedJobIsReadyAgainWithAllItsAttempts() {
        bury(NOTE.job(new Note(1)).withId("n1"));

        dead.retry("n1");

        assertThat(dead.count()).isZero();
        Reserved again = TestQueue.reserve(queue.join("note"), 1).get(0);
        assertThat(job(again).id()).contains("n1");
        assertThat(job(again).attempt()).isOne();
        assertThat(Stats.read(queue.store()).total("redriven")).isOne();
        assertThatThrownBy(() -> dead.retry("n1"))
                .isInstanceOf(InvalidJobException.class)
                .hasMessage(
                        "cannot retry job n1: it is not in the dead set; \"darkroom dead ls\" shows"
                                + " what is");
    }

    @Test
    void editedJobRunsWithItsNewArgsAndKeepsTheOldOnes() {
        bury(NOTE.job(new Note(1)).withId("n1"));
        for (int i = 2; i <= 8; i++) {
            dead.edit("n1", "{\"number\": " + i + "}", "ann@host7");
            assertThat(queue.ready("note")).containsExactly(i);
            if (i < 8) {
                buryNext();
            }
        }

        StoredJob job = job(TestQueue.reserve(queue.join("note"), 1).get(0));
        assertThat(job.attempt()).isOne();
        assertThat(job.edits())
                .extracting(edit -> edit.by() + " " + edit.args())
                .containsExactly(
                        "ann@host7 [{\"number\":3}]",
                        "ann@host7 [{\"number\":4}]",
                        "ann@host7 [{\"number\":5}]",
                        "ann@host7 [{\"number\":6}]",
                        "ann@host7 [{\"number\":7}]");
    }

    @Test
    void editIsRefusedWhereItsArgsAreNoneOrTheJobIsNotDead() {
        bury(NOTE.job(new Note(1)).withId("n1"));
        Map<String, String> before = queue.dump();

        for (String args : List.of("{", "7", "", "\"text\"", "{\"a\":1,\"a\":2}")) {
            assertThatThrownBy(() -> dead.edit("n1", args, "ann"))
                    .as(args)
                    .isInstanceOf(InvalidJobException.class)
                    .hasMessageStartingWith("cannot read args: expected ");
        }
        String large = "[\"" + "x".repeat(64 * 1024) + "\"]";
        assertThatThrownBy(() -> dead.edit("n1", large, "ann"))
                .hasMessageContaining("limit is 65536 (Limits.ARGS_BYTES_MAX)");
        assertThatThrownBy(() -> dead.edit("n2", "{}", "ann")).hasMessageContaining("not in the");
        assertThat(queue.dump()).isEqualTo(before);
    }

    @Test
    void largeArgsAreKeptForAsLongAsThereIsRoom() {
        bury(NOTE.job(new Note(1)).withId("n1"));
        for (int i = 1; i <= 4; i++) {
            dead.edit("n1", "[\"" + "x".repeat(60_000) + i + "\"]", "ann");
            if (i < 4) {
                buryNext();
            }
        }

        StoredJob job = job(TestQueue.reserve(queue.join("note"), 1).get(0));
        assertThat(job.edits()).hasSize(1);
        assertThat(job.edits().get(0).args()).endsWith("x3\"]");
    }

    @Test
    void retryStaysWhereItIsWhileItsUniqueKeyIsHeld() {
        bury(NOTE.job(new Note(1)).withId("n1").uniqueBy("u"));
        queue.client().enqueue(NOTE.job(new Note(2)).withId("n2").uniqueBy("u"));
        Map<String, String> before = queue.dump();

        assertThatThrownBy(() -> dead.retry("n1"))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageContaining("unique key is held by live job n2");

        assertThat(queue.dump()).isEqualTo(before);
        Membership member = queue.join("note");
        Reserved second = TestQueue.reserve(member, 1).get(0);
        TestQueue.settle(member, done(second));
        dead.retry("n1");
        assertThat(queue.jedis().get(keys.unique("u"))).isEqualTo("n1");
    }

    @Test
    void retryIntoAKeyThatIsNoListIsRefusedAndNothingIsWritten() {
        bury(NOTE.job(new Note(1)).withId("n1").uniqueBy("u"));
        queue.jedis().zadd(keys.queue("note"), 1, "a job of Jesque's, due later");
        Map<String, String> before = queue.dump();

        assertThatThrownBy(() -> dead.retry("n1"))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageContaining("found a zset");
        assertThat(queue.dump()).isEqualTo(before);
    }

    @Test
    void discardedJobIsGoneAndItsOutboxHearsOfIt() {
        bury(NOTE.job(new Note(1)).withId("n1"));
        queue.client()
                .enqueueStored(
                        List.of(
                                queue.client()
                                        .encode(
                                                NOTE.job(new Note(2)).withId("n2"),
                                                Optional.of("db0"))));
        buryNext();
        assertThat(queue.jedis().smembers(keys.outboxLive("db0"))).containsExactly("n2");

        dead.discard("n1");
        dead.discard("n2");

        assertThat(dead.count()).isZero();
        assertThat(queue.jedis().exists(keys.dead(), keys.deadJobs(), keys.outboxLive("db0")))
                .isZero();
        assertThat(queue.jedis().smembers(keys.outboxDone("db0"))).containsExactly("n2");
        assertThatThrownBy(() -> dead.discard("n1")).isInstanceOf(InvalidJobException.class);
    }

    @Test
    void unreadableDeadJobCanBeSeenAndDiscardedButNotRetried() {
        byte[] payload = {(byte) 0xff, 0};
        queue.jedis().rpush(keys.queue("note").getBytes(StandardCharsets.UTF_8), payload);
        buryNext();

        assertThat(dead.find("dead-1").orElseThrow().job().payload()).isEqualTo(payload);
        assertThatThrownBy(() -> dead.retry("dead-1"))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageContaining("not UTF-8");
        dead.discard("dead-1");
        assertThat(dead.count()).isZero();
    }

    @Test
    void wantedThreadsAreSharedOutOverTheServingProcesses() {
        Membership a = queue.join("note");
        Membership b = queue.join("note");
        Membership c = queue.join("note");
        assertThat(beat(a, ProcessState.SERVING).threads()).isEmpty();

        fleet.scale(11);

        assertThat(fleet.wantedThreads()).hasValue(11);
        assertThat(List.of(share(a), share(b), share(c))).containsExactly(4, 4, 3);
        beat(b, ProcessState.QUIET);
        assertThat(List.of(share(a), share(c))).containsExactly(6, 5);
        fleet.scale(1);
        assertThat(List.of(share(a), share(c))).containsExactly(1, 0);
        fleet.unscale();
        assertThat(beat(a, ProcessState.SERVING).threads()).isEqualTo(OptionalInt.empty());
        assertThatThrownBy(() -> fleet.scale(100_001))
                .hasMessageContaining("expected 0..100000 (Fleet.THREADS_MAX)");
    }

    @Test
    void processesAreListedWithWhatTheySayOfThemselves() {
        queue.enqueueNotes("note", 3);
        Membership member = queue.join("note");
        assertThat(fleet.list()).singleElement().matches(view -> view.state().equals("joining"));
        TestQueue.reserve(member, 2);
        new Heartbeat(queue.store(), Duration.ofSeconds(2))
                .beat(member, ProcessState.QUIET, Map.of("threads", "7"));

        assertThat(fleet.list())
                .singleElement()
                .satisfies(
                        view -> {
                            assertThat(view.id()).isEqualTo(member.id());
                            assertThat(view.state()).isEqualTo("quiet");
                            assertThat(view.held()).isEqualTo(2);
                            assertThat(view.number("threads")).isEqualTo(7);
                            assertThat(view.sinceBeat()).isLessThan(Duration.ofSeconds(30));
                        });
    }

    @Test
    void wantedStateIsHeardByThatProcessAlone() {
        Membership a = queue.join("note");
        Membership b = queue.join("note");

        assertThat(fleet.want(a.id(), ProcessState.DRAINING)).isTrue();
        assertThat(fleet.want("nobody-7", ProcessState.DRAINING)).isFalse();

        assertThat(beat(a, ProcessState.SERVING).state()).contains(ProcessState.DRAINING);
        assertThat(beat(b, ProcessState.SERVING).state()).isEmpty();
        assertThat(queue.jedis().exists(keys.process("nobody-7"))).isFalse();
    }

    @Test
    void beatTellsWhetherAnotherProcessIsSilent() {
        Membership a = queue.join("note");
        Membership b = queue.join("note");
        assertThat(beat(a, ProcessState.SERVING).someoneSilent()).isFalse();

        double longAgo = queue.store().timeMillis() - 2_001;
        queue.jedis().zadd(keys.processes(), longAgo, b.id());
        assertThat(beat(a, ProcessState.SERVING).someoneSilent()).isTrue();
        assertThat(beat(b, ProcessState.SERVING).someoneSilent()).as("itself no more").isFalse();

        queue.jedis().zadd(keys.lost(), longAgo, "gone-9");
        assertThat(beat(a, ProcessState.SERVING).someoneSilent()).as("not yet reaped").isTrue();
    }

    @Test
    void queuesAreListedAndPeekedAt() {
        queue.enqueueNotes("b", 3);
        queue.enqueueNotes("a", 1);
        queue.jedis().sadd(keys.queues(), "jesque-delayed", "text");
        queue.jedis().zadd(keys.queue("jesque-delayed"), 1, "x");
        queue.jedis().set(keys.queue("text"), "x");
        Queues queues = new Queues(queue.store());

        assertThat(queues.list())
                .extracting(Queues.QueueView::name, Queues.QueueView::ready)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("a", 1L),
                        org.assertj.core.groups.Tuple.tuple("b", 3L),
                        org.assertj.core.groups.Tuple.tuple("jesque-delayed", 1L),
                        org.assertj.core.groups.Tuple.tuple("text", 0L));
        assertThat(queues.peek("b", 2)).extracting(TestQueue::number).containsExactly(1, 2);
        assertThat(queues.peek("b", 0)).isEmpty();
        assertThat(queues.peek("none", 5)).isEmpty();
        assertThatThrownBy(() -> queues.pause("No Queue")).isInstanceOf(InvalidJobException.class);
    }

    @Test
    void latenciesComeFromTheBuckets() {
        queue.jedis().hset(keys.stats(), Map.of("end|note|10", "99", "end|note|50", "1"));

        Stats stats = Stats.read(queue.store());

        assertThat(stats.endMillis("note", 0.5)).isBetween(2.5, 2.7);
        assertThat(stats.endMillis("note", 1)).isBetween(117.0, 118.0);
        assertThat(stats.endMillis("other", 0.99)).isZero();
    }

    private int share(Membership member) {
        return beat(member, ProcessState.SERVING).threads().orElseThrow();
    }

    private Heartbeat.Heard beat(Membership member, ProcessState state) {
        return new Heartbeat(queue.store(), Duration.ofSeconds(2))
                .beat(member, state, Map.of("busy", "0"));
    }

    private void bury(Job<Note> job) {
        queue.client().enqueue(job);
        buryNext();
    }

    private void buryNext() {
        Membership member = queue.join("note");
        Reserved reserved = TestQueue.reserve(member, 1).get(0);
        Optional<String> id = Optional.of("dead-1");
        Optional<String> key = Optional.empty();
        try {
            id = job(reserved).id();
            key = job(reserved).uniqueKey();
        } catch (InvalidJobException unreadable) {
            assertThat(unreadable).hasMessageContaining("cannot read");
        }
        DeadJob record =
                new DeadJob(
                        id.orElseThrow(),
                        "note",
                        "note",
                        1,
                        new DeadJob.Cause("buried", "t", "no", ""),
                        member.id(),
                        reserved.payload());
        TestQueue.settle(member, Settlement.dead(reserved, record, key));
        assertThat(member.leave()).isTrue();
    }

    private static List<String> ids(List<DeadJobs.DeadView> views) {
        List<String> ids = new ArrayList<>();
        views.forEach(view -> ids.add(view.job().id()));
        return ids;
    }
}
