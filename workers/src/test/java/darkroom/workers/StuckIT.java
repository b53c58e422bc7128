package darkroom.workers;

import static darkroom.workers.TestFleet.SOON;
import static darkroom.workers.TestFleet.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import darkroom.queue.JobKind;
import darkroom.queue.failures.FailureGroups;
import darkroom.queue.failures.Listing;
import darkroom.queue.handler.HandlerRegistry;
import darkroom.queue.handler.JobHandler;
import darkroom.queue.handler.Outcome;
import darkroom.queue.inspect.DeadJobs.DeadView;
import darkroom.queue.json.DeadJob;
import darkroom.queue.maintenance.Reaper;
import darkroom.workers.TestFleet.Note;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Handlers that do not end when they are told, and handlers that throw what is no exception. */
@Timeout(120)
final class StuckIT {
    private static final int SPINS = 1;
    private static final int SWALLOWS = 2;
    private static final int READS = 3;

    /** One attempt, of a tenth of a second. */
    private static final JobKind<Note> ONCE =
            JobKind.of("note", Note.class).withMaxAttempts(1).withTimeout(Duration.ofMillis(100));

    private final TestFleet fleet = TestFleet.open();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final AtomicInteger running = new AtomicInteger();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private ServerSocket silent;

    private final JobHandler<Note> handler =
            (note, context) -> {
                switch (note.number()) {
                    case SPINS -> spin();
                    case SWALLOWS -> swallow();
                    case READS -> read();
                    default -> {}
                }
                return Outcome.completed();
            };

    @BeforeEach
    void open() throws IOException {
        silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        gate.countDown();
        silent.close();
        fleet.close();
    }

    @Test
    void stuckHandlerFailsWithItsStackAndAnotherThreadTakesItsPlace() {
        WorkerProcess process = start(16, handler);
        enqueue(SPINS, SWALLOWS, READS);

        await().atMost(SOON).until(() -> fleet.dead().count() == 3);

        assertStuckIn("n" + SPINS, "StuckIT.spin");
        assertStuckIn("n" + SWALLOWS, "StuckIT.swallow");
        assertStuckIn("n" + READS, "StuckIT.read");
        await().atMost(SOON).until(() -> stuck() == 3);
        assertThat(process.isWornOut()).as("three of sixteen").isFalse();
        assertThat(fleet.stats().by("failed")).containsEntry("note", 3L);
        FailureGroups groups = new FailureGroups(fleet.store());
        assertThat(groups.list(Listing.LAST_SEEN, Optional.empty(), 9).groups())
                .extracting(group -> group.fingerprint().frame())
                .containsExactlyInAnyOrder(
                        "darkroom.workers.StuckIT.spin",
                        "darkroom.workers.StuckIT.swallow",
                        "darkroom.workers.StuckIT.read");
    }

    @Test
    void processKeepsItsNumberOfThreadsAndWhatEndsLateSettlesNothing() {
        start(
                16,
                (note, context) -> {
                    if (note.number() <= READS) {
                        return handler.handle(note, context);
                    }
                    running.incrementAndGet();
                    gate.await();
                    return Outcome.completed();
                });
        enqueue(SPINS, SWALLOWS);
        await().atMost(SOON).until(() -> stuck() == 2);
        for (int i = 0; i < 20; i++) {
            fleet.client().enqueue(ONCE.job(new Note(100 + i)).withTimeout(SOON));
        }

        await().atMost(SOON).until(() -> running.get() == 16);

        gate.countDown();
        fleet.awaitDone(20);
        await().atMost(SOON).until(() -> stuck() == 0);
        assertThat(fleet.done()).isEqualTo(20);
        assertThat(fleet.dead().count()).isEqualTo(2);
        assertThat(fleet.stats().total("reaped")).isZero();
    }

    @Test
    void failureOfAStuckHandlerUsesUpOneAttempt() {
        Set<Integer> attempts = ConcurrentHashMap.newKeySet();
        start(
                16,
                (note, context) -> {
                    attempts.add(context.attempt());
                    if (context.attempt() == 1) {
                        swallow();
                    }
                    return Outcome.completed();
                });
        fleet.client().enqueue(ONCE.job(new Note(9)).withMaxAttempts(3));

        fleet.awaitDone(1);

        assertThat(attempts).containsExactlyInAnyOrder(1, 2);
    }

    @Test
    void processWithAQuarterOfItsThreadsStuckDrainsAndStops() throws InterruptedException {
        CountDownLatch late = new CountDownLatch(1);
        WorkerProcess process =
                start(
                        8,
                        (note, context) -> {
                            if (note.number() > READS) {
                                late.await();
                            }
                            return handler.handle(note, context);
                        });
        fleet.client().enqueue(ONCE.job(new Note(9)).withTimeout(SOON));
        enqueue(SPINS, SWALLOWS);

        await().atMost(SOON).until(process::isWornOut);
        assertThat(process.awaitStopped(Duration.ofMillis(100))).as("it drains").isFalse();
        late.countDown();

        assertThat(process.awaitStopped(SOON)).isTrue();
        assertThat(fleet.done()).isOne();
        assertThat(fleet.fleet().list()).isEmpty();
        assertThat(fleet.stats().total("released")).isZero();
    }

    @Test
    void handlerOfALostTermThatIgnoresItsInterruptKeepsNoThread() throws InterruptedException {
        CountDownLatch told = new CountDownLatch(1);
        start(
                16,
                (note, context) -> {
                    if (context.term() == 1) {
                        told.countDown();
                        swallow();
                    }
                    return Outcome.completed();
                });
        fleet.client().enqueue(ONCE.job(new Note(9)).withTimeout(SOON));
        told.await();
        Reaper hasty =
                new Reaper(
                        fleet.store(),
                        new Reaper.Lease(Duration.ofMillis(10), Duration.ofMillis(41)));

        // Not in step with its beats.
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(7))
                .until(() -> hasty.sweep(Reaper.Evidence.LEASE).processes() == 1);

        await().atMost(SOON)
                .until(
                        () ->
                                fleet.fleet().list().stream()
                                        .anyMatch(view -> view.number("stuck") == 1));
        assertThat(fleet.dead().count()).as("nothing of a lost term counts").isZero();
    }

    @Test
    void errorsOfAHandlerFailTheirAttemptAndItsThreadLives() {
        start(
                1,
                (note, context) -> {
                    threads.add(Thread.currentThread());
                    switch (note.number()) {
                        case 1 -> recurse(0);
                        case 2 -> Broken.touch();
                        case 3 -> throw new NoSuchMethodError("planted");
                        default -> {}
                    }
                    return Outcome.completed();
                });
        enqueue(1, 2, 3, 4);

        fleet.awaitDone(1);

        assertThat(failureOf("n1").type()).isEqualTo(StackOverflowError.class.getName());
        assertThat(failureOf("n2").type()).isEqualTo(ExceptionInInitializerError.class.getName());
        assertThat(failureOf("n3").type()).isEqualTo(NoSuchMethodError.class.getName());
        assertThat(threads).hasSize(1);
    }

    @Test
    void processThatRanOutOfMemoryStopsByItself() throws InterruptedException {
        WorkerProcess process =
                start(
                        4,
                        (note, context) -> {
                            throw new OutOfMemoryError("planted");
                        });
        fleet.enqueue(1);

        assertThat(process.awaitStopped(SOON)).isTrue();

        assertThat(process.isWornOut()).isTrue();
        assertThat(failureOf("n1").reason()).isEqualTo("attempts");
        assertThat(failureOf("n1").type()).isEqualTo(OutOfMemoryError.class.getName());
    }

    private WorkerProcess start(int count, JobHandler<Note> does) {
        WorkerConfig.Patience patience =
                new WorkerConfig.Patience(
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(10),
                        Duration.ofMillis(100),
                        Duration.ofMillis(200));
        return fleet.start(
                HandlerRegistry.builder().add(ONCE, does).build(),
                config(count).withPatience(patience));
    }

    private void enqueue(int... numbers) {
        for (int number : numbers) {
            fleet.client().enqueue(ONCE.job(new Note(number)).withId("n" + number));
        }
    }

    private void assertStuckIn(String id, String method) {
        DeadJob.Cause cause = failureOf(id);
        assertThat(cause.reason()).isEqualTo("attempts");
        assertThat(cause.type()).isEqualTo("stuck");
        assertThat(cause.message()).startsWith("the handler still ran PT0.2S after");
        assertThat(cause.stack()).contains(method);
    }

    private DeadJob.Cause failureOf(String id) {
        await().atMost(SOON).until(() -> fleet.dead().find(id).isPresent());
        return fleet.dead().find(id).map(DeadView::job).orElseThrow().cause();
    }

    private int stuck() {
        return fleet.fleet().list().stream().mapToInt(view -> view.number("stuck")).sum();
    }

    private void spin() {
        while (gate.getCount() > 0) {
            Thread.onSpinWait();
        }
    }

    private void swallow() {
        while (gate.getCount() > 0) {
            try {
                gate.await();
            } catch (InterruptedException swallowed) {
                running.get();
            }
        }
    }

    private void read() throws IOException {
        try (Socket socket = new Socket(silent.getInetAddress(), silent.getLocalPort());
                Socket accepted = silent.accept()) {
            Thread closer = new Thread(() -> closeAtTheEnd(accepted));
            closer.start();
            assertThat(socket.getInputStream().read()).isNegative();
        }
    }

    private void closeAtTheEnd(Socket socket) {
        try {
            gate.await();
            socket.close();
        } catch (IOException | InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long recurse(long depth) {
        return depth < 0 ? depth : recurse(depth + 1) + 1;
    }

    /** Cannot be initialised. */
    private static final class Broken {
        private static final int NUMBER = Integer.parseInt("none");

        static void touch() {
            assertThat(NUMBER).isZero();
        }
    }
}
