package darkroom.queue.client;

import static darkroom.queue.fixtures.TestQueue.NOTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import darkroom.queue.InvalidJobException;
import darkroom.queue.Job;
import darkroom.queue.JobKind;
import darkroom.queue.Limits;
import darkroom.queue.QueueFullException;
import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.fixtures.TestQueue.Note;
import darkroom.queue.inspect.Stats;
import darkroom.queue.redis.Subscription;
import darkroom.queue.reserve.Membership;
import darkroom.queue.reserve.Reserved;
import darkroom.queue.reserve.Settlement;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class EnqueueIT {
    /** So many plain jobs of one queue go another way than few. */
    private static final int BULK = 100;

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

        TestQueue.settle(member, TestQueue.done(reserved));

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

        TestQueue.settle(member, TestQueue.buried(member, again));

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
        List<QueueClient.Stored> jobs = new ArrayList<>();
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
    void plainJobsAreRefusedAsAWholeWhereAnyKeyIsOfAnotherType() {
        for (String key :
                List.of(queue.keys().queue("note"), queue.keys().queues(), queue.keys().stats())) {
            queue.jedis().set(key, "in the way");
            Map<String, String> before = queue.dump();

            for (int count : List.of(1, 3, BULK)) {
                assertThatThrownBy(() -> queue.client().enqueueAll(notes(count)))
                        .isInstanceOf(InvalidJobException.class)
                        .hasMessageContaining(key)
                        .hasMessageContaining("found a string");
                assertThat(queue.dump()).isEqualTo(before);
            }
            queue.jedis().del(key);
        }
        queue.enqueueNotes("note", 2);
        queue.jedis().del(queue.keys().stats());
        queue.jedis().set(queue.keys().stats(), "in the way");
        assertThatThrownBy(() -> queue.client().enqueue(NOTE.job(new Note(3))))
                .isInstanceOf(InvalidJobException.class);
        assertThat(queue.ready("note")).containsExactly(1, 2);
        assertThat(queue.jedis().smembers(queue.keys().queues())).containsExactly("note");
    }

    @Test
    void jobsOfAllSortsInOneCallKeepTheOrderOfTheirQueue() {
        List<Job<Note>> jobs = new ArrayList<>();
        for (int i = 1; i <= 9; i++) {
            jobs.add(NOTE.job(new Note(i)).onQueue("a"));
            jobs.add(NOTE.job(new Note(i)).onQueue("b"));
        }
        jobs.set(4, jobs.get(4).uniqueBy("u"));
        jobs.set(10, jobs.get(10).uniqueBy("u"));
        jobs.set(12, jobs.get(12).delayedBy(Duration.ofHours(1)));
        jobs.set(15, jobs.get(15).uniqueBy("v"));

        List<Enqueued> results = queue.client().enqueueAll(jobs);

        assertThat(numbered("a")).containsExactly("a1", "a2", "a3", "a4", "a5", "a8", "a9");
        assertThat(queue.ready("b")).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(results).hasSize(18).extracting(Enqueued::fresh).containsOnlyOnce(false);
        assertThat(results.get(10)).isEqualTo(new Enqueued(results.get(4).id(), false));
        assertThat(Stats.read(queue.store()).by("enqueued")).isEqualTo(Map.of("a", 8L, "b", 9L));
        assertThat(queue.store().sortedSize(queue.keys().scheduled())).isEqualTo(1);
        assertThat(queue.jedis().smembers(queue.keys().queues()))
                .containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void fullQueueAndFullScheduleRefuseTheWholeCall() {
        QueueClient limited = limited(4);
        queue.enqueueNotes("note", 3);
        queue.client().enqueue(NOTE.job(new Note(1)).delayedBy(Duration.ofHours(1)));
        Map<String, String> before = queue.dump();

        List<Job<Note>> twoPlain = notes(2);
        List<Job<Note>> plainAndUnique = List.of(NOTE.job(new Note(1)), unique(2));
        List<Job<Note>> twoQueues = List.of(notes(1).get(0).onQueue("b"), unique(2), unique(3));
        List<Job<Note>> fourDelayed =
                Collections.nCopies(4, NOTE.job(new Note(9)).delayedBy(Duration.ofSeconds(1)));

        for (List<Job<Note>> refused : List.of(twoPlain, notes(BULK), plainAndUnique)) {
            assertThatThrownBy(() -> limited.enqueueAll(refused))
                    .isInstanceOf(QueueFullException.class)
                    .hasMessageContaining("queue \"note\" holds 3 jobs, limit is 4");
        }
        assertThatThrownBy(() -> limited.enqueueAll(fourDelayed))
                .isInstanceOf(QueueFullException.class)
                .hasMessageContaining("the schedule holds 1 jobs");
        assertThatThrownBy(() -> limited(0).enqueue(NOTE.job(new Note(1)).onQueue("new")))
                .isInstanceOf(QueueFullException.class);
        assertThat(queue.dump()).isEqualTo(before);

        assertThat(limited.enqueueAll(twoQueues)).extracting(Enqueued::fresh).contains(false);
        assertThat(queue.ready("note")).hasSize(4);
        assertThatThrownBy(() -> limited.enqueue(NOTE.job(new Note(1))))
                .isInstanceOf(QueueFullException.class);
    }

    @Test
    void wakesWhereAQueueStopsBeingEmptyAndNotElse() {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        try (Subscription subscription =
                Subscription.open(
                        queue.store(),
                        List.of(queue.keys().wakeChannel()),
                        message -> heard.add(new String(message, StandardCharsets.UTF_8)))) {
            await().until(() -> "".equals(heard.poll()));
            queue.client().enqueueAll(notes(2));
            queue.client().enqueueAll(notes(BULK));
            queue.client().enqueue(unique(1));
            queue.enqueueNotes("bulk", BULK);
            queue.enqueueNotes("bulk", BULK);
            queue.client().enqueue(NOTE.job(new Note(1)).delayedBy(Duration.ofHours(2)));
            queue.client().enqueue(NOTE.job(new Note(2)).delayedBy(Duration.ofHours(3)));
            queue.client().enqueue(NOTE.job(new Note(2)).delayedBy(Duration.ofHours(1)));
            queue.store().publish(queue.keys().wakeChannel(), "end");

            await().until(() -> heard.contains("end"));
            assertThat(heard).containsExactly("ready", "ready", "due", "due", "end");
            assertThat(subscription).isNotNull();
        }
    }

    @Test
    void lastJobOfACallThatCannotBeWrittenRefusesThemAll() {
        JobKind<Text> kind = JobKind.of("text", Text.class);
        List<Job<Text>> jobs = new ArrayList<>(Collections.nCopies(900, kind.job(new Text("x"))));
        queue.client().enqueue(kind.job(new Text("first")));
        Map<String, String> before = queue.dump();

        jobs.add(kind.job(new Text("x".repeat(65_536))));
        assertThatThrownBy(() -> queue.client().enqueueAll(jobs))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageContaining("limit is 65536");
        assertThat(queue.dump()).isEqualTo(before);

        jobs.set(900, kind.job(new Text("y")));
        // The half of a call that was under way is in nobody's way.
        assertThat(queue.client().enqueueAll(jobs)).hasSize(901).allMatch(Enqueued::fresh);
        assertThat(queue.store().listLength(queue.keys().queue("text"))).isEqualTo(902);
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

    private static List<Job<Note>> notes(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> NOTE.job(new Note(i))).toList();
    }

    private static Job<Note> unique(int number) {
        return NOTE.job(new Note(number)).uniqueBy("u");
    }

    private QueueClient limited(long queueJobsMax) {
        return new QueueClient(
                queue.store(),
                InstantSource.system(),
                () -> ThreadLocalRandom.current().nextLong(),
                queueJobsMax);
    }

    private List<String> numbered(String name) {
        return queue.ready(name).stream().map(number -> name + number).toList();
    }
}
