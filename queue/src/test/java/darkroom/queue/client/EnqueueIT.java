package darkroom.queue.client;

import static darkroom.queue.fixtures.TestQueue.NOTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.queue.InvalidJobException;
import darkroom.queue.Job;
import darkroom.queue.JobKind;
import darkroom.queue.Limits;
import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.fixtures.TestQueue.Note;
import darkroom.queue.inspect.Stats;
import darkroom.queue.json.DeadJob;
import darkroom.queue.redis.Call;
import darkroom.queue.redis.Reply;
import darkroom.queue.redis.Script;
import darkroom.queue.reserve.Membership;
import darkroom.queue.reserve.Reserved;
import darkroom.queue.reserve.Settlement;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class EnqueueIT {
    private final TestQueue queue = TestQueue.open();

    record Text(String text) {}

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void jobsWaitInTheOrderTheyWereEnqueued() {
        queue.client().enqueue(NOTE.job(new Note(1)));
        List<Enqueued> results =
                queue.client().enqueueAll(List.of(NOTE.job(new Note(2)), NOTE.job(new Note(3))));
        queue.enqueueNotes("long", 2_500);

        assertThat(queue.ready("note")).containsExactly(1, 2, 3);
        assertThat(queue.ready("long")).hasSize(2_500).isSorted();
        assertThat(results)
                .allMatch(Enqueued::fresh)
                .extracting(Enqueued::id)
                .doesNotHaveDuplicates();
        assertThat(queue.jedis().smembers(queue.keys().queues()))
                .containsExactlyInAnyOrder("note", "long");
        assertThat(Stats.read(queue.store()).by("enqueued"))
                .isEqualTo(Map.of("note", 3L, "long", 2_500L));
        assertThat(queue.client().enqueueAll(List.of())).isEmpty();
    }

    @Test
    void delayedJobIsScheduledByRedisClock() {
        long before = queue.store().timeMillis();

        queue.client().enqueue(NOTE.job(new Note(1)).delayedBy(Duration.ofMinutes(5)));

        assertThat(queue.ready("note")).isEmpty();
        assertThat(queue.jedis().zrangeWithScores(queue.keys().scheduled(), 0, -1))
                .singleElement()
                .satisfies(
                        entry -> {
                            assertThat(entry.getElement()).startsWith("note:{\"class\":\"note\"");
                            assertThat(entry.getScore())
                                    .isBetween(before + 300_000.0, before + 360_000.0);
                        });
    }

    @Test
    void secondJobOfAUniqueKeyIsRefusedWithTheFirstOnesId() {
        Enqueued first = queue.client().enqueue(unique(1));
        Map<String, String> before = queue.dump();

        Enqueued second = queue.client().enqueue(unique(2));

        assertThat(second).isEqualTo(new Enqueued(first.id(), false));
        assertThat(queue.dump()).isEqualTo(before);
    }

    @Test
    void uniqueKeyCountsWithinOneCallToo() {
        List<Enqueued> results =
                queue.client().enqueueAll(List.of(unique(1), unique(2), NOTE.job(new Note(3))));

        assertThat(results).extracting(Enqueued::fresh).containsExactly(true, false, true);
        assertThat(results.get(1).id()).isEqualTo(results.get(0).id());
        assertThat(queue.ready("note")).containsExactly(1, 3);
    }

    @Test
    void uniqueKeyIsFreeAfterDone() {
        queue.client().enqueue(unique(1));
        Membership member = queue.join("note");
        Reserved reserved = TestQueue.reserve(member, 1).get(0);
        assertThat(queue.client().enqueue(unique(2)).fresh()).isFalse();

        TestQueue.settle(member, Settlement.done(reserved, TestQueue.job(reserved)));

        assertThat(queue.client().enqueue(unique(3)).fresh()).isTrue();
    }

    @Test
    void uniqueKeyIsFreeAfterDeadAndHeldAcrossARetry() {
        queue.client().enqueue(unique(1));
        Membership member = queue.join("note");
        Reserved reserved = TestQueue.reserve(member, 1).get(0);
        TestQueue.settle(
                member, Settlement.retrying(reserved, TestQueue.job(reserved), Duration.ofDays(3)));
        assertThat(queue.client().enqueue(unique(2)).fresh()).isFalse();
        assertThat(queue.jedis().pttl(queue.keys().unique("u")))
                .isGreaterThan(Duration.ofDays(3).toMillis());
        String member0 = queue.jedis().zrange(queue.keys().retrying(), 0, 0).get(0);
        queue.jedis().rpush(queue.keys().queue("note"), member0.substring("note:".length()));
        Reserved again = TestQueue.reserve(member, 1).get(0);

        DeadJob dead =
                new DeadJob(
                        TestQueue.job(again).id().orElseThrow(),
                        "note",
                        "note",
                        1,
                        new DeadJob.Cause("buried", "", "", ""),
                        member.id(),
                        again.payload());
        TestQueue.settle(member, Settlement.dead(again, dead, TestQueue.job(again).uniqueKey()));

        assertThat(queue.client().enqueue(unique(3)).fresh()).isTrue();
    }

    @Test
    void uniqueKeyOutlivesALongDelay() {
        queue.client().enqueue(unique(1).delayedBy(Duration.ofDays(30)));

        assertThat(queue.jedis().pttl(queue.keys().unique("u")))
                .isGreaterThan(Duration.ofDays(30).toMillis());
    }

    @Test
    void jobsOfTwoOutboxesAreNeverTakenForOneAnother() {
        // Indexes of keys and ids may read alike when written together: 5 and "1x", 51 and "x".
        QueueClient client = queue.client();
        java.util.ArrayList<QueueClient.Stored> jobs = new java.util.ArrayList<>();
        for (int i = 0; i < 60; i++) {
            for (String id : List.of("x", "1x", "2x", "3x", "4x", "5x")) {
                jobs.add(client.encode(NOTE.job(new Note(i)).withId(id), Optional.of("box" + i)));
            }
        }

        assertThat(client.enqueueStored(jobs)).allMatch(Enqueued::fresh);
    }

    @Test
    void keyOfAnotherTypeIsRefusedAndNothingIsWritten() {
        queue.jedis().zadd(queue.keys().queue("taken"), 1, "a job of Jesque's, due later");
        Map<String, String> before = queue.dump();

        assertThatThrownBy(
                        () ->
                                queue.client()
                                        .enqueueAll(
                                                List.of(
                                                        unique(1),
                                                        NOTE.job(new Note(2)).onQueue("taken"))))
                .isInstanceOf(InvalidJobException.class)
                .hasMessage(
                        "cannot enqueue: expected a list at key "
                                + queue.keys().queue("taken")
                                + ", found a zset; another program uses this name");
        assertThat(queue.dump()).isEqualTo(before);
    }

    @Test
    void everyKeyOfTheScriptIsCheckedBeforeTheFirstWrite() {
        for (String key :
                List.of(queue.keys().queues(), queue.keys().scheduled(), queue.keys().stats())) {
            queue.jedis().set(key, "in the way");
            Map<String, String> before = queue.dump();

            assertThatThrownBy(() -> queue.client().enqueue(unique(1)))
                    .isInstanceOf(InvalidJobException.class)
                    .hasMessageContaining(key)
                    .hasMessageContaining("found a string");
            assertThat(queue.dump()).isEqualTo(before);
            queue.jedis().del(key);
        }
    }

    @Test
    void fullQueueAndFullScheduleRefuseTheWholeCall() {
        queue.enqueueNotes("note", 3);
        queue.client().enqueue(NOTE.job(new Note(1)).delayedBy(Duration.ofHours(1)));
        Map<String, String> before = queue.dump();

        Reply full = enqueueWithLimit(4, 0, 2);
        Reply fullSchedule = enqueueWithLimit(4, 1_000, 4);

        assertThat(full.text(0)).isEqualTo("FULL");
        assertThat(full.text(1)).isEqualTo("queue \"note\"");
        assertThat(full.number(2)).isEqualTo(3);
        assertThat(fullSchedule.text(1)).isEqualTo("the schedule");
        assertThat(queue.dump()).isEqualTo(before);
        assertThat(enqueueWithLimit(4, 0, 1).text(0)).isEqualTo("OK");
    }

    @Test
    void moreThanACallTakesIsRefused() {
        List<Job<Note>> jobs =
                Collections.nCopies(Limits.ENQUEUE_JOBS_MAX + 1, NOTE.job(new Note(1)));

        assertThatThrownBy(() -> queue.client().enqueueAll(jobs))
                .isInstanceOf(InvalidJobException.class)
                .hasMessage(
                        "cannot enqueue 1001 jobs in one call: limit is 1000"
                                + " (Limits.ENQUEUE_JOBS_MAX); split the list");
        assertThat(queue.dump()).isEmpty();
    }

    @Test
    void argsOver64KilobytesAreRefusedAndNothingIsWritten() {
        JobKind<Text> kind = JobKind.of("text", Text.class);

        assertThatThrownBy(
                        () ->
                                queue.client()
                                        .enqueueAll(
                                                List.of(
                                                        kind.job(new Text("small")),
                                                        kind.job(new Text("x".repeat(65_536))))))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageContaining("limit is 65536 (Limits.ARGS_BYTES_MAX)");
        assertThat(queue.dump()).isEmpty();
    }

    private static Job<Note> unique(int number) {
        return NOTE.job(new Note(number)).uniqueBy("u");
    }

    // The limit is a constant of ten million, so the script is called as the client calls it.
    private Reply enqueueWithLimit(long limit, long delayMillis, int count) {
        Call call = new Call();
        call.key(queue.keys().queues());
        call.key(queue.keys().scheduled());
        call.key(queue.keys().stats());
        call.key(queue.keys().queue("note"));
        call.arg(1).arg(limit).arg(queue.keys().wakeChannel()).arg("note");
        for (int i = 0; i < count; i++) {
            QueueClient.Stored job = queue.client().encode(NOTE.job(new Note(9)), Optional.empty());
            call.arg(job.id()).arg(job.payload()).arg(1).arg(delayMillis).arg(0).arg(0);
        }
        return queue.store().run(Script.ENQUEUE, call.arg(1));
    }
}
