package darkroom.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class OutputTest {
    @Test
    void linesOfOursKeepTheirLabels() {
        Output output =
                Output.parse(
                        """
                        {"row":"drain","of":"ours","threads":50,"value":61900,"unit":"jobs/s",\
                        "min":1,"max":2,"rounds":1,"disturbed":false,"samples":[61900]}

                        {"row":"drain","of":"floor","threads":50,"value":265574,"unit":"jobs/s"}
                        """);

        assertThat(output.readings())
                .containsExactly(
                        new Reading(
                                Map.of("row", "drain", "of", "ours", "threads", "50"),
                                61_900,
                                "jobs/s"),
                        new Reading(
                                Map.of("row", "drain", "of", "floor", "threads", "50"),
                                265_574,
                                "jobs/s"));
        assertThat(output.version()).isEmpty();
    }

    @Test
    void lineOfAPeerIsThreeReadings() {
        Output output =
                Output.parse(
                        """
                        {"value":0.5,"unit":"ms","p50":0.5,"p99":1.5,"version":"1.1","settings":"x"}
                        """);

        assertThat(output.readings())
                .extracting(reading -> reading.labels().get(Reading.STAT), Reading::value)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("value", 0.5),
                        org.assertj.core.groups.Tuple.tuple("p50", 0.5),
                        org.assertj.core.groups.Tuple.tuple("p99", 1.5));
        assertThat(output.version()).isEqualTo("1.1");
        assertThat(output.settings()).isEqualTo("x");
    }

    @Test
    void whatIsNoFigureIsQuoted() {
        assertThatThrownBy(() -> Output.parse("Segmentation fault"))
                .isInstanceOf(ContestantFailedException.class)
                .hasMessageContaining("found Segmentation fault");
        assertThatThrownBy(() -> Output.parse("{\"value\":\"many\"}"))
                .isInstanceOf(ContestantFailedException.class)
                .hasMessageContaining("many");
    }
}
