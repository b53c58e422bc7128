package darkroom.queue.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import darkroom.queue.InvalidJobException;
import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.ledger.Ledger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class OperationsIT {
    private static final String ANN = "ann@host7";
    private static final Pace FAST = Pace.DEFAULT.withRate(Pace.RATE_MAX);

    private final TestQueue queue = TestQueue.open();
    private final DeadPile pile = new DeadPile(queue, "note", "more");
    private final DeadJobs dead = new DeadJobs(queue.store());
    private final Operations operations = new Operations(queue.store());
    private final SelectedJobs selected = new SelectedJobs(queue.store());

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void previewCountsExactlyAndChangesNothing() {
        pile.bury("note", "java.io.IOException", "a", 300);
        pile.bury("more", "java.io.IOException", "b", 20);
        pile.bury("more", "java.lang.IllegalStateException", "c", 7);
        Map<String, String> before = queue.dump();

        assertThat(selected.preview(Selection.ALL, 3).matched()).isEqualTo(327);
        SelectedJobs.Preview some =
                selected.preview(Selection.ALL.withError("IOException").inQueue("more"), 3);

        assertThat(some.matched()).isEqualTo(20);
        assertThat(some.looked()).isEqualTo(327);
        assertThat(some.examples()).hasSize(3);
        assertThat(some.examples().get(0).job().queue()).isEqualTo("more");
        assertThat(selected.preview(Selection.ALL.ofKind("other"), 3).matched()).isZero();
        assertThat(selected.preview(Selection.of(List.of("a7", "c1", "nobody")), 3).matched())
                .isEqualTo(2);
        assertThat(queue.dump()).isEqualTo(before);
    }

    @Test
    void selectedJobsAreRetriedOnceAndOthersStay() {
        pile.bury("note", "java.io.IOException", "a", 600);
        pile.bury("note", "java.lang.IllegalStateException", "b", 40);
        long number = start(Action.RETRY, Selection.ALL.withError("java.io.IOException"), FAST);

        work();

        Operation done = operations.find(number).orElseThrow();
        assertThat(done.state()).isEqualTo(OperationState.DONE);
        assertThat(done.counts())
                .isEqualTo(new Operation.Counts(640, 640, 600, 0, new Operation.Left(0, 0, 0, 0)));
        assertThat(pile.ready("note")).hasSize(600).doesNotHaveDuplicates().contains("a1", "a600");
        assertThat(dead.count()).isEqualTo(40);
        assertThat(dead.find("b40")).isPresent();
        assertThat(Ledger.read(queue.store()).isBalanced()).isTrue();
        assertThat(TestQueue.job(TestQueue.reserve(queue.join("note"), 1).get(0)).attempt())
                .isOne();
    }

    @Test
    void timesAndIdsSelectToo() {
        pile.bury("note", "t", "a", 10);
        for (int i = 1; i <= 10; i++) {
            queue.jedis().zadd(queue.keys().dead(), i * 1_000.0, "a" + i);
        }
        Selection some =
                Selection.ALL.since(Instant.ofEpochSecond(3)).until(Instant.ofEpochSecond(6));
        assertThat(selected.preview(some, 1).matched()).isEqualTo(4);
        start(Action.DISCARD, some, FAST);
        work();
        assertThat(dead.count()).isEqualTo(6);
        assertThat(dead.find("a3")).isEmpty();
        assertThat(dead.find("a7")).isPresent();

        long number = start(Action.RETRY, Selection.of(List.of("a1", "a3", "a7", "a1")), FAST);
        work();

        assertThat(pile.ready("note")).containsExactly("a1", "a7");
        assertThat(operations.find(number).orElseThrow().counts().left())
                .isEqualTo(new Operation.Left(1, 0, 0, 0));
    }

    @Test
    void manyThatDiedAtOneMomentAreFoundEachOnce() {
        pile.bury("note", "x", "a", 700);
        pile.bury("note", "y", "b", 700);
        for (String name : queue.jedis().zrange(queue.keys().dead(), 0, -1)) {
            queue.jedis().zadd(queue.keys().dead(), 5_000, name);
        }

        assertThat(selected.preview(Selection.ALL, 0).matched()).isEqualTo(1_400);
        start(Action.RETRY, Selection.ALL.withError("y"), FAST);
        work();

        assertThat(pile.ready("note")).hasSize(700).doesNotHaveDuplicates().contains("b700");
        assertThat(dead.count()).isEqualTo(700);
    }

    @Test
    void whoeverTriesAStepItCountsOnce() throws Exception {
        pile.bury("note", "t", "a", 3_000);
        long number = start(Action.RETRY, Selection.ALL, FAST);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            // One process, as far as the turn is concerned: so that nothing but the step decides.
            OperationRunner runner = new OperationRunner(queue.store(), "test-1");
            all.add(threads.submit(() -> work(runner)));
        }
        for (Future<?> one : all) {
            one.get();
        }
        threads.shutdown();

        assertThat(pile.ready("note")).hasSize(3_000).doesNotHaveDuplicates();
        assertThat(operations.find(number).orElseThrow().counts().moved()).isEqualTo(3_000);
        assertThat(Ledger.read(queue.store()).isBalanced()).isTrue();
    }

    @Test
    void jobThatDiesWhenItHasBegunIsLeft() {
        pile.bury("note", "t", "a", 5);
        start(Action.RETRY, Selection.ALL, FAST);
        pile.bury("note", "t", "b", 1);
        double later = queue.store().timeMillis() + 60_000;
        queue.jedis().zadd(queue.keys().dead(), later, "b1");

        work();

        assertThat(pile.ready("note")).hasSize(5);
        assertThat(dead.find("b1")).isPresent();
    }

    @Test
    void rateIsKept() {
        pile.bury("note", "t", "a", 60);
        long began = queue.store().timeMillis();
        start(Action.RETRY, Selection.ALL, Pace.DEFAULT.withRate(40));

        work();

        // The last step needs no wait after it, and some was allowed before the first.
        assertThat(queue.store().timeMillis() - began).isBetween(900L, 20_000L);
        assertThat(pile.ready("note")).hasSize(60);
    }

    @Test
    void canaryIsWaitedForAndThenTheRestFollows() {
        pile.bury("note", "t", "a", 100);
        Pace pace = FAST.withCanary(20, Duration.ofMinutes(5));
        long number = start(Action.RETRY, Selection.ALL, pace);
        workUntil(number, OperationState.WAITING);
        assertThat(pile.ready("note")).hasSize(20);
        operations.pause(number, ANN);
        operations.resume(number, ANN);
        assertThat(operations.find(number).orElseThrow().state()).isEqualTo(OperationState.WAITING);
        assertThat(pile.run(19, false)).isEqualTo(19);
        new OperationRunner(queue.store(), "test-1").run();
        assertThat(dead.count()).isEqualTo(80);

        assertThat(pile.run(1, false)).isOne();
        workUntil(number, OperationState.DONE);

        assertThat(dead.count()).isZero();
        assertThat(pile.ready("note")).hasSize(80);
    }

    @Test
    void deadCanaryStopsAllAndSaysWhy() {
        pile.bury("note", "t", "a", 100);
        long number =
                start(Action.RETRY, Selection.ALL, FAST.withCanary(20, Duration.ofMinutes(5)));
        workUntil(number, OperationState.WAITING);
        pile.run(1, true);

        workUntil(number, OperationState.STOPPED);

        Operation stopped = operations.find(number).orElseThrow();
        assertThat(stopped.reason())
                .isEqualTo(
                        "the canary failed: 1 of its 20 jobs died again; mend the cause, then"
                                + " resume, cancel or undo");
        assertThat(dead.count()).isEqualTo(81);
        assertThat(pile.ready("note")).hasSize(19);
        operations.resume(number, ANN);
        workUntil(number, OperationState.DONE);
        // Its first one is dead again since it began, and is not for this operation.
        assertThat(dead.count()).isOne();
        assertThat(operations.find(number).orElseThrow().reason()).isEmpty();
    }

    @Test
    void canaryThatDoesNotEndStopsAll() {
        pile.bury("note", "t", "a", 30);
        long number =
                start(Action.RETRY, Selection.ALL, FAST.withCanary(20, Duration.ofMillis(300)));

        workUntil(number, OperationState.STOPPED);

        assertThat(operations.find(number).orElseThrow().reason())
                .isEqualTo(
                        "the canary did not end: after 0.3 s, 20 of its 20 jobs were not done;"
                                + " look why, then resume, cancel or undo");
        assertThat(dead.count()).isEqualTo(10);
    }

    @Test
    void jobsThatFailAgainStopIt() {
        pile.bury("note", "t", "a", 2_000);
        long number = start(Action.RETRY, Selection.ALL, Pace.DEFAULT.withRate(400));
        OperationRunner runner = new OperationRunner(queue.store(), "test-1");
        await().pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> {
                            runner.run();
                            pile.run(5, false);
                            pile.run(2, true);
                            return !operations.find(number).orElseThrow().state().isOpen();
                        });

        Operation stopped = operations.find(number).orElseThrow();
        assertThat(stopped.state()).isEqualTo(OperationState.STOPPED);
        assertThat(stopped.reason()).contains("retried jobs failed again, limit is 10 of 50");
        assertThat(stopped.counts().moved()).isLessThan(1_000);
        assertThat(operations.log())
                .last()
                .satisfies(line -> assertThat(line.what()).startsWith("stop: "));
    }

    @Test
    void itIsPausedResumedAndCancelledAndSaysWhatItIs() {
        pile.bury("note", "t", "a", 40);
        long number = start(Action.RETRY, Selection.ALL, Pace.DEFAULT.withRate(40));
        OperationRunner runner = new OperationRunner(queue.store(), "test-1");
        runner.run();
        operations.pause(number, "bob smith");
        int moved = pile.ready("note").size();

        assertThat(runner.run()).as("nothing is active").isEmpty();
        assertThat(pile.ready("note")).hasSize(moved).hasSizeBetween(1, 39);
        assertThatThrownBy(() -> operations.pause(number, ANN))
                .isInstanceOf(InvalidJobException.class)
                .hasMessage(
                        "cannot pause operation 1: expected it to be running or waiting, found it"
                                + " paused; nothing was changed");
        operations.resume(number, ANN);
        operations.cancel(number, ANN);
        assertThatThrownBy(() -> operations.resume(number, ANN))
                .hasMessageContaining("found it cancelled");
        assertThatThrownBy(() -> operations.cancel(7, ANN))
                .hasMessageContaining("it is not on record");
        assertThat(operations.log())
                .extracting(line -> line.number() + " " + line.by() + " " + line.what())
                .containsExactly(
                        "1 ann@host7 retry all",
                        "1 bob-smith pause",
                        "1 ann@host7 resume",
                        "1 ann@host7 cancel");
    }

    @Test
    void undoPutsWhatStillWaitsBackAsItWas() {
        pile.bury("note", "java.io.IOException", "a", 400);
        pile.bury("more", "java.io.IOException", "b", 5);
        String index = queue.jedis().zrangeWithScores(queue.keys().dead(), 0, -1).toString();
        Map<String, String> records = queue.jedis().hgetAll(queue.keys().deadJobs());
        long number = start(Action.RETRY, Selection.ALL, FAST);
        work();
        queue.enqueueNotes("note", 700);
        assertThat(dead.count()).isZero();

        operations.undo(number, ANN);
        work();

        assertThat(queue.jedis().zrangeWithScores(queue.keys().dead(), 0, -1).toString())
                .isEqualTo(index);
        assertThat(queue.jedis().hgetAll(queue.keys().deadJobs())).isEqualTo(records);
        assertThat(pile.ready("note")).hasSize(700);
        assertThat(pile.ready("more")).isEmpty();
        Operation undone = operations.find(number).orElseThrow();
        assertThat(undone.state()).isEqualTo(OperationState.UNDONE);
        assertThat(undone.counts().undone()).isEqualTo(405);
        assertThat(queue.jedis().exists(queue.keys().operationRecords(number))).isFalse();
        assertThat(Ledger.read(queue.store()).isBalanced()).isTrue();
        assertThatThrownBy(() -> operations.undo(number, ANN)).hasMessageContaining("undone");
    }

    @Test
    void undoLeavesWhatHasBegunAndDiscardsCannotBeUndone() {
        pile.bury("note", "t", "a", 50);
        long number = start(Action.RETRY, Selection.ALL, FAST);
        work();
        assertThat(pile.run(10, false)).isEqualTo(10);
        TestQueue.reserve(queue.join("note"), 10);

        operations.undo(number, ANN);
        work();

        assertThat(dead.count()).isEqualTo(30);
        assertThat(operations.find(number).orElseThrow().counts().undone()).isEqualTo(30);
        assertThat(Ledger.read(queue.store()).isBalanced()).isTrue();
        long other = start(Action.DISCARD, Selection.ALL, FAST);
        work();
        assertThat(dead.count()).isZero();
        assertThatThrownBy(() -> operations.undo(other, ANN))
                .hasMessageContaining("found one that discarded them; they are gone");
    }

    @Test
    void onlySoManyAreKeptAndNoneThatIsOpenMakesRoom() {
        long first = start(Action.DISCARD, Selection.ALL, FAST);
        operations.pause(first, ANN);
        for (int i = 0; i < 110; i++) {
            start(Action.DISCARD, Selection.ALL, FAST);
            work();
        }

        assertThat(operations.list()).hasSize(100);
        assertThat(operations.find(first).orElseThrow().state()).isEqualTo(OperationState.PAUSED);
        assertThat(operations.find(2)).isEmpty();
        assertThat(queue.jedis().keys(queue.keys().namespace() + ":operation:*")).hasSize(100);
        for (int i = 0; i < Operations.ACTIVE_MAX; i++) {
            start(Action.DISCARD, Selection.ALL, FAST);
        }
        assertThatThrownBy(() -> start(Action.DISCARD, Selection.ALL, FAST))
                .hasMessageContaining("cannot start an operation: 10 are active, limit is 10");
    }

    @Test
    void anotherProcessGoesOnWhenOneIsGone() {
        pile.bury("note", "t", "a", 20);
        long number = start(Action.RETRY, Selection.ALL, Pace.DEFAULT.withRate(40));
        new OperationRunner(queue.store(), "gone-1").run();
        OperationRunner other = new OperationRunner(queue.store(), "test-2");
        assertThat(other.run()).contains(Duration.ofSeconds(1));
        int moved = pile.ready("note").size();
        assertThat(moved).isBetween(1, 19);

        work(other);

        assertThat(pile.ready("note")).hasSize(20).doesNotHaveDuplicates();
        assertThat(operations.find(number).orElseThrow().state()).isEqualTo(OperationState.DONE);
    }

    private long start(Action action, Selection some, Pace pace) {
        return operations.start(new Plan(action, some, pace, ANN));
    }

    private void work() {
        work(new OperationRunner(queue.store(), "test-1"));
    }

    /** Until nothing is active. */
    private static void work(OperationRunner runner) {
        await().pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofSeconds(60))
                .until(() -> runner.run().isEmpty());
    }

    private void workUntil(long number, OperationState state) {
        OperationRunner runner = new OperationRunner(queue.store(), "test-1");
        await().pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> {
                            runner.run();
                            return operations.find(number).orElseThrow().state() == state;
                        });
    }
}
