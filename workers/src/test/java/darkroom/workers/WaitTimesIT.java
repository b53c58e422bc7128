package darkroom.workers;

import static darkroom.workers.TestFleet.NOTE;
import static darkroom.workers.TestFleet.SOON;
import static darkroom.workers.TestFleet.config;
import static darkroom.workers.TestFleet.handling;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import darkroom.queue.LatencyBuckets;
import darkroom.queue.handler.DependencyUnavailableException;
import darkroom.queue.handler.Failure;
import darkroom.queue.handler.HandlerRegistry;
import darkroom.queue.handler.Outcome;
import darkroom.queue.objectives.Objectives;
import darkroom.queue.objectives.Objectives.Objective;
import darkroom.queue.objectives.Objectives.Source;
import darkroom.workers.TestFleet.Note;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long jobs waited, by queue, as the fleet is told. */
@Timeout(60)
final class WaitTimesIT {
    private static final long HOUR = 3_600_000;

    private static long told(TestFleet fleet) {
        return LongStream.of(fleet.stats().waits("note")).sum();
    }

    private static double most(TestFleet fleet) {
        return LatencyBuckets.percentileMillis(fleet.stats().waits("note"), 1);
    }

    /** A job as a client of ours writes it, first enqueued so long ago. */
    private static String job(TestFleet fleet, String id, long agoMillis, String more) {
        return "{\"class\":\"note\",\"args\":[{\"number\":1}],\"id\":\"%s\",\"at\":%d%s}"
                .formatted(id, fleet.store().timeMillis() - agoMillis, more);
    }

    private static void put(TestFleet fleet, String... jobs) {
        fleet.store().addMember(fleet.store().keys().queues(), "note");
        for (String job : jobs) {
            ForeignClient.push(fleet.address(), "note", job.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void eachJobIsCountedOnceFromItsFirstEnqueue() {
        try (TestFleet fleet = TestFleet.open()) {
            put(fleet, job(fleet, "old", HOUR, ""));
            fleet.enqueue(9);
            fleet.start((note, context) -> Outcome.completed(), config(2));

            await().atMost(SOON).until(() -> told(fleet) == 10);

            assertThat(most(fleet)).isBetween((double) HOUR, 1.2 * HOUR);
        }
    }

    @Test
    void attemptsAfterTheFirstAndJobsThatSayNoTimeAreNotCounted() {
        try (TestFleet fleet = TestFleet.open()) {
            put(
                    fleet,
                    job(fleet, "again", HOUR, ",\"attempt\":2"),
                    job(fleet, "retried-by-a-person", HOUR, ",\"begun\":\"p-1\""),
                    "{\"class\":\"note\",\"args\":[{\"number\":1}]}");
            fleet.enqueue(1, 7);
            fleet.start(
                    (note, context) ->
                            note.number() == 7 && context.attempt() == 1
                                    ? Outcome.failed(Failure.of("planted", "planted"))
                                    : Outcome.completed(),
                    config(2));
            fleet.awaitDone(4);

            await().atMost(SOON).until(() -> told(fleet) == 1);

            assertThat(most(fleet)).isLessThan(HOUR);
        }
    }

    @Test
    void jobWithADelayWaitsFromWhenItIsDue() {
        try (TestFleet fleet = TestFleet.open()) {
            long due = fleet.store().timeMillis() - HOUR / 60;
            put(fleet, job(fleet, "late", HOUR, ",\"due\":" + due));
            fleet.client().enqueue(NOTE.job(new Note(1)).delayedBy(Duration.ofMillis(300)));
            fleet.start((note, context) -> Outcome.completed(), config(2));

            await().atMost(SOON).until(() -> told(fleet) == 2);

            assertThat(most(fleet)).isBetween(HOUR / 60.0, HOUR / 60 * 1.5);
        }
    }

    @Test
    void jobThatIsPutOffWaitsUntilItIsNot() {
        AtomicInteger snoozes = new AtomicInteger();
        AtomicInteger aways = new AtomicInteger();
        try (TestFleet fleet = TestFleet.open()) {
            fleet.enqueue(2);
            fleet.start(
                    (note, context) -> {
                        if (note.number() == 1 && snoozes.getAndIncrement() < 3) {
                            return Outcome.snoozed(Duration.ofMillis(100));
                        }
                        if (note.number() == 2 && aways.getAndIncrement() < 2) {
                            throw new DependencyUnavailableException(
                                    "x", Duration.ofMillis(100), "planted");
                        }
                        return Outcome.completed();
                    },
                    config(2));
            fleet.awaitDone(2);

            await().atMost(SOON).until(() -> told(fleet) == 2);

            assertThat(most(fleet)).isGreaterThanOrEqualTo(300);
        }
    }

    @Test
    void fleetKnowsWhatABuildSaysOfItsQueues() {
        HandlerRegistry handlers =
                HandlerRegistry.builder()
                        .add(
                                NOTE.withObjective(Duration.ofSeconds(7)),
                                (note, context) -> Outcome.completed())
                        .build();
        try (TestFleet fleet = TestFleet.open()) {
            fleet.start(handlers, config(1));
            fleet.start(handling((note, context) -> Outcome.completed()), config(1));

            await().atMost(SOON).until(() -> new Objectives(fleet.store()).of("note").isPresent());

            assertThat(new Objectives(fleet.store()).all())
                    .containsExactly(
                            Map.entry("note", new Objective(Duration.ofSeconds(7), Source.KIND)));

            // As when Redis has lost everything.
            fleet.store().delete(fleet.store().keys().objectives());
            fleet.store().delete(fleet.store().keys().processes());

            await().atMost(SOON).until(() -> new Objectives(fleet.store()).of("note").isPresent());
        }
    }
}
