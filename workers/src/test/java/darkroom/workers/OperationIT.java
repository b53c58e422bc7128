package darkroom.workers;

import static darkroom.workers.TestFleet.SOON;
import static darkroom.workers.TestFleet.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import darkroom.embedded.FaultProxy;
import darkroom.embedded.ScriptTrap;
import darkroom.embedded.ScriptTrap.Side;
import darkroom.embedded.fixtures.TestRedis;
import darkroom.queue.handler.Failure;
import darkroom.queue.handler.JobHandler;
import darkroom.queue.handler.Outcome;
import darkroom.queue.ledger.Ledger;
import darkroom.queue.operations.Action;
import darkroom.queue.operations.Operation;
import darkroom.queue.operations.OperationState;
import darkroom.queue.operations.Operations;
import darkroom.queue.operations.Pace;
import darkroom.queue.operations.Plan;
import darkroom.queue.operations.Selection;
import darkroom.queue.redis.RedisAddress;
import darkroom.workers.ChildWorker.Deed;
import darkroom.workers.TestFleet.Note;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Operations on dead jobs, done by processes of which some are killed meanwhile. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(180)
final class OperationIT {
    private static final int JOBS = 600;
    private static final Pace QUICK = Pace.DEFAULT.withRate(400);

    private final TestFleet fleet = TestFleet.open();
    private final Operations operations = new Operations(fleet.store());
    private final Queue<Integer> run = new ConcurrentLinkedQueue<>();
    private final JobHandler<Note> runs =
            (note, context) -> {
                run.add(note.number());
                return Outcome.completed();
            };

    @AfterEach
    void close() {
        fleet.close();
    }

    @ParameterizedTest
    @CsvSource({
        "operate, BEFORE, 1",
        "operate, HALF, 2",
        "operate, REPLY, 1",
        "operate, REPLY, 3",
        "operate, DELIVERED, 2",
        "pick, REPLY, 2",
        "turn, REPLY, 1"
    })
    void processIsKilledAtAStepAndEachJobIsRetriedOnce(String script, Side side, int nth)
            throws Exception {
        bury(JOBS);
        long number = start(QUICK);
        killOneThatWorksOnIt(new Trap(script, side, nth));
        long moved = JOBS - fleet.dead().count();
        assertThat(moved).as("moved before the kill").isLessThan(JOBS);
        fleet.start(runs, config(4));

        awaitState(number, OperationState.DONE);

        assertEachRanOnce(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"BEFORE", "REPLY"})
    void processIsKilledAsItUndoesAndEachJobIsInOnePlace(Side side) throws Exception {
        bury(JOBS);
        long number = start(Pace.DEFAULT.withRate(Pace.RATE_MAX));
        try (WorkerProcess process = fleet.start(runs, config(0))) {
            awaitState(number, OperationState.DONE);
            assertThat(process.isWornOut()).isFalse();
        }
        assertThat(fleet.ready("note")).isEqualTo(JOBS);
        operations.undo(number, "ann@host7");
        killOneThatWorksOnIt(new Trap("retract", side, 2));

        fleet.start(runs, config(0));
        awaitState(number, OperationState.UNDONE);

        assertThat(fleet.dead().count()).isEqualTo(JOBS);
        assertThat(fleet.ready("note")).isZero();
        assertThat(Ledger.read(fleet.store()).isBalanced()).isTrue();
    }

    @Test
    void oneAfterAnotherIsKilledAndEachJobIsRetriedOnce() throws Exception {
        bury(JOBS);
        long number = start(Pace.DEFAULT.withRate(200));
        for (int kill = 1; kill <= 3; kill++) {
            int enough = kill * JOBS / 5;
            try (ChildWorker child = ChildWorker.start(fleet.address(), 0, Deed.COUNTS)) {
                await().atMost(Duration.ofSeconds(60))
                        .pollInterval(Duration.ofMillis(3))
                        .until(() -> fleet.ready("note") >= enough);
                assertThat(child.process().isAlive()).isTrue();
            }
        }
        fleet.start(runs, config(4));

        awaitState(number, OperationState.DONE);

        assertEachRanOnce(number);
    }

    @Test
    void canaryThatIsDoneLetsTheRestFollow() {
        bury(100);
        fleet.start(runs, config(4));
        long number = start(QUICK.withCanary(20, Duration.ofMinutes(1)));

        awaitState(number, OperationState.DONE);

        await().atMost(SOON).until(() -> run.size() == 100);
        assertThat(operations.log()).extracting(Operations.Logged::what).contains("canary passed");
        await().atMost(SOON)
                .until(() -> operations.find(number).orElseThrow().ends().done() == 100);
        assertThat(operations.find(number).orElseThrow().ends())
                .isEqualTo(new Operation.Ends(100, 0, 100, 0));
    }

    @Test
    void canaryOfABrokenKindStopsIt() {
        bury(100);
        fleet.start((note, context) -> Outcome.buried(Failure.of("broken", "again")), config(4));
        long number = start(QUICK.withCanary(20, Duration.ofMinutes(1)));

        awaitState(number, OperationState.STOPPED);

        Operation stopped = operations.find(number).orElseThrow();
        assertThat(stopped.reason()).contains("jobs died again");
        assertThat(stopped.counts().moved()).isEqualTo(20);
    }

    @Test
    void kindThatFailsAgainNowAndThenStopsIt() {
        bury(JOBS);
        // Thrice in ten, and with attempts left: none of them needs to be dead for it.
        fleet.start(
                (note, context) ->
                        note.number() % 10 < 3 && context.attempt() == 1
                                ? Outcome.failed(Failure.of("broken", "again"))
                                : Outcome.completed(),
                config(4));
        long number = start(Pace.DEFAULT.withRate(100));

        awaitState(number, OperationState.STOPPED);

        Operation stopped = operations.find(number).orElseThrow();
        assertThat(stopped.reason()).contains("retried jobs failed again");
        assertThat(stopped.counts().moved()).isLessThan(JOBS / 2);
    }

    /** What a process is killed at: the nth call of a script, on one of its sides. */
    private record Trap(String script, Side side, int nth) {}

    /** It has no threads: it runs no job, and takes its turns. */
    private void killOneThatWorksOnIt(Trap trap) throws Exception {
        URI uri = TestRedis.shared().uri();
        CompletableFuture<Process> victim = new CompletableFuture<>();
        try (FaultProxy proxy = FaultProxy.toRedis(uri.getHost(), uri.getPort())) {
            proxy.set(
                    new ScriptTrap(
                            trap.script(),
                            trap.side(),
                            trap.nth(),
                            0,
                            () -> victim.join().destroyForcibly().onExit().join()));
            RedisAddress through = fleet.addressAt(URI.create("redis://127.0.0.1:" + proxy.port()));
            try (ChildWorker child = ChildWorker.start(through, 0, Deed.COUNTS, Map.of())) {
                victim.complete(child.process());
                assertThat(child.process().waitFor(60, TimeUnit.SECONDS)).as("killed").isTrue();
            }
        }
    }

    private void bury(int count) {
        fleet.enqueue(count);
        try (WorkerProcess process =
                fleet.start(
                        (note, context) -> Outcome.buried(Failure.of("broken", "as it should be")),
                        config(4))) {
            await().atMost(SOON).until(() -> fleet.dead().count() == count);
            assertThat(process.isWornOut()).isFalse();
        }
    }

    private long start(Pace pace) {
        return operations.start(new Plan(Action.RETRY, Selection.ALL, pace, "ann@host7"));
    }

    private void awaitState(long number, OperationState state) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> operations.find(number).orElseThrow().state() == state);
    }

    private void assertEachRanOnce(long number) {
        await().atMost(SOON).until(() -> run.size() >= JOBS);
        assertThat(run).hasSize(JOBS).doesNotHaveDuplicates();
        assertThat(operations.find(number).orElseThrow().counts().moved()).isEqualTo(JOBS);
        assertThat(fleet.dead().count()).isZero();
        assertThat(Ledger.read(fleet.store()).isBalanced()).isTrue();
    }
}
