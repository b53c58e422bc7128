package darkroom.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SecretNamesTest {
    private static final Pattern NAMES = Pattern.compile("(?i)" + SecretNames.PATTERN);

    private static final String[] PIECES = {
        "pass", "PASSWORD", "secre", "t", "Token", "api", "-", "_", "key", "access", "credential",
        "s", "authorization", "cook", "ie", "session", "id", "photo", "\u0130", "\u212a", " ", "x"
    };

    @Test
    void namesBeginWithTheirStems() {
        assertThat(SecretNames.stems(SecretNames.PATTERN))
                .containsExactly(
                        "pass",
                        "secret",
                        "token",
                        "api",
                        "access",
                        "credential",
                        "authorization",
                        "cookie",
                        "session");
    }

    @Test
    void nothingThatIsNamedIsOverlooked() {
        Random random = new Random(5);
        int named = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int piece = random.nextInt(6); piece >= 0; piece--) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }
            if (NAMES.matcher(text).find()) {
                named++;
                assertThat(SecretNames.mayBeIn(text.toString())).as(text.toString()).isTrue();
            }
        }
        assertThat(named).isGreaterThan(5_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "no route to host", "tok", "photoId", "Error: 7"})
    void otherTextsAreNotLookedInto(String text) {
        assertThat(SecretNames.mayBeIn(text)).isFalse();
    }

    @Test
    void nameThatMayBeginWithAnythingIsRefused() {
        assertThatThrownBy(() -> SecretNames.stems("secret|p?in"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("p?in");
    }
}
