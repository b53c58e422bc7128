package darkroom.workers;

import static darkroom.workers.TestFleet.SOON;
import static darkroom.workers.TestFleet.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import darkroom.embedded.FaultProxy;
import darkroom.queue.handler.JobHandler;
import darkroom.queue.handler.Outcome;
import darkroom.queue.inspect.Queues;
import darkroom.queue.reserve.ProcessState;
import darkroom.workers.TestFleet.Note;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class LifecycleIT {
    private static final Duration TWO_SECONDS = Duration.ofSeconds(2);

    private final TestFleet fleet = TestFleet.open();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger interrupted = new AtomicInteger();
    private final CountDownLatch gate = new CountDownLatch(1);

    /** Runs until the gate opens. */
    private final JobHandler<Note> gated =
            (note, context) -> {
                running.incrementAndGet();
                try {
                    gate.await();
                    return Outcome.completed();
                } catch (InterruptedException e) {
                    interrupted.incrementAndGet();
                    throw e;
                } finally {
                    running.decrementAndGet();
                }
            };

    @AfterEach
    void close() {
        gate.countDown();
        fleet.close();
    }

    @Test
    void threadsFollowWhatIsWantedWithinTwoSecondsAndNoJobIsInterrupted() {
        fleet.start(gated, config(2));
        fleet.start(gated, config(2));
        fleet.awaitProcesses(2);
        fleet.enqueue(40);
        await().atMost(SOON).until(() -> running.get() == 4);

        fleet.fleet().scale(11);
        await().atMost(TWO_SECONDS).until(() -> running.get() == 11);

        fleet.fleet().scale(3);
        await().atMost(TWO_SECONDS).until(() -> threads() == 3);
        assertThat(running).hasValue(11);
        gate.countDown();
        fleet.awaitDone(40);
        assertThat(interrupted).hasValue(0);

        fleet.fleet().scale(0);
        await().atMost(TWO_SECONDS).until(() -> threads() == 0);
        fleet.enqueue(1);
        await().during(Duration.ofMillis(300)).until(() -> fleet.ready("note") == 1);
        fleet.fleet().unscale();
        fleet.awaitDone(41);
        await().atMost(TWO_SECONDS).until(() -> threads() == 4);
    }

    @Test
    void quietTakesNothingNewUntilServingAgain() {
        fleet.start(gated, config(2));
        fleet.enqueue(1);
        await().atMost(SOON).until(() -> running.get() == 1);
        String id = fleet.fleet().list().get(0).id();

        fleet.fleet().want(id, ProcessState.QUIET);
        awaitState("quiet");
        fleet.enqueue(3);
        await().during(Duration.ofMillis(300))
                .until(() -> fleet.ready("note") == 3 && running.get() == 1);

        fleet.fleet().want(id, ProcessState.SERVING);
        awaitState("serving");
        gate.countDown();
        fleet.awaitDone(4);
        assertThat(interrupted).hasValue(0);
    }

    @Test
    void drainingBecomesQuietWhenNothingIsInHand() {
        fleet.start(gated, config(2));
        fleet.enqueue(1);
        await().atMost(SOON).until(() -> running.get() == 1);

        fleet.fleet().want(fleet.fleet().list().get(0).id(), ProcessState.DRAINING);
        awaitState("draining");
        assertThat(running).hasValue(1);
        gate.countDown();

        awaitState("quiet");
        assertThat(fleet.done()).isOne();
    }

    @Test
    void stoppingWantedByTheFleetStopsTheProcess() throws InterruptedException {
        WorkerProcess process = fleet.start(gated, config(2));
        fleet.awaitProcesses(1);

        fleet.fleet().want(fleet.fleet().list().get(0).id(), ProcessState.STOPPING);

        assertThat(process.awaitStopped(SOON)).isTrue();
        assertThat(fleet.fleet().list()).isEmpty();
    }

    @Test
    void stopWaitsForWhatIsInHandAndTakesNothingNew() throws InterruptedException {
        WorkerProcess process = fleet.start(gated, config(4));
        fleet.enqueue(10);
        await().atMost(SOON).until(() -> running.get() == 4);

        process.stop();
        assertThat(process.awaitStopped(Duration.ofMillis(300))).isFalse();
        gate.countDown();

        assertThat(process.awaitStopped(SOON)).isTrue();
        assertThat(fleet.done()).isEqualTo(4);
        assertThat(fleet.ready("note")).isEqualTo(6);
        assertThat(interrupted).hasValue(0);
        assertThat(fleet.fleet().list()).isEmpty();
        process.close();
        process.close();
    }

    @Test
    void whatIsLeftAtTheDeadlineGoesBackFirstInOrderWithNoAttemptUsedUp() {
        WorkerProcess process = fleet.start(gated, config(4, Duration.ofMillis(150)));
        fleet.enqueue(10);
        await().atMost(SOON).until(() -> running.get() == 4);

        process.close();

        assertThat(interrupted).hasValue(4);
        List<String> waiting = new Queues(fleet.store()).peek("note", 20);
        assertThat(waiting).hasSize(10).noneMatch(payload -> payload.contains("attempt"));
        assertThat(waiting.subList(0, 4))
                .extracting(LifecycleIT::number)
                .containsExactlyInAnyOrder(1, 2, 3, 4);
        assertThat(waiting.subList(4, 10))
                .extracting(LifecycleIT::number)
                .isEqualTo(IntStream.rangeClosed(5, 10).boxed().toList());
        assertThat(fleet.stats().by("failed")).isEmpty();
        assertThat(fleet.stats().total("released")).isEqualTo(4);
        assertThat(fleet.stats().total("reaped")).isZero();
        assertThat(fleet.fleet().list()).isEmpty();
    }

    @Test
    void handlerThatIgnoresItsInterruptHoldsUpNobody() throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(3);
        WorkerProcess process =
                fleet.start(
                        (note, context) -> {
                            running.incrementAndGet();
                            while (gate.getCount() > 0) {
                                try {
                                    gate.await();
                                } catch (InterruptedException e) {
                                    interrupted.incrementAndGet();
                                }
                            }
                            ended.countDown();
                            return Outcome.completed();
                        },
                        config(3, Duration.ofMillis(150)));
        fleet.enqueue(3);
        await().atMost(SOON).until(() -> running.get() == 3);

        process.close();

        assertThat(interrupted).hasValue(3);
        assertThat(new Queues(fleet.store()).peek("note", 9))
                .extracting(LifecycleIT::number)
                .containsExactly(1, 2, 3);
        gate.countDown();
        ended.await();
        assertThat(fleet.done()).as("what ended after its release").isZero();
        assertThat(fleet.fleet().list()).isEmpty();
    }

    @Test
    void jobsOnTheirWayWhileTheProcessStopsGoBackUntouched() throws Exception {
        try (FaultProxy proxy =
                FaultProxy.to(fleet.address().uri().getHost(), fleet.address().uri().getPort())) {
            WorkerProcess process = fleet.startThrough(proxy.port(), gated, config(5));
            fleet.awaitProcesses(1);
            String id = fleet.fleet().list().get(0).id();
            proxy.latency(Duration.ofMillis(150));
            fleet.enqueue(5);
            await().pollInterval(Duration.ofMillis(5))
                    .atMost(SOON)
                    .until(() -> fleet.store().hashSize(fleet.store().keys().reserved(id)) == 5);

            process.stop();

            assertThat(process.awaitStopped(Duration.ofSeconds(8))).isTrue();
            assertThat(fleet.ready("note")).isEqualTo(5);
            assertThat(running).hasValue(0);
            assertThat(fleet.fleet().list()).isEmpty();
        }
    }

    @Test
    void processesThatComeAndGoUnderLoadLoseNothing() {
        Set<Integer> ran = ConcurrentHashMap.newKeySet();
        AtomicInteger runs = new AtomicInteger();
        fleet.enqueue(3_000);
        for (int i = 0; i < 6; i++) {
            WorkerProcess process =
                    fleet.start(
                            (note, context) -> {
                                runs.incrementAndGet();
                                ran.add(note.number());
                                return Outcome.completed();
                            },
                            config(8));
            int enough = i * 400;
            await().atMost(SOON).until(() -> ran.size() > enough);
            process.close();
        }
        fleet.start(
                (note, context) -> {
                    runs.incrementAndGet();
                    ran.add(note.number());
                    return Outcome.completed();
                },
                config(8));

        fleet.awaitDone(3_000);

        assertThat(ran).hasSize(3_000);
        assertThat(runs).hasValue(3_000);
        assertThat(fleet.stats().total("reaped")).isZero();
        assertThat(fleet.stats().by("failed")).isEmpty();
    }

    private int threads() {
        return fleet.fleet().list().stream().mapToInt(view -> view.number("threads")).sum();
    }

    private void awaitState(String state) {
        await().atMost(TWO_SECONDS).until(() -> fleet.fleet().list().get(0).state().equals(state));
    }

    private static int number(String payload) {
        String digits = payload.replaceAll(".*\"number\":(\\d+).*", "$1");
        return Integer.parseInt(digits);
    }
}
