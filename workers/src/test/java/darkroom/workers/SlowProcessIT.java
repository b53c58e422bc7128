package darkroom.workers;

import static darkroom.workers.TestFleet.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import darkroom.queue.handler.Outcome;
import darkroom.queue.inspect.Fleet.ProcessView;
import darkroom.queue.maintenance.Reaper.Lease;
import darkroom.workers.ChildWorker.Deed;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Processes that live and are slow: nobody takes their jobs. */
@Timeout(180)
final class SlowProcessIT {
    @Test
    void processThatStandsStillForManyBeatsKeepsItsJobs() throws Exception {
        try (TestFleet fleet = TestFleet.open();
                ChildWorker child = ChildWorker.start(fleet.address(), 20, Deed.NEVER_ENDS)) {
            fleet.enqueue(20);
            awaitStarted(fleet, 20);
            watch(fleet, TestFleet.LEASE);

            // Fifteen beats, three quarters of a lease; its connection stays.
            child.signal("STOP");
            pass(Duration.ofMillis(1_500));
            List<String> whileItStood = ids(fleet);
            child.signal("CONT");
            pass(TestFleet.LEASE.duration());

            assertThat(whileItStood).containsExactly("child-1", "test-2");
            assertThat(ids(fleet)).containsExactly("child-1", "test-2");
            assertThat(fleet.stats().total("reaped")).isZero();
        }
    }

    @Test
    void processThatCollectsGarbageAllTheTimeWithoutAProcessorToItselfKeepsItsJobs()
            throws Exception {
        String[] flags = {"-Xmx48m", "-D" + ChildWorker.USUAL_LEASE + "=true"};
        try (TestFleet fleet = TestFleet.open();
                ChildWorker child = ChildWorker.start(fleet.address(), 5, Deed.THRASHES, flags)) {
            fleet.enqueue(5);
            awaitStarted(fleet, 5);
            watch(fleet, Lease.DEFAULT);

            List<Thread> hogs =
                    IntStream.range(0, 2 * Runtime.getRuntime().availableProcessors())
                            .mapToObj(i -> new Thread(SlowProcessIT::spin, "hog-" + i))
                            .toList();
            hogs.forEach(Thread::start);
            pass(Duration.ofSeconds(5));
            hogs.forEach(Thread::interrupt);

            assertThat(child.process().isAlive()).isTrue();
            assertThat(ids(fleet)).containsExactly("child-1", "test-2");
            assertThat(fleet.stats().total("reaped")).isZero();
        }
    }

    /** Starts one that takes no jobs, and waits until a connection that is gone counts for it. */
    private static void watch(TestFleet fleet, Lease lease) {
        WorkerConfig config =
                new WorkerConfig("test", 0, List.of("note"), lease, WorkerConfig.Patience.DEFAULT);
        fleet.start((note, context) -> Outcome.completed(), config);
        fleet.awaitProcesses(2);
        pass(lease.duration().plus(lease.beat().multipliedBy(3)));
    }

    private static void awaitStarted(TestFleet fleet, int count) {
        String key = ChildWorker.startedKey(fleet.address());
        await().atMost(Duration.ofSeconds(60))
                .until(() -> fleet.store().members(key).size() == count);
    }

    private static List<String> ids(TestFleet fleet) {
        return fleet.fleet().list().stream().map(ProcessView::id).toList();
    }

    /** Time is the condition here: what must not happen in it is looked for afterwards. */
    private static void pass(Duration time) {
        long begin = System.nanoTime();
        await().atMost(time.plus(SOON))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> System.nanoTime() - begin > time.toNanos());
    }

    private static void spin() {
        while (!Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
        }
    }
}
