package darkroom.queue.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class OperationWatchTest {
    private final Map<String, String> fields =
            new TreeMap<>(
                    Map.of(
                            "state", "running",
                            "rate", "500",
                            "canary", "20",
                            "patience", "60000",
                            "failures", "10",
                            "window", "50",
                            "moved", "20",
                            "waitUntil", "5000"));

    private OperationWatch watch(long tried, long failed, long done, long dead) {
        return new OperationWatch(
                new OperationFields(fields), new Operation.Ends(tried, failed, done, dead));
    }

    @Test
    void canaryPassesWhenAllOfItAreDone() {
        fields.put("state", "waiting");

        assertThat(watch(20, 0, 19, 0).hasPassed()).isFalse();
        assertThat(watch(20, 0, 19, 0).objection(4_999)).isEmpty();
        assertThat(watch(20, 3, 20, 0).hasPassed()).as("some at a later attempt").isTrue();
        assertThat(watch(20, 3, 20, 0).objection(9_999)).isEmpty();
        assertThat(watch(20, 1, 20, 1).hasPassed()).isFalse();
    }

    @Test
    void canaryFailsWhenOneIsDeadAgainOrItTakesTooLong() {
        fields.put("state", "waiting");

        assertThat(watch(2, 1, 1, 1).objection(0).orElseThrow()).contains("1 of its 20 jobs died");
        assertThat(watch(20, 0, 18, 0).objection(5_000).orElseThrow())
                .contains("after 1 min, 2 of its 20 jobs were not done");
    }

    @Test
    void canaryIsLackedUntilItIsOutAndNotAfterItHasPassed() {
        fields.put("moved", "7");
        assertThat(watch(0, 0, 0, 0).canaryLacks()).isEqualTo(13);
        fields.put("moved", "20");
        assertThat(watch(0, 0, 0, 0).canaryLacks()).isZero();
        fields.put("passed", "1");
        assertThat(watch(0, 0, 0, 0).canaryLacks()).isEqualTo(-1);
        fields.remove("passed");
        fields.put("canary", "0");
        assertThat(watch(0, 0, 0, 0).canaryLacks()).isEqualTo(-1);
    }

    @Test
    void tenFailuresOfTheLastFiftyStopIt() {
        assertThat(watch(9, 9, 0, 0).objection(0)).isEmpty();
        assertThat(watch(10, 10, 0, 0).objection(0)).isPresent();
        assertThat(watch(50, 10, 40, 0).objection(0)).isPresent();
        assertThat(watch(50, 9, 40, 0).objection(0)).isEmpty();
    }

    @Test
    void manyTriedSinceTheLastLookAreJudgedByTheirShare() {
        assertThat(watch(1_000, 199, 0, 0).objection(0)).isEmpty();
        assertThat(watch(1_000, 200, 0, 0).objection(0).orElseThrow())
                .startsWith("200 of the last 1000 retried jobs failed again, limit is 10 of");
    }

    @Test
    void nextWindowBeginsWhereTheLastWasFull() {
        assertThat(watch(49, 9, 0, 0).window()).isEqualTo(new OperationWatch.Window(0, 0));
        assertThat(watch(50, 9, 0, 0).window()).isEqualTo(new OperationWatch.Window(50, 9));
        fields.put("triedBefore", "50");
        fields.put("failedBefore", "9");
        assertThat(watch(99, 18, 0, 0).objection(0)).isEmpty();
        assertThat(watch(80, 19, 0, 0).objection(0)).isPresent();
    }

    @Test
    void paceOutsideItsRangeIsRefused() {
        assertThat(Pace.DEFAULT.withRate(1).rate()).isOne();
        assertThatThrownBy(() -> Pace.DEFAULT.withRate(0))
                .hasMessage(
                        "cannot set the rate of an operation: expected 1..10000, found 0; choose"
                                + " one of these");
        assertThatThrownBy(() -> Pace.DEFAULT.withCanary(1_001, Duration.ofMinutes(1)))
                .hasMessageContaining("canary");
        assertThatThrownBy(() -> Pace.DEFAULT.withCanary(1, Duration.ofDays(2)))
                .hasMessageContaining("patience");
        assertThatThrownBy(() -> new Pace(1, 0, Duration.ofMinutes(1), 51, 50))
                .hasMessageContaining("failures");
    }
}
