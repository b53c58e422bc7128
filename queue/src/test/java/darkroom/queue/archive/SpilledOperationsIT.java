package darkroom.queue.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import darkroom.queue.StoreUnavailableException;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.inspect.DeadJobs.DeadView;
import darkroom.queue.ledger.Ledger;
import darkroom.queue.operations.Action;
import darkroom.queue.operations.Operation;
import darkroom.queue.operations.OperationRunner;
import darkroom.queue.operations.OperationState;
import darkroom.queue.operations.Operations;
import darkroom.queue.operations.Pace;
import darkroom.queue.operations.Plan;
import darkroom.queue.operations.SelectedJobs;
import darkroom.queue.operations.SelectedJobs.Counted;
import darkroom.queue.operations.Selection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Operations on dead jobs whose bodies are in the archive. */
@Timeout(120)
final class SpilledOperationsIT {
    private static final Pace FAST = Pace.DEFAULT.withRate(Pace.RATE_MAX);

    private final ArchiveScene scene = new ArchiveScene();
    private final DeadArchive archive = new DeadArchive(scene.database, scene.queue.store());
    private final DeadJobs dead = new DeadJobs(scene.queue.store(), archive);
    private final Operations operations = new Operations(scene.queue.store());
    private final OperationRunner runner =
            new OperationRunner(scene.queue.store(), "test-1", archive);
    private final Archivist archivist = scene.archivist(0);

    @AfterEach
    void close() {
        scene.close();
    }

    private void spill() {
        while (scene.bytesInRedis() > 0) {
            archivist.step();
        }
    }

    private long start(Action action, Selection some) {
        return operations.start(new Plan(action, some, FAST, "ann@host7"));
    }

    private void work() {
        await().until(() -> runner.run().isEmpty());
    }

    @Test
    void spilledJobsAreRetriedWholeAndTakenBackWhole() {
        scene.bury("note", "x.Broken", "a", 600);
        scene.bury("note", "x.Worse", "b", 40);
        spill();
        List<DeadView> before = dead.list(0, 1_000);
        long number = start(Action.RETRY, Selection.ALL.withError("Broken"));
        work();

        assertThat(operations.find(number).orElseThrow().counts().moved()).isEqualTo(600);
        assertThat(scene.queue.ready("note")).hasSize(600).contains(1, 600);
        assertThat(dead.count()).isEqualTo(40);
        archivist.step();
        operations.undo(number, "ann@host7");
        work();

        assertThat(operations.find(number).orElseThrow().state()).isEqualTo(OperationState.UNDONE);
        assertThat(dead.list(0, 1_000)).usingRecursiveComparison().isEqualTo(before);
        spill();
        archivist.step();
        assertThat(dead.list(0, 1_000)).usingRecursiveComparison().isEqualTo(before);
        assertThat(scene.rows()).hasSize(640);
        assertThat(Ledger.read(scene.queue.store()).isBalanced()).isTrue();
    }

    @Test
    void previewCountsWithoutTheArchiveAndExportReadsAllBodies() {
        scene.bury("note", "x.Broken", "a", 300);
        scene.bury("other", "x.Broken", "b", 300);
        spill();
        List<Integer> sizes = new ArrayList<>();
        Selection some = Selection.ALL.inQueue("other");
        SelectedJobs selected = new SelectedJobs(scene.queue.store(), archive);
        selected.each(some, view -> sizes.add(view.job().payload().length));

        assertThat(sizes).hasSize(300).allMatch(size -> size > 0);
        scene.goAway();
        SelectedJobs.Preview preview = selected.preview(some, 1);
        assertThat(preview.matched()).isEqualTo(300);
        assertThat(preview.isWhole()).isTrue();
        SelectedJobs.Preview brief =
                selected.count(some, Counted.NOTHING, 1, 10_000, Duration.ZERO);
        assertThat(brief.looked()).isEqualTo(250);
        assertThat(brief.total()).isEqualTo(600);
        assertThat(brief.isWhole()).isFalse();
        assertThat(preview.examples().get(0).job().kind()).isEqualTo("note");
    }

    @Test
    void operationWaitsWhileTheArchiveIsAway() {
        scene.bury("note", "x.Broken", "a", 30);
        spill();
        long number = start(Action.DISCARD, Selection.ALL);
        scene.goAway();
        assertThatThrownBy(runner::run).isInstanceOf(StoreUnavailableException.class);
        assertThat(dead.count()).isEqualTo(30);
        scene.comeBack();
        work();

        Operation done = operations.find(number).orElseThrow();
        assertThat(done.state()).isEqualTo(OperationState.DONE);
        assertThat(dead.count()).isZero();
        assertThat(Ledger.read(scene.queue.store()).isBalanced()).isTrue();
    }

    @Test
    void jobWithoutABodyAnywhereStaysWhereItIs() {
        scene.bury("note", "x.Broken", "a", 5);
        spill();
        scene.execute("DELETE FROM darkroom.dead_job WHERE name = 'a3'");
        long number = start(Action.RETRY, Selection.ALL);
        work();

        assertThat(operations.find(number).orElseThrow().counts().moved()).isEqualTo(4);
        assertThat(dead.list(0, 9)).extracting(view -> view.job().id()).containsExactly("a3");
    }
}
