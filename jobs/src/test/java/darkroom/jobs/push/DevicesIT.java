package darkroom.jobs.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.jobs.shards.TestRows;
import darkroom.jobs.shards.TestShards;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DevicesIT {
    private final TestShards test = TestShards.migrated();
    private final TestRows rows = new TestRows(test.shards());
    private final Devices devices = new Devices(test.shards(), () -> this.now);
    private Instant now = Instant.parse("2026-11-22T10:00:00Z");

    private long jane;
    private long joe;

    @BeforeAll
    void signUp() {
        jane = rows.person(0, "jane");
        joe = rows.person(7, "joe");
    }

    @AfterAll
    void close() {
        test.close();
    }

    @Test
    void tokenIsKeptInSmallLettersAndRegisteredAgain() {
        String token = token("ABC1");
        devices.register(jane, token);
        now = now.plusSeconds(5);
        devices.register(jane, token);

        assertThat(devices.of(jane))
                .contains(new Device(token.toLowerCase(Locale.ROOT), now))
                .filteredOn(device -> device.token().endsWith("abc1"))
                .hasSize(1);
    }

    @Test
    void phoneThatChangesHandsIsTheNewOwnersAlone() {
        String token = token("d00d");
        devices.register(jane, token);

        devices.register(joe, token);

        assertThat(devices.of(joe)).extracting(Device::token).contains(token);
        assertThat(devices.of(jane)).extracting(Device::token).doesNotContain(token);
        devices.register(jane, token);
        assertThat(devices.of(joe)).extracting(Device::token).doesNotContain(token);
        assertThat(devices.of(jane)).extracting(Device::token).contains(token);
    }

    @Test
    void forgottenAsOfATimeBeforeItWasRegisteredItStays() {
        String token = token("beef");
        devices.register(jane, token);

        devices.forget(jane, token, now.minus(Duration.ofMillis(1)));
        assertThat(devices.of(jane)).extracting(Device::token).contains(token);

        devices.forget(jane, token, now);
        assertThat(devices.of(jane)).extracting(Device::token).doesNotContain(token);
    }

    @Test
    void onlyTheLatestAreNotified() {
        long many = rows.person(4, "many");
        for (int i = 0; i < Devices.DEVICES_MAX + 3; i++) {
            now = now.plusSeconds(1);
            devices.register(many, String.format(Locale.ROOT, "%064x", 1_000 + i));
        }

        assertThat(devices.of(many)).hasSize(Devices.DEVICES_MAX);
        assertThat(devices.of(many).get(0).registeredAt()).isEqualTo(now);
    }

    @Test
    void whatIsNoTokenIsRefusedUnshown() {
        assertThatThrownBy(() -> devices.register(jane, "x".repeat(64)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("hexadecimal")
                .hasMessageNotContaining("xxxx");
        assertThat(Devices.isToken("a".repeat(63))).isFalse();
        assertThat(Devices.isToken("a".repeat(201))).isFalse();
        assertThat(Devices.isToken("a".repeat(160))).isTrue();
    }

    @Test
    void tokenIsNotShown() {
        assertThat(new Device("secret", now).toString()).doesNotContain("secret");
        assertThat(new Notification(1, "jane", "secret", now).toString()).doesNotContain("secret");
    }

    private static String token(String end) {
        return "0".repeat(60) + end;
    }
}
