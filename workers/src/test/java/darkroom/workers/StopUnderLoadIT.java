package darkroom.workers;

import static darkroom.workers.TestFleet.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import darkroom.queue.handler.Outcome;
import darkroom.workers.ChildWorker.Deed;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

/** SIGTERM while 200 threads run and many jobs are held ahead of them. */
@Timeout(120)
final class StopUnderLoadIT {
    private static final int JOBS = 20_000;
    private static final int THREADS = 200;

    /** What a shell sees of a JVM that SIGTERM has ended: 128 + 15. */
    private static final int TERMINATED = 143;

    @RepeatedTest(3)
    void nothingIsLostRunAgainOrCountedAsFailed() throws Exception {
        try (TestFleet fleet = TestFleet.open();
                ChildWorker child = ChildWorker.start(fleet.address(), THREADS, Deed.COUNTS)) {
            String effects = ChildWorker.effectsKey(fleet.address());
            String namespace = fleet.address().namespace();
            fleet.enqueue(JOBS);
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> fleet.store().members(effects).size() > JOBS / 20);

            child.signal("TERM");
            assertThat(child.process().waitFor(40, TimeUnit.SECONDS)).isTrue();

            Set<String> there = fleet.store().members(effects);
            assertThat(child.process().exitValue()).isEqualTo(TERMINATED);
            assertThat(fleet.fleet().list()).isEmpty();
            assertThat(there).as("what it did before it ended").hasSizeBetween(1_000, JOBS - 1_000);
            assertThat(fleet.done()).as("all of it settled").isEqualTo(there.size());
            assertThat(fleet.ready("note")).as("and nothing else").isEqualTo(JOBS - there.size());
            AtomicInteger again = new AtomicInteger();
            Set<Integer> attempts = ConcurrentHashMap.newKeySet();
            fleet.start(
                    (note, context) -> {
                        attempts.add(context.attempt());
                        if (!fleet.store().addMember(effects, "n" + note.number())) {
                            again.incrementAndGet();
                        }
                        return Outcome.completed();
                    },
                    config(20));
            fleet.awaitDone(JOBS);

            assertThat(fleet.store().members(effects)).hasSize(JOBS);
            assertThat(fleet.done()).isEqualTo(JOBS);
            assertThat(again).as("run again").hasValue(0);
            assertThat(attempts).containsExactly(1);
            assertThat(fleet.store().members(namespace + ":again")).isEmpty();
            assertThat(fleet.store().members(namespace + ":failed")).isEmpty();
            assertThat(fleet.stats().total("reaped")).isZero();
            assertThat(fleet.stats().by("failed")).isEmpty();
        }
    }
}
