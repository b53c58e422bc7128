package darkroom.web.dashboard.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WordsTest {
    @ParameterizedTest
    @CsvSource({
        "-5, 0 s",
        "0, 0 s",
        "119, 119 s",
        "120, 2 min",
        "7199, 119 min",
        "7200, 2 h 0 min",
        "9000, 2 h 30 min",
        "172800, 2 d 0 h",
        "90000000, '1,041 d 16 h'"
    })
    void spansAreOfTwoUnits(long seconds, String expected) {
        assertThat(Words.span(Duration.ofSeconds(seconds))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "0, –",
        "0.5, 0.5 ms",
        "12, 12 ms",
        "999, 999 ms",
        "1500, 1.5 s",
        "119000, 119.0 s",
        "300000, 5 min"
    })
    void timesHaveTheirUnit(double millis, String expected) {
        assertThat(Words.millis(millis)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, '1,023 B'",
        "1024, 1.0 KiB",
        "1572864, 1.5 MiB",
        "10995116277760, 10.0 TiB",
        "11258999068426240, 10240.0 TiB"
    })
    void bytesHaveTheirUnit(double bytes, String expected) {
        assertThat(Words.bytes(bytes)).isEqualTo(expected);
    }

    @Test
    void numbersAreInGroups() {
        assertThat(Words.count(1_234_567)).isEqualTo("1,234,567");
        for (long count : new long[] {0, -1, 999, -999, 1_000, -123_456, Long.MIN_VALUE}) {
            assertThat(Words.count(count)).isEqualTo(String.format(Locale.ROOT, "%,d", count));
        }
        assertThat(Words.number(0.25)).isEqualTo("0.3");
        assertThat(Words.number(12.6)).isEqualTo("13");
        assertThat(Words.number(4)).isEqualTo("4");
        assertThat(Words.number(Double.NaN)).isEqualTo("–");
        assertThat(Words.number(OptionalDouble.empty())).isEqualTo("–");
        assertThat(Words.number(OptionalDouble.of(2))).isEqualTo("2");
    }

    @Test
    void timesAreInUtcWhereverTheServerIs() {
        assertThat(Words.time(Instant.ofEpochSecond(1_700_000_000)))
                .isEqualTo("2023-11-14 22:13:20");
    }

    @Test
    void parametersAreEncoded() {
        assertThat(Words.with("/queue", "name", "a&b=c/\"d"))
                .isEqualTo("/queue?name=a%26b%3Dc%2F%22d");
        assertThat(Words.with("/dead?since=1", "after", "x")).isEqualTo("/dead?since=1&after=x");
    }

    @Test
    void pointsOfAChartAreNumbersAlone() {
        Chart chart =
                new Chart(
                        "t",
                        List.of(60L, 120L),
                        List.of(
                                new Chart.Line("a|b", new double[] {1, Double.NaN}),
                                new Chart.Line("c", new double[] {0.5, 2})));

        assertThat(chart.points()).isEqualTo("60,120;1.0,;0.5,2.0");
        assertThat(chart.names()).isEqualTo("a/b|c");
    }
}
