package darkroom.jobs.push;

import com.eatthepath.pushy.apns.ApnsClient;
import com.eatthepath.pushy.apns.ApnsClientBuilder;
import com.eatthepath.pushy.apns.PushNotificationResponse;
import com.eatthepath.pushy.apns.auth.ApnsSigningKey;
import com.eatthepath.pushy.apns.util.SimpleApnsPushNotification;
import darkroom.jobs.push.Answer.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One connection to Apple's push service, kept open and opened again when it is lost. Thread-safe;
 * one a process. Holds no queue: what is under way is what its callers wait for.
 */
public final class Apns implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration CLOSE = Duration.ofSeconds(5);

    /** Without an answer for so long, nobody knows what became of a notification. */
    public static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

    private static final Set<String> WRONG_TOKEN =
            Set.of("BadDeviceToken", "DeviceTokenNotForTopic");
    private static final Set<String> PASSING = Set.of("ExpiredProviderToken", "IdleTimeout");

    private final ApnsClient client;
    private final String topic;
    private final Duration answerTimeout;

    private Apns(ApnsClient client, String topic, Duration answerTimeout) {
        this.client = client;
        this.topic = topic;
        this.answerTimeout = answerTimeout;
    }

    /**
     * Reads the key; connects with the first notification.
     *
     * @param topic the app's bundle id
     * @throws IllegalArgumentException if the key or the authority cannot be read
     */
    public static Apns open(ApnsAddress address, ApnsKey key, String topic) {
        return open(address, key, topic, ANSWER_TIMEOUT);
    }

    static Apns open(ApnsAddress address, ApnsKey key, String topic, Duration answerTimeout) {
        try {
            ApnsClientBuilder builder =
                    new ApnsClientBuilder()
                            .setApnsServer(address.host(), address.port())
                            .setSigningKey(
                                    ApnsSigningKey.loadFromPkcs8File(
                                            key.file().toFile(), key.teamId(), key.keyId()))
                            .setConnectionTimeout(CONNECT)
                            .setGracefulShutdownTimeout(CLOSE);
            Optional<Path> authority = address.authority();
            if (authority.isPresent()) {
                builder.setTrustedServerCertificateChain(authority.get().toFile());
            }
            return new Apns(builder.build(), topic, answerTimeout);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "cannot push through "
                            + address
                            + ": expected a signing key (.p8) in \""
                            + key.file()
                            + "\" and certificates in PEM, found "
                            + e,
                    e);
        }
    }

    /** Sends one; what it promises is kept in {@link #ANSWER_TIMEOUT}, and never fails. */
    CompletableFuture<Answer> send(Notification notification) {
        return client.sendNotification(notification.to(topic))
                .orTimeout(answerTimeout.toMillis(), TimeUnit.MILLISECONDS)
                .handle((response, thrown) -> thrown == null ? answer(response) : lost(thrown));
    }

    /** Waits a few seconds for what is under way, then closes the connection. */
    @Override
    public void close() {
        try {
            client.close().get(CLOSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // Its threads are daemons of an event loop that was told to end; there is no more to
            // do.
            return;
        }
    }

    /**
     * By Apple's table of answers.
     *
     * @see <a
     *     href="https://developer.apple.com/documentation/usernotifications/handling-notification-responses-from-apns">Apple:
     *     Handling notification responses from APNs</a>
     */
    private static Answer answer(PushNotificationResponse<SimpleApnsPushNotification> response) {
        if (response.isAccepted()) {
            return new Answer(Verdict.ACCEPTED, "", null);
        }
        int status = response.getStatusCode();
        String reason = response.getRejectionReason().orElse("status " + status);
        if (status == 410 || WRONG_TOKEN.contains(reason)) {
            return new Answer(
                    Verdict.GONE, reason, response.getTokenInvalidationTimestamp().orElse(null));
        }
        boolean passing = status == 429 || status >= 500 || PASSING.contains(reason);
        return new Answer(passing ? Verdict.LATER : Verdict.REFUSED, reason, null);
    }

    private static Answer lost(Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null
                        ? thrown.getCause()
                        : thrown;
        return new Answer(Verdict.LATER, "no answer: " + cause, null);
    }
}
