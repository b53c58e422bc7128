package darkroom.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnqueueModeTest {
    @ParameterizedTest
    @EnumSource
    void modeIsFoundByItsWord(EnqueueMode mode) {
        assertThat(EnqueueMode.of(mode.word())).isEqualTo(mode);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "BULK", "bulk ", "both"})
    void otherWordsAreRefusedAndTheRightOnesNamed(String word) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EnqueueMode.of(word))
                .withMessageContaining("expected bulk, one or shared, found \"" + word + "\"");
    }
}
