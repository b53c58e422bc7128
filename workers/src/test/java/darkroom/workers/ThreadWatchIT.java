package darkroom.workers;

import static darkroom.workers.TestFleet.SOON;
import static darkroom.workers.TestFleet.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import darkroom.queue.JobKind;
import darkroom.queue.TimeHistogram;
import darkroom.queue.handler.HandlerRegistry;
import darkroom.queue.handler.Outcome;
import darkroom.queue.inspect.Fleet;
import darkroom.queue.maintenance.Reaper;
import darkroom.queue.threads.RunningHandler;
import darkroom.queue.threads.ThreadBoard;
import darkroom.queue.threads.ThreadBoards;
import darkroom.workers.TestFleet.Note;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a process shows of its threads, and when. */
@Timeout(120)
final class ThreadWatchIT {
    private final TestFleet fleet = TestFleet.open();
    private final ThreadBoards boards = new ThreadBoards(fleet.store());
    private final CountDownLatch gate = new CountDownLatch(1);
    private final CountDownLatch move = new CountDownLatch(1);

    @AfterEach
    void close() {
        move.countDown();
        gate.countDown();
        fleet.close();
    }

    @Test
    void handlerThatStaysIsStuckAfterThreeSamplesAndOneThatMovesBeginsAnew() {
        fleet.start(
                (note, context) -> {
                    if (note.number() == 2) {
                        stepAside();
                    }
                    stay();
                    return Outcome.completed();
                },
                config(4));
        fleet.enqueue(2);

        await().atMost(SOON).until(() -> job("n1").filter(RunningHandler::isStuck).isPresent());

        ThreadBoard board = board().orElseThrow();
        assertThat(board.samples()).isGreaterThanOrEqualTo(3);
        assertThat(board.pool()).isEqualTo(new ThreadBoard.Pool(4, 2));
        assertThat(board.pool().idle()).isEqualTo(2);
        assertThat(board.running()).hasSize(2);
        RunningHandler stays = job("n1").orElseThrow();
        assertThat(stays.attempt()).isEqualTo(new RunningHandler.Attempt("n1", "note", "note", 1));
        assertThat(stays.age()).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
        assertThat(stays.told()).isEmpty();
        assertThat(stays.spot().state()).isEqualTo("WAITING");
        assertThat(stays.spot().own()).isEqualTo("darkroom.workers.ThreadWatchIT.stay");
        assertThat(stays.spot().top()).isEqualTo("jdk.internal.misc.Unsafe.park");
        assertThat(stays.spot().stack())
                .anyMatch(
                        frame ->
                                frame.matches(
                                        ".*ThreadWatchIT\\.stay\\(ThreadWatchIT.java:\\d+\\)"))
                .anyMatch(frame -> frame.endsWith("ThreadWatchIT$$Lambda.handle(?)"))
                .noneMatch(frame -> frame.contains("JobExecutor"))
                .noneMatch(frame -> frame.contains("stepAside"));

        move.countDown();

        await().atMost(SOON).until(() -> job("n2").filter(this::isInStay).isPresent());
        ThreadBoard after = board().orElseThrow();
        assertThat(in(after, "n2").orElseThrow().agreement().samples())
                .as("counted from when it moved")
                .isLessThan(in(after, "n1").orElseThrow().agreement().samples());
    }

    @Test
    void boardWithFewerThanThreeSamplesCallsNothingStuck() {
        fleet.start(
                (note, context) -> {
                    stay();
                    return Outcome.completed();
                },
                config(2));
        fleet.enqueue(1);

        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> {
                            Optional<ThreadBoard> board = board();
                            board.filter(one -> one.samples() < 3)
                                    .ifPresent(
                                            one ->
                                                    assertThat(one.running())
                                                            .noneMatch(RunningHandler::isStuck));
                            return board.filter(one -> one.samples() >= 3).isPresent();
                        });
    }

    @Test
    void nothingIsShownWhileNobodyLooks() {
        fleet.start(
                (note, context) -> {
                    stay();
                    return Outcome.completed();
                },
                config(2));
        fleet.enqueue(1);
        awaitBeats(20);
        assertThat(calls("show")).as("before anybody has looked").isZero();

        await().atMost(SOON).until(() -> board().isPresent());
        await().atMost(SOON).until(() -> calls("show") > 1);

        fleet.store().delete(fleet.store().keys().threadsWanted());
        awaitBeats(5);
        long shown = calls("show");
        awaitBeats(2 * ThreadWatch.PERIOD.dividedBy(TestFleet.LEASE.beat()));
        assertThat(calls("show")).as("since nobody looks any more").isEqualTo(shown);
    }

    @Test
    void processThatWasGivenUpShowsNothingUnderItsOldTerm() {
        fleet.start(
                (note, context) -> {
                    stay();
                    return Outcome.completed();
                },
                config(2));
        await().atMost(SOON).until(() -> board().isPresent());
        String before = boards.read().shown().get(0).process();
        var keys = fleet.store().keys();

        Reaper hasty =
                new Reaper(
                        fleet.store(),
                        new Reaper.Lease(Duration.ofMillis(10), Duration.ofMillis(41)));
        // Not in step with its beats.
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(7))
                .until(() -> hasty.sweep(Reaper.Evidence.LEASE).processes() == 1);
        fleet.store().delete(keys.threads(before));

        await().atMost(SOON).until(() -> board().isPresent());
        assertThat(boards.read().shown().get(0).process()).isNotEqualTo(before);
        assertThat(fleet.store().type(keys.threads(before))).isEqualTo("none");
    }

    @Test
    void sampleThatHangsDelaysNoBeat() {
        CountDownLatch held = new CountDownLatch(1);
        fleet.start(
                (note, context) -> {
                    synchronized (context) {
                        held.countDown();
                        stay();
                    }
                    return Outcome.completed();
                },
                config(2));
        await().atMost(SOON).until(() -> board().isPresent());
        fleet.enqueue(1);
        await().atMost(SOON).until(() -> held.getCount() == 0);
        // It waits for what the handler holds, and so shows nothing more.
        await().atMost(SOON).until(() -> boards.read().shown().isEmpty());

        boards.look();
        awaitBeats(40);

        List<Fleet.ProcessView> processes = fleet.fleet().list();
        assertThat(processes).extracting(Fleet.ProcessView::id).containsExactly("test-1");
        assertThat(boards.read().silent()).containsExactly("test-1");
        gate.countDown();
        fleet.awaitDone(1);
        await().atMost(SOON).until(() -> board().isPresent());
        assertThat(fleet.stats().total("reaped")).isZero();
    }

    @Test
    void threadThatWasGivenUpIsShownForAsLongAsItRuns() {
        JobKind<Note> once =
                JobKind.of("note", Note.class)
                        .withMaxAttempts(1)
                        .withTimeout(Duration.ofMillis(100));
        HandlerRegistry handlers =
                HandlerRegistry.builder()
                        .add(
                                once,
                                (note, context) -> {
                                    stayWhateverHappens();
                                    return Outcome.completed();
                                })
                        .build();
        WorkerConfig.Patience patience =
                new WorkerConfig.Patience(
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(10),
                        Duration.ofMillis(100),
                        Duration.ofMillis(200));
        fleet.start(handlers, config(16).withPatience(patience));
        fleet.client().enqueue(once.job(new Note(1)).withId("n1"));
        await().atMost(SOON).until(() -> fleet.dead().count() == 1);

        await().atMost(SOON).until(() -> job("n1").isPresent());

        assertThat(job("n1").orElseThrow().told()).isEqualTo(RunningHandler.GIVEN_UP);
        assertThat(board().orElseThrow().pool()).isEqualTo(new ThreadBoard.Pool(16, 0));
        gate.countDown();
        await().atMost(SOON).until(() -> job("n1").isEmpty());
    }

    @Test
    void handlersThatAreTooManyAreCounted() {
        int count = ThreadBoard.JOBS_MAX + 20;
        fleet.start(
                (note, context) -> {
                    stay();
                    return Outcome.completed();
                },
                config(count));
        fleet.enqueue(count);

        await().atMost(SOON)
                .until(() -> board().filter(one -> one.pool().busy() == count).isPresent());
        await().atMost(SOON).until(() -> board().filter(one -> one.more() == 20).isPresent());
        assertThat(board().orElseThrow().running()).hasSize(ThreadBoard.JOBS_MAX);
    }

    /** Looks, and has the board that is shown now. */
    private Optional<ThreadBoard> board() {
        boards.look();
        return boards.read().shown().stream().findFirst().map(ThreadBoards.Shown::board);
    }

    private Optional<RunningHandler> job(String id) {
        return board().flatMap(board -> in(board, id));
    }

    private static Optional<RunningHandler> in(ThreadBoard board, String id) {
        return board.running().stream().filter(one -> one.attempt().jobId().equals(id)).findFirst();
    }

    private boolean isInStay(RunningHandler running) {
        return running.spot().own().endsWith(".stay");
    }

    private void awaitBeats(long count) {
        long before = calls("beat");
        await().atMost(SOON).until(() -> calls("beat") >= before + count);
    }

    /** How many calls of a script this JVM has made. */
    private long calls(String script) {
        Map<String, TimeHistogram.Reading> times = fleet.store().commandTimes();
        return Optional.ofNullable(times.get(script)).stream()
                .flatMap(reading -> reading.counts().stream())
                .mapToLong(Long::longValue)
                .sum();
    }

    private void stay() throws InterruptedException {
        gate.await();
    }

    private void stepAside() throws InterruptedException {
        move.await();
    }

    private void stayWhateverHappens() {
        while (gate.getCount() > 0) {
            try {
                gate.await();
            } catch (InterruptedException swallowed) {
                move.countDown();
            }
        }
    }
}
