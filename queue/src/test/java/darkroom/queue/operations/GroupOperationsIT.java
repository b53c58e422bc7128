package darkroom.queue.operations;

import static darkroom.queue.fixtures.TestQueue.buriedBy;
import static darkroom.queue.fixtures.TestQueue.group;
import static darkroom.queue.fixtures.TestQueue.reserve;
import static darkroom.queue.fixtures.TestQueue.settle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import darkroom.queue.doctor.Doctor;
import darkroom.queue.doctor.Report;
import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.ledger.Ledger;
import darkroom.queue.operations.SelectedJobs.Counted;
import darkroom.queue.redis.Keys;
import darkroom.queue.reserve.Membership;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Operations on a group of failures, and its index, which has to be in step after each of them. */
@Timeout(60)
final class GroupOperationsIT {
    private static final String ANN = "ann@host7";
    private static final String LOST_ROW = "lost-row";
    private static final String FULL_DISK = "full-disk";
    private static final int OF_LOST_ROW = 300;
    private static final int OF_FULL_DISK = 20;
    private static final Pace FAST = Pace.DEFAULT.withRate(Pace.RATE_MAX);

    private final TestQueue queue = TestQueue.open();
    private final Keys keys = queue.keys();
    private final DeadJobs dead = new DeadJobs(queue.store());
    private final Operations operations = new Operations(queue.store());
    private final SelectedJobs selected = new SelectedJobs(queue.store());
    private final Selection lostRows = Selection.ALL.ofGroup(group(LOST_ROW));

    @BeforeEach
    void bury() {
        Membership member = queue.join("note");
        queue.enqueueNotes("note", OF_LOST_ROW);
        reserve(member, OF_LOST_ROW)
                .forEach(one -> settle(member, buriedBy(LOST_ROW, member, one)));
        queue.enqueueNotes("note", OF_FULL_DISK);
        reserve(member, OF_FULL_DISK)
                .forEach(one -> settle(member, buriedBy(FULL_DISK, member, one)));
    }

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void groupIsCountedByItsIndexWithoutALookAtItsJobs() {
        SelectedJobs.Preview preview = selected.preview(lostRows, 2);

        assertThat(preview.matched()).isEqualTo(OF_LOST_ROW);
        assertThat(preview.isWhole()).isTrue();
        assertThat(preview.examples()).hasSize(2).allMatch(one -> isOf(one, LOST_ROW));
        // There is no record to look at: it is known all the same.
        queue.jedis().del(keys.deadJobs());
        assertThat(selected.preview(lostRows, 0).matched()).isEqualTo(OF_LOST_ROW);
        assertThat(selected.preview(Selection.ALL, 0).matched())
                .isEqualTo(OF_LOST_ROW + OF_FULL_DISK);
        assertThat(selected.preview(lostRows.until(Instant.EPOCH), 1).matched()).isZero();
        assertThat(selected.preview(lostRows.ofKind("note"), 1).matched()).isZero();
    }

    @Test
    void countThatLooksAtSomeSaysThatItIsNotWhole() {
        Selection notes = Selection.ALL.ofKind("note");

        SelectedJobs.Preview some =
                selected.count(notes, Counted.NOTHING, 1, 100, Duration.ofMinutes(1));

        assertThat(some.isWhole()).isFalse();
        assertThat(some.looked()).isLessThan(OF_LOST_ROW);
        assertThat(some.matched()).isEqualTo(some.looked());
        assertThat(some.total()).isEqualTo(OF_LOST_ROW + OF_FULL_DISK);
        int parts = 1;
        while (!some.isWhole()) {
            some = selected.count(notes, some.counted(), 1, 100, Duration.ofMinutes(1));
            parts++;
        }
        assertThat(parts).isGreaterThan(1);
        assertThat(some.matched()).isEqualTo(OF_LOST_ROW + OF_FULL_DISK);
        assertThat(some.looked()).isEqualTo(some.total()).isEqualTo(some.matched());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a1", "1", "+inf x", "-1 x", "nan x", "1 ", "1 \n", " "})
    void countGoesOnOnlyWhereOneEnded(String cursor) {
        assertThatThrownBy(() -> new Counted(0, 0, cursor))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot go on counting: expected where a count ended");
    }

    @Test
    void groupIsRetriedAndUndoneAndDiscardedAndItsIndexIsInStep() throws InterruptedException {
        List<String> index = queue.jedis().zrange(keys.deadOf(group(LOST_ROW)), 0, -1);
        long number = start(Action.RETRY);
        work();
        assertThat(dead.count()).isEqualTo(OF_FULL_DISK);
        assertThat(dead.count(group(LOST_ROW))).isZero();
        assertThat(dead.count(group(FULL_DISK))).isEqualTo(OF_FULL_DISK);
        isInStep();

        operations.undo(number, ANN);
        work();
        assertThat(queue.jedis().zrange(keys.deadOf(group(LOST_ROW)), 0, -1)).isEqualTo(index);
        assertThat(dead.list(group(LOST_ROW), Optional.empty(), 10).jobs())
                .hasSize(10)
                .allMatch(one -> isOf(one, LOST_ROW));
        isInStep();

        start(Action.DISCARD);
        work();
        assertThat(dead.count(group(LOST_ROW))).isZero();
        assertThat(dead.count()).isEqualTo(OF_FULL_DISK);
        isInStep();
    }

    @Test
    void jobThatIsEditedLeavesItsGroup() throws InterruptedException {
        String id = dead.list(group(LOST_ROW), Optional.empty(), 1).jobs().get(0).job().id();

        dead.edit(id, "{\"number\": 7}", ANN);

        assertThat(dead.count(group(LOST_ROW))).isEqualTo(OF_LOST_ROW - 1);
        isInStep();
    }

    @Test
    void retriedJobThatDiesOfSomethingElseIsOfThatGroupAndNotRetriedAgain()
            throws InterruptedException {
        long number = start(Action.RETRY);
        OperationRunner runner = new OperationRunner(queue.store(), "test-1");
        runner.run();
        Membership member = queue.join("note");
        reserve(member, 5).forEach(one -> settle(member, buriedBy(FULL_DISK, member, one)));
        work();

        assertThat(dead.count(group(LOST_ROW))).isZero();
        assertThat(dead.count(group(FULL_DISK))).isEqualTo(OF_FULL_DISK + 5);
        Operation done = operations.find(number).orElseThrow();
        assertThat(done.counts().moved()).isEqualTo(OF_LOST_ROW);
        isInStep();
    }

    @Test
    void latestOperationsAreListedFirstAPageAtATimeWithWhatCanBeDone() {
        for (int i = 0; i < 5; i++) {
            operations.pause(start(Action.RETRY), ANN);
        }

        List<Operation> first = operations.list(Long.MAX_VALUE, 2);
        List<Operation> second = operations.list(first.get(1).number(), 2);

        assertThat(first).extracting(Operation::number).containsExactly(5L, 4L);
        assertThat(second).extracting(Operation::number).containsExactly(3L, 2L);
        Operation paused = first.get(0);
        assertThat(paused.canBePaused()).isFalse();
        assertThat(paused.canBeResumed()).isTrue();
        assertThat(paused.canBeCancelled()).isTrue();
        assertThat(paused.canBeUndone()).isTrue();
        assertThat(paused.share()).isZero();
        operations.resume(5, ANN);
        work();
        Operation done = operations.find(5).orElseThrow();
        assertThat(done.share()).isEqualTo(1);
        assertThat(done.canBeCancelled()).isFalse();
    }

    private static boolean isOf(DeadJobs.DeadView view, String type) {
        return view.job().group().equals(group(type));
    }

    private long start(Action action) {
        return operations.start(new Plan(action, lostRows, FAST, ANN));
    }

    private void work() {
        OperationRunner runner = new OperationRunner(queue.store(), "test-1");
        await().pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofSeconds(30))
                .until(() -> runner.run().isEmpty());
    }

    /** The doctor finds nothing wrong with any index, and no job is missing or there twice. */
    private void isInStep() throws InterruptedException {
        Report report = new Doctor(queue.store()).examine();
        assertThat(report.findings()).as("%s", report).isEmpty();
        assertThat(Ledger.read(queue.store()).isBalanced()).isTrue();
    }
}
