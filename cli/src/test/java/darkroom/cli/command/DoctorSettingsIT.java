package darkroom.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.embedded.fixtures.TestRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The settings that a doctor shows, and what it finds wrong with them. */
final class DoctorSettingsIT {
    @TempDir private Path folder;

    private final Map<String, String> environment = new TreeMap<>();

    @BeforeEach
    void set() throws IOException, GeneralSecurityException {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(256);
        byte[] key = keys.generateKeyPair().getPrivate().getEncoded();
        Path file =
                Files.writeString(
                        folder.resolve("key.p8"),
                        "-----BEGIN PRIVATE KEY-----\n"
                                + Base64.getMimeEncoder().encodeToString(key)
                                + "\n-----END PRIVATE KEY-----\n");
        environment.putAll(
                Map.of(
                        "DARKROOM_REDIS", TestRedis.shared().uri().toString(),
                        "DARKROOM_NAMESPACE", TestRedis.freshNamespace(),
                        "DARKROOM_PHOTOS", folder.toString(),
                        "DARKROOM_APNS", "api.push.apple.com",
                        "DARKROOM_APNS_KEY", file.toString(),
                        "DARKROOM_APNS_KEY_ID", "KEYKEYKEY1",
                        "DARKROOM_APNS_TEAM_ID", "TEAMTEAM12",
                        "DARKROOM_APNS_TOPIC", "com.example.photos",
                        "DARKROOM_X", "https://api.x.com",
                        "DARKROOM_X_CONSUMER_KEY", "canary-key"));
        environment.put("DARKROOM_X_CONSUMER_SECRET", "canary-secret");
    }

    @Test
    void settingsAreShownAndNoSecretIs() {
        Ran ran = Ran.darkroom(environment, "doctor");

        assertThat(ran.out())
                .contains(
                        "note      Apple's push service is api.push.apple.com:443, topic"
                                + " com.example.photos, key KEYKEYKEY1 of team TEAMTEAM12 is there")
                .contains("note      the X API is https://api.x.com, consumer key and secret are")
                .contains("note      photos are in " + folder)
                .doesNotContain("apns-key", "settings:");
        assertThat(ran.out() + ran.err()).doesNotContain("canary", "PRIVATE");
    }

    @Test
    void whatIsMissingIsFoundAndTheRestIsExaminedAllTheSame() throws IOException {
        Files.delete(folder.resolve("key.p8"));
        environment.remove("DARKROOM_APNS_TOPIC");
        environment.remove("DARKROOM_X_CONSUMER_SECRET");

        Ran ran = Ran.darkroom(environment, "doctor");

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out())
                .contains("wrong     settings: cannot use DARKROOM_APNS_KEY: expected a file")
                .contains("DARKROOM_APNS_TOPIC in the environment too")
                .contains("DARKROOM_X_CONSUMER_SECRET in the environment too")
                .contains("note      Redis ")
                .doesNotContain("canary");
    }

    @Test
    void fileThatIsNoKeyIsFound() throws IOException {
        Files.writeString(folder.resolve("key.p8"), "canary");

        Ran ran = Ran.darkroom(environment, "doctor", "--json");

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out())
                .contains("\"name\":\"apns-key\"")
                .contains("expected a signing key")
                .doesNotContain("canary");
    }

    @Test
    void withoutThemTheDoctorSaysWhatIsNotServed() {
        environment.keySet().removeIf(name -> name.matches("DARKROOM_(APNS|X|PHOTOS).*"));

        assertThat(Ran.darkroom(environment, "doctor").out())
                .contains("note      --apns is not given here and was not checked; a worker")
                .contains("note      --x is not given here and was not checked; a worker that is");
    }
}
