package darkroom.queue.inspect;

import static darkroom.queue.fixtures.TestQueue.NOTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.queue.InvalidJobException;
import darkroom.queue.Job;
import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.fixtures.TestQueue.Note;
import darkroom.queue.inspect.WaitingJob.Place;
import darkroom.queue.ledger.Ledger;
import darkroom.queue.reserve.Membership;
import darkroom.queue.reserve.Reserved;
import darkroom.queue.reserve.Settlement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class WaitingJobsIT {
    private final TestQueue queue = TestQueue.open();
    private final WaitingJobs waiting = new WaitingJobs(queue.store());

    @AfterEach
    void close() {
        assertThat(Ledger.read(queue.store()).isBalanced()).isTrue();
        queue.close();
    }

    @Test
    void jobIsCancelledWhereverItWaits() {
        queue.client().enqueue(note("ready"));
        queue.client().enqueue(note("ready2"));
        queue.client().enqueue(note("later").delayedBy(Duration.ofHours(1)));
        retrying("again");

        assertThat(waiting.find("read")).as("a part of an id").isEmpty();
        assertThat(waiting.cancel("ready").place()).isEqualTo(Place.READY);
        assertThat(waiting.cancel("later").place()).isEqualTo(Place.SCHEDULED);
        assertThat(waiting.cancel("again").place()).isEqualTo(Place.RETRYING);

        assertThat(queue.ready("note")).hasSize(1);
        assertThat(waiting.find("ready2")).isPresent();
        assertThat(waiting.due(10)).isEmpty();
        assertThat(Ledger.read(queue.store()).account("note").out().purged()).isEqualTo(3);
    }

    @Test
    void readyJobsAreListedNextFirst() {
        for (int i = 0; i < 5; i++) {
            queue.client().enqueue(note("ready" + i));
        }
        queue.jedis().zadd(queue.keys().queue("theirs"), 1, "a member");

        assertThat(waiting.ready("note", 1, 3))
                .extracting(WaitingJob::id)
                .containsExactly("ready1", "ready2", "ready3");
        assertThat(waiting.ready("note", 5, 3)).isEmpty();
        assertThat(waiting.ready("none", 0, 3)).isEmpty();
        assertThatThrownBy(() -> waiting.ready("theirs", 0, 3))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageContaining("found a zset");
        assertThatThrownBy(() -> waiting.ready("A B", 0, 3))
                .isInstanceOf(InvalidJobException.class);
    }

    @Test
    void uniqueKeyIsFreeAndTheRowOfTheOutboxGoesWhenItsJobIsCancelled() {
        Job<Note> job = note("a").uniqueBy("u");
        queue.client().enqueueStored(List.of(queue.client().encode(job, Optional.of("db0"))));

        waiting.cancel("a");

        assertThat(queue.jedis().smembers(queue.keys().outboxDone("db0"))).containsExactly("a");
        assertThat(queue.jedis().exists(queue.keys().outboxLive("db0"))).isFalse();
        assertThat(queue.client().enqueue(note("b").uniqueBy("u")).fresh()).isTrue();
    }

    @Test
    void jobThatDoesNotWaitIsNotCancelledAndItIsSaidWhereItIs() {
        queue.client().enqueue(note("held"));
        Membership member = queue.join("note");
        TestQueue.reserve(member, 1);
        queue.client().enqueue(note("dead"));
        TestQueue.settle(member, TestQueue.buried(member, TestQueue.reserve(member, 1).get(0)));
        queue.client().enqueue(note("ready"));

        assertThatThrownBy(() -> waiting.cancel("held"))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageContaining("in hand of process " + member.id());
        assertThatThrownBy(() -> waiting.cancel("dead")).hasMessageContaining("found it dead");
        assertThatThrownBy(() -> waiting.cancel("never")).hasMessageContaining("found it nowhere");
        assertThatThrownBy(() -> waiting.cancelDue("ready"))
                .hasMessageContaining("found it ready in queue note");
        assertThatThrownBy(() -> waiting.runNow("ready"))
                .hasMessageContaining("cannot run job ready: expected a job that is scheduled");
        assertThat(queue.ready("note")).hasSize(1);
    }

    @Test
    void jobsDueLaterAreSeenNextDueFirstAndRunBeforeTheyAreDue() {
        queue.client().enqueue(note("second").delayedBy(Duration.ofHours(2)));
        queue.client().enqueue(note("third").delayedBy(Duration.ofHours(3)));
        retrying("first");

        assertThat(waiting.due(10))
                .extracting(WaitingJob::id)
                .containsExactly("first", "second", "third");
        assertThat(waiting.due(2)).extracting(WaitingJob::id).containsExactly("first", "second");
        assertThat(waiting.runNow("first").place()).isEqualTo(Place.RETRYING);
        assertThat(waiting.runNow("third").place()).isEqualTo(Place.SCHEDULED);

        Membership member = queue.join("note");
        List<Reserved> held = TestQueue.reserve(member, 10);
        assertThat(held)
                .extracting(one -> TestQueue.job(one).id().orElse(""))
                .containsExactly("first", "third");
        assertThat(TestQueue.job(held.get(0)).attempt()).isEqualTo(2);
        assertThat(waiting.due(10)).extracting(WaitingJob::id).containsExactly("second");
    }

    @Test
    void purgeTakesWhatIsReadyAndNothingElse() {
        queue.enqueueNotes("note", 2_500);
        queue.client().enqueue(note("later").delayedBy(Duration.ofHours(1)));
        queue.client().enqueue(note("other").onQueue("other"));
        queue.jedis()
                .rpush(queue.keys().queue("note"), "no job", "{\"class\":\"note\",\"args\":[1]}");
        queue.jedis().rpush(queue.keys().queue("note"), "no job");
        List<Long> progress = new ArrayList<>();

        assertThat(waiting.purge("note", progress::add)).isEqualTo(2_503);

        assertThat(progress).isSorted().endsWith(2_503L).hasSizeGreaterThan(20);
        assertThat(queue.ready("note")).isEmpty();
        assertThat(queue.ready("other")).hasSize(1);
        assertThat(waiting.due(10)).hasSize(1);
        assertThat(waiting.purge("note", gone -> {})).isZero();
        queue.jedis().set(queue.keys().queue("text"), "another program's");
        assertThatThrownBy(() -> waiting.purge("text", gone -> {}))
                .hasMessageContaining("expected a list");
        queue.jedis().del(queue.keys().queue("text"));
    }

    @Test
    void jobThatBeginsWhileItsQueueIsPurgedIsNotPurged() throws Exception {
        int count = 20_000;
        queue.enqueueNotes("note", count);
        Membership member = queue.join("note");
        CompletableFuture<Integer> run =
                CompletableFuture.supplyAsync(
                        () -> {
                            int done = 0;
                            List<Reserved> held = TestQueue.reserve(member, 7);
                            while (!held.isEmpty()) {
                                done += held.size();
                                held =
                                        TestQueue.settle(
                                                member,
                                                held.stream().map(TestQueue::done).toList(),
                                                7);
                            }
                            return done;
                        });

        long purged = 0;
        long gone;
        do {
            gone = waiting.purge("note", so -> {});
            purged += gone;
        } while (gone > 0);

        int done = run.get(30, TimeUnit.SECONDS);
        purged += waiting.purge("note", so -> {});
        assertThat(purged).isPositive();
        assertThat(purged + done).isEqualTo(count);
        // This test's batches count nothing as done.
        queue.jedis().hincrBy(queue.keys().stats(), "done|note|note", done);
    }

    private void retrying(String id) {
        queue.client().enqueue(note(id).onQueue("note"));
        Membership member = queue.join("note");
        List<Reserved> held = TestQueue.reserve(member, 100);
        for (Reserved one : held) {
            boolean it = TestQueue.job(one).id().orElse("").equals(id);
            TestQueue.settle(
                    member,
                    it
                            ? Settlement.retrying(
                                    one, TestQueue.job(one).withAttempt(2), Duration.ofMinutes(5))
                            : Settlement.released(one));
        }
    }

    private static Job<Note> note(String id) {
        return NOTE.job(new Note(7)).withId(id);
    }
}
