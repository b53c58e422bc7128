package darkroom.workers;

import static darkroom.workers.TestFleet.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import darkroom.queue.handler.Outcome;
import darkroom.queue.maintenance.Reaper.Lease;
import darkroom.workers.ChildWorker.Deed;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long it takes from SIGKILL of a process until all its jobs run again, with the lease that is
 * the default. {@code -Ddarkroom.test.kills=50} makes it a measurement, which the log shows.
 */
@Timeout(900)
final class RecoveryIT {
    private static final Logger LOG = LoggerFactory.getLogger(RecoveryIT.class);
    private static final int KILLS = Integer.getInteger("darkroom.test.kills", 3);
    private static final int JOBS = 20;

    /** What the table of the service promises. */
    private static final Duration PROMISED = Duration.ofSeconds(2);

    @Test
    void jobsOfAKilledProcessRunAgainWithinTwoSeconds() throws Exception {
        List<Long> millis = new ArrayList<>();
        try (TestFleet fleet = TestFleet.open()) {
            // Has no threads: it watches. A connection that is gone counts for it after a lease.
            fleet.start((note, context) -> Outcome.completed(), config(0));
            fleet.awaitProcesses(1);
            long begin = System.nanoTime();
            Duration lease = Lease.DEFAULT.duration().plusSeconds(1);
            await().atMost(lease.plus(SOON))
                    .until(() -> System.nanoTime() - begin > lease.toNanos());
            for (int kill = 1; kill <= KILLS; kill++) {
                millis.add(recoveryMillis(fleet, kill));
            }

            assertThat(fleet.stats().total("reaped")).isEqualTo((long) KILLS * JOBS);
            assertThat(fleet.stats().by("failed")).isEmpty();
        }

        Collections.sort(millis);
        LOG.atInfo()
                .addKeyValue("kills", KILLS)
                .addKeyValue("millis", millis)
                .log("from SIGKILL to the last job running again");
        // One of them may have met a machine that had no time for it.
        assertThat(millis.subList(0, KILLS - 1))
                .allSatisfy(each -> assertThat(each).isLessThan(PROMISED.toMillis()));
        assertThat(millis.get(KILLS - 1)).isLessThan(Lease.DEFAULT.duration().toMillis());
    }

    private static long recoveryMillis(TestFleet fleet, int kill) throws Exception {
        CountDownLatch again = new CountDownLatch(JOBS);
        String started = ChildWorker.startedKey(fleet.address());
        fleet.store().delete(started);
        try (ChildWorker child = child(fleet)) {
            fleet.enqueue(JOBS, kill * 1_000);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> fleet.store().members(started).size() == JOBS);
            WorkerProcess survivor =
                    fleet.start(
                            (note, context) -> {
                                again.countDown();
                                return Outcome.completed();
                            },
                            config(JOBS));
            fleet.awaitProcesses(3);
            // Anywhere between two beats of the one that is killed.
            long phase = System.nanoTime() + Duration.ofMillis(37L * kill % 500).toNanos();
            await().pollInterval(Duration.ofMillis(1)).until(() -> System.nanoTime() > phase);

            long killed = System.nanoTime();
            child.process().destroyForcibly();

            assertThat(again.await(30, TimeUnit.SECONDS)).isTrue();
            long nanos = System.nanoTime() - killed;
            survivor.close();
            return TimeUnit.NANOSECONDS.toMillis(nanos);
        }
    }

    private static ChildWorker child(TestFleet fleet) throws IOException {
        return ChildWorker.start(
                fleet.address(), JOBS, Deed.NEVER_ENDS, "-D" + ChildWorker.USUAL_LEASE + "=true");
    }

    private static WorkerConfig config(int threads) {
        return new WorkerConfig(
                "test", threads, List.of("note"), Lease.DEFAULT, WorkerConfig.Patience.DEFAULT);
    }
}
