package darkroom.workers;

import static darkroom.workers.TestFleet.SOON;
import static darkroom.workers.TestFleet.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import darkroom.queue.Limits;
import darkroom.queue.handler.DependencyUnavailableException;
import darkroom.queue.handler.Outcome;
import darkroom.queue.inspect.DeadJobs.DeadView;
import darkroom.workers.TestFleet.Note;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Jobs that need something which is away. */
@Timeout(60)
final class AwayIT {
    private final TestFleet fleet = TestFleet.open();

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void jobsWaitForWhatIsAwayWithNoAttemptUsedUpAndHoldUpNobody() {
        AtomicBoolean away = new AtomicBoolean(true);
        AtomicInteger tries = new AtomicInteger();
        AtomicInteger unanswered = new AtomicInteger();
        Set<Integer> attempts = ConcurrentHashMap.newKeySet();
        fleet.start(
                (note, context) -> {
                    if (note.number() == 0 && away.get()) {
                        DependencyUnavailableException refused =
                                new DependencyUnavailableException(
                                        "db0", Duration.ofMillis(20), "cannot reach db0");
                        if (tries.incrementAndGet() % 2 == 0) {
                            throw refused;
                        }
                        unanswered.incrementAndGet();
                        throw refused.unanswered();
                    }
                    attempts.add(context.attempt());
                    return Outcome.completed();
                },
                config(1));
        for (int i = 0; i < 10; i++) {
            fleet.client().enqueue(TestFleet.NOTE.job(new Note(0)));
        }
        await().atMost(SOON).until(() -> tries.get() >= 50);
        fleet.client().enqueue(TestFleet.NOTE.job(new Note(1)));

        fleet.awaitDone(1);

        assertThat(fleet.stats().by("failed")).isEmpty();
        away.set(false);
        fleet.awaitDone(11);
        assertThat(attempts).containsExactly(1);
        assertThat(fleet.stats().by("awaited")).containsEntry("db0", (long) tries.get());
        assertThat(fleet.stats().by("unanswered")).containsEntry("db0", (long) unanswered.get());
        assertThat(fleet.stats().by("snoozed")).containsEntry("note", (long) tries.get());
        assertThat(fleet.stats().by("start").values().stream().mapToLong(n -> n).sum())
                .as("a job begins once, however often it waits")
                .isEqualTo(11);
    }

    @Test
    void jobThatWaitedForADayEndsDeadAndInSight() {
        fleet.start(
                (note, context) -> {
                    throw new DependencyUnavailableException(
                            "apns", Duration.ZERO, "cannot reach Apple");
                },
                config(1));
        long yesterday = Instant.now().minus(Limits.AWAY_MAX).toEpochMilli() - 1;
        push("\"id\":\"n1\",\"awaySince\":" + yesterday);

        await().atMost(SOON).until(() -> fleet.dead().count() == 1);

        DeadView dead = fleet.dead().find("n1").orElseThrow();
        assertThat(dead.job().cause().reason()).isEqualTo("attempts");
        assertThat(dead.job().cause().type()).isEqualTo("dependency-away");
        assertThat(dead.job().cause().message()).contains("apns").contains("cannot reach Apple");
        assertThat(fleet.stats().by("failed")).containsEntry("note", 3L);
    }

    @Test
    void timeOfWaitingEndsWithTheWait() {
        AtomicInteger runs = new AtomicInteger();
        fleet.start(
                (note, context) -> {
                    if (runs.incrementAndGet() == 1) {
                        return Outcome.snoozed(Duration.ZERO);
                    }
                    throw new DependencyUnavailableException(
                            "db0", Duration.ofHours(1), "cannot reach db0");
                },
                config(1));
        // A day ago it waited; it does not any more, and what it meets next begins anew.
        push("\"id\":\"n1\",\"awaySince\":1");

        await().atMost(SOON).until(() -> fleet.stats().by("awaited").containsKey("db0"));

        assertThat(fleet.stats().by("failed")).isEmpty();
        assertThat(fleet.dead().count()).isZero();
    }

    @Test
    void exceptionSaysWhatIsAwayAndForHowLong() {
        assertThatThrownBy(() -> new DependencyUnavailableException("A b", Duration.ZERO, ""))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () ->
                                new DependencyUnavailableException(
                                        "x", Limits.DELAY_MAX.plusMillis(1), ""))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DependencyUnavailableException("x", Duration.ofMillis(-1), ""))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private void push(String members) {
        String payload = "{\"class\":\"note\",\"args\":[{\"number\":0}]," + members + "}";
        ForeignClient.push(fleet.address(), "note", payload.getBytes(StandardCharsets.UTF_8));
    }
}
