package darkroom.workers;

import static darkroom.workers.TestFleet.NOTE;
import static darkroom.workers.TestFleet.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import darkroom.queue.Job;
import darkroom.queue.doctor.Doctor;
import darkroom.queue.doctor.Report;
import darkroom.queue.handler.Failure;
import darkroom.queue.handler.Outcome;
import darkroom.workers.TestFleet.Note;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A doctor at work on a fleet that works. */
@Timeout(300)
final class DoctorIT {
    private static final int EXAMINATIONS = 50;
    private static final int EXAMINATIONS_MAX = 20_000;
    private static final int DONE_MIN = 5_000;

    private final TestFleet fleet = TestFleet.open();

    @AfterEach
    void close() {
        fleet.close();
    }

    // Unique, delayed and plain jobs in turn, of which some fail once, some for good.
    private void enqueue(int round) {
        List<Job<Note>> jobs = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Job<Note> job = NOTE.job(new Note(round * 200 + i));
            jobs.add(
                    switch (i % 4) {
                        case 0 -> job.uniqueBy("key-" + i);
                        case 1 -> job.delayedBy(Duration.ofMillis(20));
                        default -> job;
                    });
        }
        fleet.client().enqueueAll(jobs);
    }

    @Test
    void doctorFindsNothingWrongWithAFleetThatIsBusy() throws Exception {
        for (int i = 0; i < 2; i++) {
            fleet.start(
                    (note, context) ->
                            switch (note.number() % 7) {
                                case 0 -> Outcome.buried(Failure.of("never", "never"));
                                case 1, 2 ->
                                        context.attempt() < 3
                                                ? Outcome.failed(Failure.of("soon", "soon"))
                                                : Outcome.completed();
                                case 3 ->
                                        context.timeLeft().toMillis() % 2 == 0
                                                ? Outcome.snoozed(Duration.ofMillis(5))
                                                : Outcome.completed();
                                default -> Outcome.completed();
                            },
                    config(100));
        }
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> load =
                CompletableFuture.runAsync(
                        () -> {
                            for (int round = 0; !over.get(); round++) {
                                await().atMost(Duration.ofMinutes(1))
                                        .until(() -> over.get() || fleet.ready("note") < 4_000);
                                enqueue(round);
                            }
                        });
        try {
            for (int i = 0; i < EXAMINATIONS || (isFresh() && i < EXAMINATIONS_MAX); i++) {
                Report report = new Doctor(fleet.store()).examine();
                assertThat(report.findings()).as("examination %d: %s", i, report).isEmpty();
            }
        } finally {
            over.set(true);
            load.join();
        }
        assertThat(isFresh()).isFalse();
    }

    // Fifty take a fifth of a second where nothing else runs: the fleet has to be busy meanwhile.
    private boolean isFresh() {
        return fleet.done() < DONE_MIN;
    }
}
