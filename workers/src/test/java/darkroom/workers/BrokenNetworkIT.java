package darkroom.workers;

import static darkroom.workers.TestFleet.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import darkroom.embedded.FaultProxy;
import darkroom.embedded.FaultProxy.Mode;
import darkroom.queue.handler.Outcome;
import darkroom.queue.inspect.Fleet.ProcessView;
import darkroom.queue.maintenance.Reaper.Lease;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** All connections break, of those who live: nobody is given up for it. */
@Timeout(120)
final class BrokenNetworkIT {
    /** Beats far enough apart for a break to fall between two of them. */
    private static final Lease LEASE = new Lease(Duration.ofMillis(500), Duration.ofSeconds(6));

    @Test
    void whoIsBackSoonDoesNotTakeThoseWhoAreNotYetForLost() throws Exception {
        try (TestFleet fleet = TestFleet.open();
                FaultProxy toWatcher = proxyTo(fleet);
                FaultProxy toOther = proxyTo(fleet)) {
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch gate = new CountDownLatch(1);
            AtomicInteger runs = new AtomicInteger();
            fleet.startThrough(
                    toOther.port(),
                    (note, context) -> {
                        runs.incrementAndGet();
                        begun.countDown();
                        gate.await();
                        return Outcome.completed();
                    },
                    config(1));
            fleet.enqueue(1);
            begun.await();
            fleet.startThrough(toWatcher.port(), (note, context) -> Outcome.completed(), config(0));
            fleet.awaitProcesses(2);
            // From then on a connection that is gone counts for the watcher.
            pass(LEASE.duration().plus(LEASE.beat().multipliedBy(3)));

            toWatcher.mode(Mode.CUT);
            toOther.mode(Mode.CUT);
            toWatcher.mode(Mode.PASS);
            String life = fleet.store().keys().lifeChannel("test-2");
            await().atMost(SOON).until(() -> fleet.store().subscribers(life) == 1);
            await().atMost(SOON)
                    .until(
                            () ->
                                    !ids(fleet).contains("test-1")
                                            || silence(fleet, "test-1") > 2_500);
            List<String> whileItWasCutOff = ids(fleet);
            toOther.mode(Mode.PASS);
            gate.countDown();
            fleet.awaitDone(1);

            assertThat(whileItWasCutOff).containsExactly("test-1", "test-2");
            assertThat(ids(fleet)).containsExactly("test-1", "test-2");
            assertThat(runs).hasValue(1);
            assertThat(fleet.stats().total("reaped")).isZero();
            fleet.stopAll();
        }
    }

    private static long silence(TestFleet fleet, String id) {
        double beat = fleet.store().score(fleet.store().keys().processes(), id).orElse(0);
        return fleet.store().timeMillis() - (long) beat;
    }

    private static List<String> ids(TestFleet fleet) {
        return fleet.fleet().list().stream().map(ProcessView::id).toList();
    }

    private static WorkerConfig config(int threads) {
        return new WorkerConfig(
                "test", threads, List.of("note"), LEASE, WorkerConfig.Patience.DEFAULT);
    }

    private static FaultProxy proxyTo(TestFleet fleet) throws IOException {
        return FaultProxy.to("127.0.0.1", fleet.address().uri().getPort());
    }

    /** Time is the condition here: what must not happen in it is looked for afterwards. */
    private static void pass(Duration time) {
        long begin = System.nanoTime();
        await().atMost(time.plus(SOON))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> System.nanoTime() - begin > time.toNanos());
    }
}
