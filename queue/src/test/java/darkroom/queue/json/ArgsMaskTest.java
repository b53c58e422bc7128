package darkroom.queue.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class ArgsMaskTest {
    private static ArgsMask of(String payload) {
        return ArgsMask.of(payload.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void namesAndShapeStayAndNoValueDoes() {
        ArgsMask mask =
                of(
                        "{\"class\":\"push\",\"args\":[{\"user\":\"ann@example.org\",\"ids\":[4711,"
                                + "true,null],\"more\":{\"pin\":\"12\"}}]}");

        assertThat(mask.maskedText())
                .isEqualTo(
                        "[{\"user\":\"***\",\"ids\":[\"***\",\"***\",null],\"more\":{\"pin\":\"***\"}}]");
        assertThat(mask.plainText()).contains("ann@example.org").contains("4711");
    }

    @Test
    void quotedValuesAreHiddenTheLongestFirst() {
        ArgsMask mask = of("{\"class\":\"push\",\"args\":[\"anna\",\"annabel\",\"12\"]}");

        assertThat(mask.hideIn("no annabel, no anna, 12 tries"))
                .isEqualTo("no ***, no ***, 12 tries");
    }

    @Test
    void whatIsNoJobHasNoArgs() {
        assertThat(of("{").maskedText()).isEqualTo("null");
        assertThat(of("{").hideIn("text")).isEqualTo("text");
    }
}
