package darkroom.workers;

import static darkroom.workers.TestFleet.SOON;
import static darkroom.workers.TestFleet.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import darkroom.embedded.FaultProxy;
import darkroom.embedded.FaultProxy.Mode;
import darkroom.embedded.fixtures.TestRedis;
import darkroom.queue.TimeHistogram;
import darkroom.queue.handler.Application;
import darkroom.queue.handler.Failure;
import darkroom.queue.handler.HandlerRegistry;
import darkroom.queue.handler.Outcome;
import darkroom.queue.inspect.Fleet;
import darkroom.queue.ledger.Builds;
import darkroom.queue.maintenance.Reaper;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a process says of itself. */
@Timeout(60)
final class WorkerFiguresIT {
    @Test
    void attemptsAreCountedByTheTimeTheyRan() {
        CountDownLatch never = new CountDownLatch(1);
        try (TestFleet fleet = TestFleet.open()) {
            WorkerProcess process =
                    fleet.start(
                            (note, context) -> {
                                if (note.number() == 1) {
                                    // By whole milliseconds of Redis' clock, as far as it is
                                    // known here: some of them may be missing.
                                    never.await(40, TimeUnit.MILLISECONDS);
                                }
                                return note.number() == 2 && context.attempt() == 1
                                        ? Outcome.failed(Failure.of("planted", "planted"))
                                        : Outcome.completed();
                            },
                            config(4));
            fleet.enqueue(20);

            fleet.awaitDone(20);

            TimeHistogram.Reading times =
                    Objects.requireNonNull(process.figures().runTimes().get("note"));
            assertThat(times.counts().stream().mapToLong(Long::longValue).sum()).isEqualTo(21);
            int beyond = times.bounds().indexOf(0.025) + 1;
            List<Long> slow = times.counts().subList(beyond, times.counts().size());
            assertThat(slow.stream().mapToLong(Long::longValue).sum()).isPositive();
            assertThat(times.sumSeconds()).isGreaterThanOrEqualTo(0.03);
            await().atMost(SOON).until(() -> LongStream.of(fleet.stats().runs("note")).sum() == 21);
            assertThat(fleet.stats().runMillis("note", 1.0)).isGreaterThanOrEqualTo(30);
        }
    }

    @Test
    void threadsAndJobsInHandAreTold() {
        CountDownLatch gate = new CountDownLatch(1);
        try (TestFleet fleet = TestFleet.open()) {
            WorkerProcess process =
                    fleet.start(
                            (note, context) -> {
                                gate.await();
                                return Outcome.completed();
                            },
                            config(3));
            fleet.enqueue(2);

            await().atMost(SOON).until(() -> process.figures().busy() == 2);
            assertThat(process.figures().idle()).isOne();
            assertThat(process.figures().held()).isEqualTo(2);
            assertThat(process.figures().state()).isEqualTo("serving");
            gate.countDown();
            await().atMost(SOON).until(() -> process.figures().held() == 0);
        }
    }

    @Test
    void buildHeapAndPausesAreToldAtEachBeat() {
        try (TestFleet fleet = TestFleet.open()) {
            fleet.start(
                    HandlerRegistry.builder().of(new Application("7.1+b", List.of())).build(),
                    config(1));

            await().atMost(SOON)
                    .until(() -> fleet.fleet().list().get(0).amount("heapBytes").isPresent());
            await().atMost(SOON).until(() -> !new Builds(fleet.store()).list().isEmpty());
            assertThat(new Builds(fleet.store()).list())
                    .extracting(Builds.Build::name)
                    .containsExactly("7.1+b");
            Fleet.ProcessView process = fleet.fleet().list().get(0);
            assertThat(process.build()).isEqualTo("7.1+b");
            assertThat(process.amount("heapBytes").orElse(0))
                    .isBetween(1L, process.amount("heapMaxBytes").orElse(0));
            assertThat(process.amount("gcMillis")).isPresent();
            assertThat(process.amount("gcMostMillis").orElse(-1))
                    .isBetween(0L, process.amount("gcMillis").orElse(-1));
            assertThat(process.amount("host")).as("no amount").isEmpty();
        }
    }

    @Test
    void endsThatCountNoMoreSinceTheProcessWasGivenUpAreCounted() throws Exception {
        URI shared = TestRedis.shared().uri();
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        try (FaultProxy proxy = FaultProxy.to(shared.getHost(), shared.getPort());
                TestFleet fleet = TestFleet.open()) {
            WorkerProcess process =
                    fleet.startThrough(
                            proxy.port(),
                            (note, context) -> {
                                running.countDown();
                                gate.await();
                                return Outcome.completed();
                            },
                            config(1, Duration.ZERO));
            fleet.enqueue(1);
            assertThat(running.await(15, TimeUnit.SECONDS)).isTrue();
            proxy.mode(Mode.BLACK_HOLE);
            gate.countDown();
            Reaper hasty =
                    new Reaper(
                            fleet.store(),
                            new Reaper.Lease(Duration.ofMillis(10), Duration.ofMillis(41)));
            await().atMost(SOON).until(() -> hasty.sweep(Reaper.Evidence.LEASE).processes() == 1);
            await().atMost(SOON).until(() -> process.figures().busy() == 0);

            proxy.mode(Mode.RESET);
            proxy.mode(Mode.PASS);

            await().atMost(SOON).until(() -> process.figures().termsLost() == 1);
            assertThat(process.figures().fencedSettles()).isOne();
        }
    }
}
