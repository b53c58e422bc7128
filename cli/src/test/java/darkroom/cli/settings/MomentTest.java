package darkroom.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MomentTest {
    private static final Instant NOW = Instant.parse("2026-11-26T15:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "90, 2026-11-26T14:58:30Z",
        "1h30m, 2026-11-26T13:30:00Z",
        "90s, 2026-11-26T14:58:30Z",
        "30m, 2026-11-26T14:30:00Z",
        "2h, 2026-11-26T13:00:00Z",
        "3d, 2026-11-23T15:00:00Z",
        "2026-11-26T03:00:00Z, 2026-11-26T03:00:00Z"
    })
    void momentIsAgoOrATime(String text, Instant expected) {
        assertThat(Moment.parse(text).by(NOW.toEpochMilli())).isEqualTo(expected);
    }

    @Test
    void nothingIsBefore1970() {
        assertThat(Moment.parse("999999999d").by(NOW.toEpochMilli())).isEqualTo(Instant.EPOCH);
        assertThat(Moment.parse("0001-01-01T00:00:00Z").by(0)).isEqualTo(Instant.EPOCH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "h", "-2h", "2 h", "2H", "1w", "9999999999d", "2026-11-26"})
    void anythingElseIsRefusedAndNamed(String text) {
        assertThatThrownBy(() -> Moment.parse(text))
                .hasMessageStartingWith("cannot read a time: expected one such as 30m, 2h, 3d")
                .hasMessageContaining("found \"" + text + "\"");
    }
}
