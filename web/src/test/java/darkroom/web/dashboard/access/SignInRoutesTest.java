package darkroom.web.dashboard.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SignInRoutesTest {
    @ParameterizedTest
    @ValueSource(strings = {"/", "/queues", "/queue?name=a%2Fb", "/dead?since=1&after=x"})
    void addressesHereAreLocal(String address) {
        assertThat(SignInRoutes.isLocal(address)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "queues",
                "//evil.example",
                "/\\evil.example",
                "/a\\b",
                "\\\\evil.example",
                "/\t/evil.example",
                "/\n/evil.example",
                "https://evil.example",
                "javascript:alert(1)",
                "/a b",
                "/a\r\nb"
            })
    void othersAreNot(String address) {
        assertThat(SignInRoutes.isLocal(address)).isFalse();
    }
}
