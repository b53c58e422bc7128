package darkroom.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import darkroom.queue.ledger.Minutes;
import darkroom.queue.maintenance.Reaper.Lease;
import darkroom.queue.objectives.WaitMinutes;
import darkroom.queue.operations.OperationRunner;
import darkroom.queue.reserve.Membership;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class KeeperIT {
    private static final Lease LEASE = new Lease(Duration.ofMillis(20), Duration.ofMillis(100));

    @Test
    void nobodyIsGivenUpByOneWhoHasOnlyJustReachedRedisAgain() {
        try (TestFleet fleet = TestFleet.open()) {
            fleet.enqueue(3);
            Membership silent = Membership.join(fleet.store(), "silent", List.of("note"));
            silent.exchange(silent.batch(List.of(), Map.of()), 3, 0);
            long joinedAt = fleet.store().timeMillis();
            await().until(() -> fleet.store().timeMillis() > joinedAt + 150);

            for (Duration steady : List.of(Duration.ZERO, Duration.ofMillis(49))) {
                keeper(fleet, () -> steady).reap(Duration.ZERO);
                assertThat(silent.held()).hasSize(3);
            }
            keeper(fleet, () -> Duration.ofMillis(50)).reap(Duration.ZERO);

            assertThat(fleet.ready("note")).isEqualTo(3);
            assertThat(silent.held()).isEmpty();
        }
    }

    @Test
    void whoPromotesKeepsTheLedgerOfTheMinuteAndHowLongJobsHadWaited() {
        try (TestFleet fleet = TestFleet.open()) {
            fleet.enqueue(3);
            Keeper keeper = keeper(fleet, () -> Duration.ZERO);
            Minutes minutes = new Minutes(fleet.store());

            await().atMost(Duration.ofSeconds(40))
                    .until(() -> !keeper.promote().isNegative() && minutes.latest().isPresent());

            assertThat(new WaitMinutes(fleet.store()).earliest()).isPresent();
        }
    }

    private static Keeper keeper(TestFleet fleet, Supplier<Duration> steady) {
        OperationRunner operations = new OperationRunner(fleet.store(), "test-9");
        return new Keeper(fleet.store(), operations, LEASE, steady);
    }
}
