package darkroom.workers;

import static darkroom.workers.TestFleet.SOON;
import static darkroom.workers.TestFleet.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import darkroom.queue.handler.Failure;
import darkroom.queue.handler.JobContext;
import darkroom.queue.handler.Outcome;
import darkroom.queue.ledger.Account;
import darkroom.queue.ledger.Ledger;
import darkroom.workers.TestFleet.Note;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class LedgerIT {
    private final TestFleet fleet = TestFleet.open();

    @AfterEach
    void close() {
        fleet.close();
    }

    private Account note() {
        return Ledger.read(fleet.store()).account("note");
    }

    // Some of everything, and each job ends.
    private static Outcome mixed(Note note, JobContext context) {
        return switch (note.number() % 10) {
            case 0 -> Outcome.failed(Failure.of("no", "no"));
            case 1 ->
                    context.attempt() == 1
                            ? Outcome.failed(Failure.of("once", "once"))
                            : Outcome.completed();
            case 2 -> Outcome.buried(Failure.of("never", "never"));
            default -> Outcome.completed();
        };
    }

    @Test
    void busyFleetIsBalancedWheneverItIsLookedAt() {
        int jobs = 30_000;
        fleet.start(LedgerIT::mixed, config(100));
        fleet.start(LedgerIT::mixed, config(100));
        int looks = 0;
        for (int first = 1; first < jobs; first += 500) {
            fleet.enqueue(500, first);
            Ledger ledger = Ledger.read(fleet.store());
            assertThat(ledger.isBalanced()).as("look %d: %s", looks, ledger).isTrue();
            looks++;
        }
        while (note().out().done() + note().now().dead() < jobs) {
            Ledger ledger = Ledger.read(fleet.store());
            assertThat(ledger.isBalanced()).as("look %d: %s", looks, ledger).isTrue();
            looks++;
        }
        assertThat(looks).isGreaterThan(60);
        assertThat(note().in()).isEqualTo(new Account.In(jobs, 0, 0));
        assertThat(note().out().done()).isEqualTo(8L * (jobs / 10));
        assertThat(note().now()).isEqualTo(new Account.Now(0, 0, 0, 0, 2L * (jobs / 10)));
    }

    @Test
    void fleetThatStopsAndIsReapedIsBalanced() {
        CountDownLatch never = new CountDownLatch(1);
        fleet.enqueue(300);
        var slow =
                fleet.start(
                        (note, context) -> {
                            return never.await(1, TimeUnit.MINUTES)
                                    ? Outcome.completed()
                                    : Outcome.snoozed(Duration.ZERO);
                        },
                        config(20, Duration.ofMillis(100)));
        await().atMost(SOON).until(() -> note().now().reserved() >= 20);
        assertThat(Ledger.read(fleet.store()).isBalanced()).isTrue();

        slow.stop();

        await().atMost(SOON).until(() -> note().now().ready() == 300);
        assertThat(Ledger.read(fleet.store()).isBalanced()).isTrue();
    }

    @Test
    void jobsOfForeignClientsAreCountedWhenTheirFirstAttemptEnds() {
        for (int i = 0; i < 10; i++) {
            push("{\"class\":\"note\",\"args\":[{\"number\":" + i + "}]}");
        }
        push("{\"class\":\"nobody-knows\",\"args\":[]}");
        push("no JSON at all");
        fleet.store().addMember(fleet.store().keys().queues(), "note");
        fleet.enqueue(10, 3);
        assertThat(note().missing()).isEqualTo(-12);

        fleet.start(LedgerIT::mixed, config(4));

        await().atMost(SOON).until(() -> note().now().equals(new Account.Now(0, 1, 0, 0, 5)));
        assertThat(note().in()).isEqualTo(new Account.In(10, 12, 0));
        assertThat(Ledger.read(fleet.store()).isBalanced()).isTrue();
    }

    private void push(String payload) {
        ForeignClient.push(fleet.address(), "note", payload.getBytes(StandardCharsets.UTF_8));
    }
}
