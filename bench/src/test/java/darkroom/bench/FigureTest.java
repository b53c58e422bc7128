package darkroom.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FigureTest {
    private static Figure of(Double... samples) {
        return new Figure("drain", Labels.of("threads", 50), "jobs/s", List.of(samples));
    }

    @Test
    void valueIsTheMedianWhateverTheOrder() {
        assertThat(of(3.0, 1.0, 2.0).value()).isEqualTo(2);
        assertThat(of(4.0, 1.0, 3.0, 2.0).value()).isEqualTo(2.5);
        assertThat(of(7.0).value()).isEqualTo(7);
    }

    @Test
    void spreadIsThePartOfTheMedianBetweenLeastAndMost() {
        assertThat(of(90.0, 100.0, 120.0).spread()).isEqualTo(0.3);
        assertThat(of(0.0, 0.0).spread()).isZero();
        assertThat(of(5.0).spread()).isZero();
    }

    @Test
    void roundsThatAreTooFarApartAreDisturbed() {
        assertThat(of(90.0, 100.0, 120.0).disturbed()).isFalse();
        assertThat(of(90.0, 100.0, 120.1).disturbed()).isTrue();
        assertThat(of(0.0, 0.0, 1.0).disturbed()).isTrue();
    }

    @Test
    void ratiosAreTakenRoundByRound() {
        assertThat(Figure.ratios(List.of(10.0, 30.0), List.of(20.0, 30.0)))
                .containsExactly(0.5, 1.0);
    }

    @Test
    void fieldsKeepTheirOrderAndTheDigitsThatCount() {
        Map<String, Object> fields = of(123456.7, 123456.7).fields();

        assertThat(fields.keySet())
                .containsExactly(
                        "row",
                        "threads",
                        "value",
                        "unit",
                        "min",
                        "max",
                        "rounds",
                        "disturbed",
                        "samples");
        assertThat(fields).containsEntry("value", 123457L).containsEntry("rounds", 2);
        assertThat(of(0.0123456).fields()).containsEntry("value", 0.01235);
    }

    @Test
    void figureWithoutSamplesOrWithoutANumberIsRefused() {
        assertThatThrownBy(FigureTest::of).hasMessageContaining("expected at least one sample");
        assertThatThrownBy(() -> of(Double.NaN).fields()).hasMessageContaining("NaN");
    }

    @Test
    void sizesAreBounded() {
        assertThatThrownBy(() -> new Size(0, 1, 1, 1, 1))
                .hasMessage("--jobs: expected 1..10000000, found 0");
        assertThatThrownBy(() -> new Size(1, 2_001, 1, 1, 1)).hasMessageContaining("--threads");
        assertThatThrownBy(() -> new Size(1, 1, 17, 1, 1)).hasMessageContaining("--processes");
        assertThatThrownBy(() -> new Size(1, 1, 1, 101, 1)).hasMessageContaining("--rounds");
        assertThatThrownBy(() -> new Size(1, 1, 1, 1, 601)).hasMessageContaining("--seconds");
        assertThatThrownBy(() -> PickupLoad.checked(101)).hasMessageContaining("--load");
    }
}
