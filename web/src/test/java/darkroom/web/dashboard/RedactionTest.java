package darkroom.web.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RedactionTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "password=hunter2 for ada | password=•••• for ada",
                "url?user=a&password=hunter2&ssl=1 | url?user=a&password=••••&ssl=1",
                "{\"api_key\": \"hunter2\", \"n\": 1} | {\"api_key\": ••••, \"n\": 1}",
                "Authorization: Bearer hunter2hunter2 | Authorization: ••••",
                "sent Bearer hunter2hunter2 there | sent Bearer •••• there",
                "redis://ada:hunter2@host:6379 | redis://ada:••••@host:6379",
                "X-Secret-Token:hunter2; next | X-Secret-Token:••••; next",
                "no route to host | no route to host",
                "PASSPHRASE: hunter2 | PASSPHRASE: ••••",
                "a.Credentials='hunter2' | a.Credentials=••••",
                "Cookie:hunter2 | Cookie:••••",
                "sessionId=hunter2 | sessionId=••••",
                "ACCESS-KEY = hunter2 | ACCESS-KEY = ••••",
                "BASIC hunter2hunter2 | BASIC ••••",
                "basic://ada:hunter2@host | basic://ada:••••@host",
            })
    void secretsAreTakenOut(String text, String expected) {
        assertThat(Redaction.of(text)).isEqualTo(expected).doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"password", "dbPassword", "API-KEY", "access_token", "clientSecret", "auth"})
    void namesOfSecretsAreKnown(String name) {
        assertThat(Redaction.isSecret(name)).isTrue();
    }

    @Test
    void namesOfOtherThingsAreNot() {
        assertThat(Redaction.isSecret("photoId")).isFalse();
        assertThat(Redaction.isSecret("name")).isFalse();
    }

    /** What a job's failure says may be made to be slow to look through. */
    @Test
    @Timeout(5)
    void oddTextsTakeNoTime() {
        for (String piece :
                new String[] {"password", "token=", "\"", "a", " ", "://", "secret:'"}) {
            assertThat(Redaction.of(piece.repeat(10_000))).isNotEmpty();
        }
    }
}
