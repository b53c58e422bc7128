package darkroom.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DurationTextTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "90, 90",
        "0s, 0",
        "30s, 30",
        "2m, 120",
        "8h, 28800",
        "7d, 604800",
        "1h30m, 5400",
        "1d1h1m1s, 90061",
        "999999999d, 86399999913600"
    })
    void numberAloneIsSecondsAndLettersAreUnits(String text, long seconds) {
        assertThat(DurationText.parse(text)).contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "x",
                "-1",
                "-1h",
                "+1",
                "1.5h",
                "1w",
                "1H",
                "s",
                "1m1h",
                "1m1",
                "1h; rm",
                "1000000000",
                "1000000000s",
                "9223372036854775808",
                "\u0661"
            })
    void whatIsNoDurationIsNone(String text) {
        assertThat(DurationText.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, 0s", "1, 1s", "90, 90s", "300, 5m", "3600, 1h", "90000, 25h", "31622400, 366d"})
    void durationIsSaidInItsLargestWholeUnit(long seconds, String text) {
        assertThat(DurationText.of(Duration.ofSeconds(seconds))).isEqualTo(text);
    }

    @Test
    void faultNamesTheRangeWhatWasFoundAndAnExample() {
        Faults faults = new Faults();

        Duration five = faults.duration("--wait", "5m", Duration.ZERO, Duration.ofMinutes(5));
        Duration least =
                faults.duration("--drain", "301", Duration.ofSeconds(2), Duration.ofMinutes(5));

        assertThat(five).isEqualTo(Duration.ofMinutes(5));
        assertThat(least).isEqualTo(Duration.ofSeconds(2));
        assertThat(faults.list())
                .containsExactly(
                        "cannot use --drain: expected a duration in 2s..5m, found \"301\"; give"
                                + " seconds, or a number with s, m, h or d, such as 30s");
    }
}
