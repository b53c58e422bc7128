package darkroom.workers;

import static darkroom.workers.TestFleet.SOON;
import static darkroom.workers.TestFleet.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import darkroom.queue.failures.FailureGroups;
import darkroom.queue.failures.Fingerprint;
import darkroom.queue.handler.Outcome;
import darkroom.queue.inspect.DeadJobs.DeadView;
import darkroom.workers.ChildWorker.Deed;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Jobs that end the process that runs them, among many that do not. */
@Timeout(180)
final class PoisonIT {
    private static final int JOBS = 60;
    private static final int THREADS = 20;

    @Test
    void jobThatHaltsThreeProcessesIsDeadAndNoneThatStoodBesideIt() throws Exception {
        assertOnlyTheFirstIsDead(Deed.HALTS, 7);
    }

    @Test
    void jobThatEndsThreeProcessesInOrderIsDeadTooAndTheOthersAreDrained() throws Exception {
        assertOnlyTheFirstIsDead(Deed.EXITS, 8);
    }

    @Test
    void jobThatTakesAllMemoryThreeTimesIsDeadAndNoneThatStoodBesideIt() throws Exception {
        // 3 is what the JVM ends with by this flag.
        assertOnlyTheFirstIsDead(Deed.TAKES_MEMORY, 3, "-Xmx48m", "-XX:+ExitOnOutOfMemoryError");
    }

    private static void assertOnlyTheFirstIsDead(Deed deed, int exitCode, String... flags)
            throws Exception {
        try (TestFleet fleet = TestFleet.open()) {
            // Has no thread: it only gives back what others leave.
            fleet.start((note, context) -> Outcome.completed(), config(0));
            fleet.awaitProcesses(1);
            fleet.enqueue(JOBS);
            for (int loss = 1; loss <= 3; loss++) {
                try (ChildWorker child = ChildWorker.start(fleet.address(), THREADS, deed, flags)) {
                    assertThat(child.process().waitFor(60, TimeUnit.SECONDS))
                            .as("process %s ends by its job", loss)
                            .isTrue();
                    assertThat(child.process().exitValue()).isEqualTo(exitCode);
                }
                fleet.awaitProcesses(1);
            }
            await().atMost(SOON).until(() -> fleet.dead().count() == 1);
            try (ChildWorker child = ChildWorker.start(fleet.address(), THREADS, deed, flags)) {
                assertThat(child.process().isAlive()).isTrue();
                await().atMost(Duration.ofSeconds(60)).until(() -> fleet.done() == JOBS - 1);
            }

            DeadView dead = fleet.dead().find("n1").orElseThrow();
            assertThat(dead.job().cause().reason()).isEqualTo("poison");
            assertThat(dead.job().cause().message())
                    .matches(
                            "3 processes were lost while they ran it:"
                                    + " (child-\\d+), (?!\\1)(child-\\d+), (?!\\1|\\2)child-\\d+;"
                                    + " limit is 3.*");
            assertThat(fleet.dead().count()).isOne();
            String group = Fingerprint.poison("note").group();
            assertThat(new FailureGroups(fleet.store()).find(group))
                    .hasValueSatisfying(
                            poison -> {
                                assertThat(poison.seen().total()).isOne();
                                assertThat(poison.seen().dead()).isOne();
                                assertThat(poison.samples())
                                        .singleElement()
                                        .matches(sample -> sample.jobId().equals("n1"));
                            });
            assertThat(fleet.store().members(ChildWorker.effectsKey(fleet.address())))
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.rangeClosed(2, JOBS).mapToObj(i -> "n" + i).toList());
            assertThat(fleet.stats().by("failed")).as("attempts used up").isEmpty();
        }
    }
}
