package darkroom.queue.objectives;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.queue.LatencyBuckets;
import darkroom.queue.objectives.Objectives.Objective;
import darkroom.queue.objectives.Objectives.Source;
import darkroom.queue.objectives.QueueWait.Verdict;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QueueWaitTest {
    private static final Optional<Objective> HALF_A_MINUTE =
            Optional.of(new Objective(Duration.ofSeconds(30), Source.KIND));

    private static long[] counts(long quick, long slow, long slowMillis) {
        long[] counts = new long[LatencyBuckets.COUNT];
        counts[0] = quick;
        counts[LatencyBuckets.of(slowMillis)] += slow;
        return counts;
    }

    @ParameterizedTest
    @CsvSource({
        "95, 5, 40000, MET, 0.95",
        "94, 6, 40000, MISSED, 0.94",
        "0, 1, 40000, MISSED, 0.0",
        "0, 1, 20000, MET, 1.0",
        "100, 0, 1, MET, 1.0",
    })
    void isMetWhere95Of100BeganWithinIt(
            long quick, long slow, long slowMillis, Verdict verdict, double within) {
        QueueWait wait = QueueWait.of(counts(quick, slow, slowMillis), HALF_A_MINUTE);

        assertThat(wait.verdict()).isEqualTo(verdict);
        assertThat(wait.within()).isEqualTo(within);
        assertThat(wait.burn() > 1).isEqualTo(verdict == Verdict.MISSED);
        assertThat(wait.within() >= QueueWait.SHARE).isEqualTo(verdict == Verdict.MET);
        assertThat(wait.jobs()).isEqualTo(quick + slow);
    }

    @Test
    void nobodyIsOnTheSafeSideByMistake() {
        // In the bucket in which the objective ends, on either side of it.
        for (long millis : new long[] {29_900, 30_100}) {
            QueueWait wait = QueueWait.of(counts(0, 10, millis), HALF_A_MINUTE);
            assertThat(wait.millis(QueueWait.SHARE)).isBetween(30_100.0, 33_000.0);
            assertThat(wait.verdict()).isEqualTo(Verdict.MISSED);
            assertThat(wait.within()).isZero();
        }
    }

    @Test
    void withoutJobsOrWithoutAnObjectiveNothingIsMissed() {
        QueueWait idle = QueueWait.of(new long[LatencyBuckets.COUNT], HALF_A_MINUTE);
        QueueWait free = QueueWait.of(counts(0, 3, 3_600_000), Optional.empty());

        assertThat(idle.verdict()).isEqualTo(Verdict.IDLE);
        assertThat(idle.burn()).isZero();
        assertThat(idle.within()).isOne();
        assertThat(QueueWait.of(new long[0], HALF_A_MINUTE).verdict()).isEqualTo(Verdict.IDLE);
        assertThat(free.verdict()).isEqualTo(Verdict.NONE);
        assertThat(free.burn()).isZero();
        assertThat(free.millis(0.5)).isGreaterThan(3_600_000.0);
    }

    @Test
    void countsOfOthersAreNotItsOwn() {
        long[] counts = counts(1, 0, 1);
        QueueWait wait = QueueWait.of(counts, HALF_A_MINUTE);
        counts[0] = 9;
        wait.counts()[0] = 9;

        assertThat(wait.jobs()).isOne();
    }
}
