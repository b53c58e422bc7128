package darkroom.queue.doctor;

import static darkroom.queue.fixtures.TestQueue.NOTE;
import static darkroom.queue.fixtures.TestQueue.buried;
import static darkroom.queue.fixtures.TestQueue.job;
import static darkroom.queue.fixtures.TestQueue.reserve;
import static darkroom.queue.fixtures.TestQueue.settle;
import static org.assertj.core.api.Assertions.assertThat;

import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.fixtures.TestQueue.Note;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.redis.Keys;
import darkroom.queue.reserve.Heartbeat;
import darkroom.queue.reserve.Membership;
import darkroom.queue.reserve.ProcessState;
import darkroom.queue.reserve.Reserved;
import darkroom.queue.reserve.Settlement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each fault is planted, found, explained, put right, and found no more. */
@Timeout(60)
final class DoctorIT {
    private final TestQueue queue = TestQueue.open();
    private final Keys keys = queue.keys();

    @AfterEach
    void close() {
        queue.close();
    }

    private Report examined() throws InterruptedException {
        return new Doctor(queue.store()).examine();
    }

    /** One of everything that can be in a queue that is well. */
    private Membership everything() {
        queue.enqueueNotes("note", 10);
        queue.client().enqueue(NOTE.job(new Note(11)).delayedBy(Duration.ofHours(1)));
        queue.client().enqueue(NOTE.job(new Note(12)).uniqueBy("u").onQueue("other"));
        Membership member = queue.join("note");
        new Heartbeat(queue.store(), Duration.ofSeconds(2))
                .beat(member, ProcessState.SERVING, Map.of("queues", "note,other"));
        List<Reserved> held = reserve(member, 4);
        settle(
                member,
                Settlement.retrying(held.get(0), job(held.get(0)), Duration.ofMinutes(1)),
                buried(member, held.get(1)),
                Settlement.released(held.get(2)));
        return member;
    }

    @Test
    void allIsWellWithAnEmptyQueueAndWithOneThatHasSomeOfEverything() throws InterruptedException {
        assertThat(examined().isWell()).isTrue();
        everything();
        Map<String, String> before = queue.dump();

        Report report = examined();

        assertThat(report.findings()).as("%s", report).isEmpty();
        assertThat(report.notes()).isEmpty();
        assertThat(report).hasToString("all is well");
        assertThat(queue.dump()).isEqualTo(before);
    }

    @Test
    void whatThreadsDoIsNoProcessAndNoJob() throws InterruptedException {
        everything();
        queue.jedis().set(keys.threadsWanted(), "1");
        queue.jedis().set(keys.threads("gone-1"), "1 {\"jobs\":[]}");
        Map<String, String> before = queue.dump();

        Report report = examined();

        assertThat(report.isWell()).as("%s", report).isTrue();
        assertThat(queue.dump()).isEqualTo(before);
    }

    /** That one alone is found, and is put right by a repair. */
    private Report isFoundAndRepaired(String name, long count, String... words)
            throws InterruptedException {
        Map<String, String> before = queue.dump();
        Report found = examined();
        assertThat(queue.dump()).isEqualTo(before);
        assertThat(found.findings())
                .as("%s", found)
                .singleElement()
                .satisfies(
                        finding -> {
                            assertThat(finding.name()).isEqualTo(name);
                            assertThat(finding.count()).isEqualTo(count);
                            assertThat(finding.repairable()).isTrue();
                            assertThat(finding.text()).contains(words);
                        });
        assertThat(found.isWell()).isFalse();

        Report repaired = new Doctor(queue.store()).repair();

        assertThat(repaired.findings()).as("%s", repaired).isEmpty();
        assertThat(repaired.repaired()).first().asString().startsWith(name);
        assertThat(examined().isWell()).isTrue();
        return repaired;
    }

    @Test
    void jobsOfAProcessThatNobodyKnowsComeBack() throws InterruptedException {
        everything();
        Membership lone = queue.join("note");
        assertThat(reserve(lone, 3)).hasSize(3);
        queue.jedis().zrem(keys.processes(), lone.id());
        queue.jedis().srem(keys.serving(), lone.id());
        long ready = queue.jedis().llen(keys.queue("note"));

        isFoundAndRepaired("orphan-jobs", 3, lone.id(), "neither in the fleet nor lost");

        assertThat(queue.jedis().llen(keys.queue("note"))).isEqualTo(ready + 3);
        assertThat(queue.jedis().exists(keys.reserved(lone.id()))).isFalse();
    }

    @Test
    void lostProcessesThatNobodyReapsAreReaped() throws InterruptedException {
        everything();
        Membership lone = queue.join("note");
        assertThat(reserve(lone, 2)).hasSize(2);
        queue.jedis().zrem(keys.processes(), lone.id());
        queue.jedis().srem(keys.serving(), lone.id());
        queue.jedis().zadd(keys.lost(), 1, lone.id());

        isFoundAndRepaired("not-reaped", 1, lone.id(), "start a worker process");

        assertThat(queue.jedis().exists(keys.lost())).isFalse();
    }

    @Test
    void silentProcessIsForAWorkerProcessToJudge() throws InterruptedException {
        Membership member = everything();
        queue.jedis().zadd(keys.processes(), 1, member.id());

        assertThat(new Doctor(queue.store()).repair().findings())
                .singleElement()
                .matches(finding -> finding.name().equals("not-reaped") && !finding.repairable());
        assertThat(queue.jedis().zscore(keys.processes(), member.id())).isEqualTo(1);
    }

    @Test
    void whatIsLeftOfProcessesThatAreGoneIsTakenAway() throws InterruptedException {
        everything();
        queue.jedis().hset(keys.process("gone-7"), "state", "serving");
        isFoundAndRepaired("stray-process", 1, "gone-7");
        queue.jedis().sadd(keys.serving(), "gone-7", "gone-8");
        isFoundAndRepaired("stray-serving", 2, "gone-7", "gone-8");
        queue.jedis().hset(keys.standby(), "gone-7", "1 x y ,note,");
        isFoundAndRepaired("stray-standby", 1, "gone-7");
    }

    @Test
    void queueThatNoListingShowsIsListedAgain() throws InterruptedException {
        everything();
        queue.jedis().srem(keys.queues(), "other");

        isFoundAndRepaired("unlisted-queue", 1, "other", "no listing shows them");

        assertThat(queue.jedis().sismember(keys.queues(), "other")).isTrue();
    }

    @Test
    void deadSetAndRecordsAreMadeToFit() throws InterruptedException {
        everything();
        DeadJobs dead = new DeadJobs(queue.store());
        String id = dead.list(0, 1).get(0).job().id();
        queue.jedis().del(keys.dead());

        isFoundAndRepaired("record-without-dead", 1, id);

        assertThat(dead.list(0, 9)).singleElement().matches(view -> view.job().id().equals(id));
        queue.jedis().zadd(keys.dead(), 1, "nobody");
        isFoundAndRepaired("dead-without-record", 1, "nobody");
        assertThat(dead.list(0, 9)).hasSize(1);
    }

    @Test
    void deadJobThatIsLostIsTakenOffTheLedgerWithANote() throws InterruptedException {
        everything();
        queue.jedis().del(keys.deadJobs());

        Report found = examined();
        Report repaired = new Doctor(queue.store()).repair();

        assertThat(found.findings())
                .extracting(Finding::name)
                .containsExactlyInAnyOrder("dead-without-record", "miscounted-dead");
        assertThat(repaired.findings()).as("%s", repaired).isEmpty();
        assertThat(repaired.repaired()).last().asString().contains("adjusted of queue note: -1");
        assertThat(repaired.ledger().account("note").in().adjusted()).isEqualTo(-1);
        assertThat(examined().isWell()).isTrue();
    }

    @Test
    void jobThatIsNowhereIsMissedAndNoted() throws InterruptedException {
        everything();
        queue.jedis().lpop(keys.queue("note"), 2);

        Report repaired =
                isFoundAndRepaired("missing-jobs", 2, "queue note", "came in and are nowhere");

        assertThat(repaired.ledger().account("note").in().adjusted()).isEqualTo(-2);
    }

    @Test
    void jobThatNeverCameInIsSeen() throws InterruptedException {
        everything();
        String copy = queue.jedis().lindex(keys.queue("note"), 0);
        queue.jedis().rpush(keys.queue("note"), copy);

        isFoundAndRepaired("surplus-jobs", 1, "queue note", "never came in");
    }

    @Test
    void scheduleThatWasChangedByHandIsCountedAnew() throws InterruptedException {
        everything();
        queue.jedis().del(keys.retrying());

        Report found = examined();
        Report repaired = new Doctor(queue.store()).repair();

        assertThat(found.findings())
                .singleElement()
                .matches(f -> f.name().equals("miscounted-retrying"));
        assertThat(repaired.findings()).as("%s", repaired).isEmpty();
        assertThat(repaired.repaired())
                .containsExactly(
                        "miscounted-retrying: counted 0 jobs",
                        "missing-jobs: noted in the counter adjusted of queue note: -1");
        assertThat(repaired.ledger().account("note").now().retrying()).isZero();
    }

    @Test
    void memberOfAScheduleWithoutAQueueIsShown() throws InterruptedException {
        everything();
        queue.jedis().zadd(keys.scheduled(), 9e15, "{\"class\":\"note\"}");

        Report found = examined();

        assertThat(found.findings())
                .extracting(Finding::name)
                .containsExactly("bad-schedule", "miscounted-scheduled");
        assertThat(found.toString()).contains("{\"class\":\"note\"}").contains("ZREM");
    }

    @Test
    void keyThatIsAnotherProgramsIsShown() throws InterruptedException {
        everything();
        queue.jedis().sadd(keys.queues(), "theirs");
        queue.jedis().set(keys.queue("theirs"), "x");

        assertThat(examined().findings())
                .singleElement()
                .satisfies(
                        finding -> {
                            assertThat(finding.name()).isEqualTo("wrong-type");
                            assertThat(finding.text())
                                    .contains(
                                            keys.queue("theirs") + " is a string, expected a list");
                            assertThat(finding.repairable()).isFalse();
                        });
    }

    @Test
    void jobsOfOtherClientsAreNoFaultAndDoNotHideOne() throws InterruptedException {
        everything();
        for (int i = 0; i < 3; i++) {
            queue.jedis().rpush(keys.queue("note"), "{\"class\":\"note\",\"args\":[" + i + "]}");
        }
        Report report = examined();
        assertThat(report.findings()).as("%s", report).isEmpty();
        assertThat(report.notes())
                .containsExactly(
                        "3 jobs of other clients wait in queue note; they are counted when their"
                                + " first attempt ends");

        queue.jedis().lpop(keys.queue("note"));

        isFoundAndRepaired("missing-jobs", 1, "queue note");
    }

    @Test
    void queueThatNobodyServesIsWorthANote() throws InterruptedException {
        everything();
        queue.enqueueNotes("lonely", 1);

        assertThat(examined().notes())
                .containsExactly("queue lonely holds jobs and no process serves it");
    }

    @Test
    void examplesAreFew() throws InterruptedException {
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            many.add("gone-" + i);
        }
        queue.jedis().sadd(keys.serving(), many.toArray(String[]::new));

        Finding finding = examined().findings().get(0);

        assertThat(finding.count()).isEqualTo(500);
        assertThat(finding.examples()).hasSize(Finding.EXAMPLES_MAX);
        new Doctor(queue.store()).repair();
        assertThat(queue.jedis().exists(keys.serving())).isFalse();
    }
}
