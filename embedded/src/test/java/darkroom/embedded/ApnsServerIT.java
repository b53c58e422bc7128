package darkroom.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.eatthepath.pushy.apns.ApnsClient;
import com.eatthepath.pushy.apns.ApnsClientBuilder;
import com.eatthepath.pushy.apns.PushNotificationResponse;
import com.eatthepath.pushy.apns.auth.ApnsSigningKey;
import com.eatthepath.pushy.apns.util.SimpleApnsPushNotification;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ApnsServerIT {
    private static final String PHONE = "0123456789abcdef".repeat(4);

    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    private final InstantSource system = InstantSource.system();
    private final ApnsServer apns = ApnsServer.start(() -> system.instant().plus(ahead.get()));
    private final List<ApnsClient> clients = new ArrayList<>();

    @AfterEach
    void close() {
        Path key = apns.signingKey();
        // First, since a client waits for the answers that it lacks.
        apns.close();
        apns.close();
        assertThat(key).doesNotExist();
        // Not waited for: Pushy's threads are idle for two seconds before they end.
        assertThat(clients).allMatch(client -> !client.close().isCompletedExceptionally());
    }

    @Test
    void notificationWithARightTokenIsAcceptedAndCounted() throws Exception {
        ApnsClient client = client(key());

        assertThat(send(client, PHONE, "like-1").isAccepted()).isTrue();
        assertThat(send(client, PHONE, "like-1").isAccepted()).isTrue();
        assertThat(send(client, PHONE.replace('0', 'f'), "like-1").isAccepted()).isTrue();

        assertThat(apns.accepted()).isEqualTo(3);
        assertThat(apns.accepted(PHONE, "like-1")).isEqualTo(2);
        assertThat(apns.accepted(PHONE, "")).isZero();
        assertThat(apns.distinctIds()).isEqualTo(3);
        assertThat(apns.pairsByTimesNotified()).isEqualTo(Map.of(1, 1, 2, 1));
    }

    @Test
    void scriptedAnswersArriveInOrderAndEnd() throws Exception {
        ApnsClient client = client(key());
        Instant since = Instant.parse("2026-01-02T03:04:05.678Z");
        apns.answer(
                PHONE,
                ApnsAnswer.unregistered(since),
                ApnsAnswer.expiredToken(),
                ApnsAnswer.badDeviceToken(),
                ApnsAnswer.tooManyRequests(),
                ApnsAnswer.payloadTooLarge(),
                ApnsAnswer.internalServerError(),
                ApnsAnswer.serviceUnavailable());

        PushNotificationResponse<SimpleApnsPushNotification> unregistered =
                send(client, PHONE, "a");

        assertThat(unregistered.getStatusCode()).isEqualTo(410);
        assertThat(unregistered.getRejectionReason()).contains("Unregistered");
        assertThat(unregistered.getTokenInvalidationTimestamp()).contains(since);
        assertThat(
                        List.of(
                                outcome(client),
                                outcome(client),
                                outcome(client),
                                outcome(client),
                                outcome(client)))
                .containsExactly(
                        "410 ExpiredToken",
                        "400 BadDeviceToken",
                        "429 TooManyRequests",
                        "413 PayloadTooLarge",
                        "500 InternalServerError");
        assertThat(outcome(client)).isEqualTo("503 ServiceUnavailable");
        assertThat(outcome(client)).isEqualTo("200 ");
        assertThat(apns.accepted()).isEqualTo(1);
    }

    @Test
    void answerThatNeverComesLeavesTheOthersOnTheConnection() throws Exception {
        ApnsClient client = client(key());
        apns.answer(PHONE, ApnsAnswer.hang(), ApnsAnswer.acceptThenHang());

        CompletableFuture<?> lost = client.sendNotification(notification(PHONE, "a"));
        CompletableFuture<?> shown = client.sendNotification(notification(PHONE, "b"));

        assertThat(send(client, PHONE, "c").isAccepted()).isTrue();
        await().until(() -> apns.accepted() == 2);
        assertThat(apns.accepted(PHONE, "a")).isZero();
        assertThat(apns.accepted(PHONE, "b")).isEqualTo(1);
        assertThatThrownBy(() -> lost.get(300, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);
        assertThat(shown).isNotDone();
    }

    @Test
    void foreignKeyAndExpiredTokenAreRefused() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        ECPrivateKey foreign = (ECPrivateKey) generator.generateKeyPair().getPrivate();
        ApnsClient stranger = client(new ApnsSigningKey(apns.keyId(), apns.teamId(), foreign));
        assertThat(outcome(stranger)).isEqualTo("403 InvalidProviderToken");

        ahead.set(Duration.ofMinutes(61));

        assertThat(outcome(client(key()))).isEqualTo("403 ExpiredProviderToken");
        assertThat(apns.accepted()).isZero();
    }

    @Test
    void whatAppleRefusesIsRefused() throws Exception {
        ApnsClient client = client(key());

        assertThat(
                        outcome(
                                client,
                                new SimpleApnsPushNotification(PHONE, "com.example.other", "{}")))
                .isEqualTo("400 TopicDisallowed");
        assertThat(outcome(client, new SimpleApnsPushNotification("abc", apns.topic(), "{}")))
                .isEqualTo("400 BadDeviceToken");
        assertThat(
                        outcome(
                                client,
                                new SimpleApnsPushNotification(
                                        PHONE, apns.topic(), "x".repeat(4097))))
                .isEqualTo("413 PayloadTooLarge");
        assertThat(
                        outcome(
                                client,
                                new SimpleApnsPushNotification(
                                        PHONE, apns.topic(), "x".repeat(4096))))
                .isEqualTo("200 ");
        assertThat(outcome(client, notification(PHONE, "c".repeat(65))))
                .isEqualTo("400 BadCollapseId");
    }

    @Test
    void signingKeyIsItsOwnersOnly() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(apns.signingKey())))
                .isEqualTo("rw-------");
    }

    @Test
    void clientThatDoesNotTrustTheAuthorityDoesNotConnect() throws Exception {
        ApnsClient client =
                new ApnsClientBuilder()
                        .setApnsServer(apns.host(), apns.port())
                        .setSigningKey(key())
                        .build();
        clients.add(client);

        assertThatThrownBy(() -> send(client, PHONE, "a"))
                .hasStackTraceContaining("certification path");
        assertThat(apns.accepted()).isZero();
    }

    private ApnsSigningKey key() throws Exception {
        return ApnsSigningKey.loadFromPkcs8File(
                apns.signingKey().toFile(), apns.teamId(), apns.keyId());
    }

    private ApnsClient client(ApnsSigningKey key) throws Exception {
        ApnsClient client =
                new ApnsClientBuilder()
                        .setApnsServer(apns.host(), apns.port())
                        .setTrustedServerCertificateChain(apns.caCertificate().toFile())
                        .setSigningKey(key)
                        .build();
        clients.add(client);
        return client;
    }

    private SimpleApnsPushNotification notification(String phone, String collapseId) {
        return new SimpleApnsPushNotification(
                phone,
                apns.topic(),
                "{\"aps\":{\"alert\":\"hi\"}}",
                system.instant().plusSeconds(60),
                com.eatthepath.pushy.apns.DeliveryPriority.IMMEDIATE,
                com.eatthepath.pushy.apns.PushType.ALERT,
                collapseId);
    }

    private PushNotificationResponse<SimpleApnsPushNotification> send(
            ApnsClient client, String phone, String collapseId) throws Exception {
        return client.sendNotification(notification(phone, collapseId)).get(20, TimeUnit.SECONDS);
    }

    private String outcome(ApnsClient client) throws Exception {
        return outcome(client, notification(PHONE, "a"));
    }

    private static String outcome(ApnsClient client, SimpleApnsPushNotification notification)
            throws Exception {
        PushNotificationResponse<SimpleApnsPushNotification> response =
                client.sendNotification(notification).get(20, TimeUnit.SECONDS);
        return response.getStatusCode() + " " + response.getRejectionReason().orElse("");
    }
}
