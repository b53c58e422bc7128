package darkroom.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.HdrHistogram.Histogram;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LatenciesTest {
    private static final Offset<Double> DIGITS = within(0.1);

    @Test
    void percentilesAreInMilliseconds() {
        Latencies latencies = new Latencies();
        Histogram round = Latencies.round();
        for (int millis = 1; millis <= 100; millis++) {
            round.recordValue(Duration.ofMillis(millis).toNanos());
        }
        latencies.add(round);

        assertThat(latencies.of("p50").get(0)).isEqualTo(50, DIGITS);
        assertThat(latencies.of("p99").get(0)).isEqualTo(99, DIGITS);
        assertThat(latencies.of("max").get(0)).isEqualTo(100, DIGITS);
        assertThat(latencies.figures("pickup", Labels.of("load", "idle")))
                .extracting(figure -> figure.labels().get("at"))
                .containsExactly("p50", "p99", "p99.9", "max");
    }

    @Test
    void whatCannotBeRecordedIsCutOff() {
        assertThat(Latencies.recordable(-5)).isZero();
        assertThat(Latencies.recordable(Long.MAX_VALUE)).isEqualTo(Duration.ofHours(1).toNanos());
    }

    @Test
    void ownFieldsAreWhatAForeignClientWouldNotWrite() {
        byte[] job =
                "{\"class\":\"noop\",\"args\":[1],\"id\":\"A\",\"at\":1}"
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8);

        assertThat(MemoryLoad.ownBytes(job)).isEqualTo(",\"id\":\"A\",\"at\":1".length());
    }
}
