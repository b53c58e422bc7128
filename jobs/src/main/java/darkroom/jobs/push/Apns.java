package darkroom.jobs.push;

import com.eatthepath.pushy.apns.ApnsClient;
import com.eatthepath.pushy.apns.ApnsClientBuilder;
import com.eatthepath.pushy.apns.PushNotificationResponse;
import com.eatthepath.pushy.apns.auth.ApnsSigningKey;
import com.eatthepath.pushy.apns.util.SimpleApnsPushNotification;
import darkroom.jobs.dependency.Dependency;
import darkroom.jobs.dependency.RefusalStreak;
import darkroom.jobs.push.Answer.Verdict;
import darkroom.queue.handler.DependencyUnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * One connection to Apple's push service, kept open and opened again when it is lost. Thread-safe;
 * one a process. Holds no queue: what is under way is what its callers wait for.
 */
public final class Apns implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** A connection on which nothing came for so long, and half as long again, is given up. */
    private static final Duration PING = Duration.ofSeconds(6);

    /** Without an answer for so long, nobody knows what became of a notification. */
    public static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

    private static final Set<String> WRONG_TOKEN =
            Set.of("BadDeviceToken", "DeviceTokenNotForTopic");
    private static final Set<String> PASSING = Set.of("ExpiredProviderToken", "IdleTimeout");

    /** Refused for every device alike. */
    private static final Set<String> CONFIGURATION =
            Set.of("BadTopic", "MissingTopic", "TopicDisallowed");

    private final ApnsClients clients;
    private final String topic;
    private final Duration answerTimeout;
    private final Dependency dependency;
    private final RefusalStreak wrongTokens = new RefusalStreak();
    private final ApnsResponses responses = new ApnsResponses();

    private Apns(ApnsClients clients, String topic, Duration answerTimeout, Dependency dependency) {
        this.clients = clients;
        this.topic = topic;
        this.answerTimeout = answerTimeout;
        this.dependency = dependency;
    }

    /**
     * Reads the key; connects with the first notification.
     *
     * @param topic the app's bundle id
     * @param callsMax how many callers send at once at most, from 1
     * @throws IllegalArgumentException if the key or the authority cannot be read
     */
    public static Apns open(ApnsAddress address, ApnsKey key, String topic, int callsMax) {
        return open(address, key, topic, ANSWER_TIMEOUT, callsMax);
    }

    static Apns open(
            ApnsAddress address, ApnsKey key, String topic, Duration answerTimeout, int callsMax) {
        try {
            ApnsClientBuilder builder =
                    new ApnsClientBuilder()
                            .setApnsServer(address.host(), address.port())
                            .setSigningKey(
                                    ApnsSigningKey.loadFromPkcs8File(
                                            key.file().toFile(), key.teamId(), key.keyId()))
                            .setConnectionTimeout(CONNECT)
                            .setIdlePingInterval(PING);
            Optional<Path> authority = address.authority();
            if (authority.isPresent()) {
                builder.setTrustedServerCertificateChain(authority.get().toFile());
            }
            return new Apns(
                    new ApnsClients(builder),
                    topic,
                    answerTimeout,
                    new Dependency("apns", callsMax));
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

    /**
     * Takes the right to send the notifications of one job.
     *
     * @throws darkroom.queue.handler.DependencyUnavailableException while Apple is away
     */
    Dependency.Call begin() {
        return dependency.begin();
    }

    /** How long to leave Apple alone. */
    DependencyUnavailableException away(String reason) {
        return new DependencyUnavailableException(
                dependency.name(), dependency.pause(), "cannot push: " + reason);
    }

    /** Sends one; what it promises is kept in {@link #ANSWER_TIMEOUT}, and never fails. */
    CompletableFuture<Answer> send(Notification notification) {
        ApnsClient client = clients.current();
        return client.sendNotification(notification.to(topic))
                .orTimeout(answerTimeout.toMillis(), TimeUnit.MILLISECONDS)
                .handle(
                        (response, thrown) ->
                                thrown == null ? answer(response) : lost(client, thrown));
    }

    /** What Apple has answered until now, how often. */
    public List<ApnsResponses.Count> responses() {
        return responses.read();
    }

    /** Waits a few seconds for what is under way, then closes the connection. */
    @Override
    public void close() {
        clients.close();
    }

    /**
     * By Apple's table of answers.
     *
     * @see <a
     *     href="https://developer.apple.com/documentation/usernotifications/handling-notification-responses-from-apns">Apple:
     *     Handling notification responses from APNs</a>
     */
    private Answer answer(PushNotificationResponse<SimpleApnsPushNotification> response) {
        responses.note(response.getStatusCode(), response.getRejectionReason().orElse(""));
        if (response.isAccepted()) {
            wrongTokens.accepted();
            return new Answer(Verdict.ACCEPTED, "", null);
        }
        int status = response.getStatusCode();
        String reason = response.getRejectionReason().orElse("status " + status);
        if (WRONG_TOKEN.contains(reason) && !wrongTokens.believes()) {
            return new Answer(
                    Verdict.MISCONFIGURED,
                    reason
                            + " for "
                            + RefusalStreak.BELIEVED_MAX
                            + " devices in a row and one more: expected the environment and the"
                            + " topic of the app; correct them",
                    null);
        }
        if (status == 410 || WRONG_TOKEN.contains(reason)) {
            return new Answer(
                    Verdict.GONE, reason, response.getTokenInvalidationTimestamp().orElse(null));
        }
        return new Answer(verdict(status, reason), reason, null);
    }

    private static Verdict verdict(int status, String reason) {
        if (status >= 500 || reason.equals("TooManyProviderTokenUpdates")) {
            return Verdict.AWAY;
        }
        if (status == 429 || PASSING.contains(reason)) {
            return Verdict.LATER;
        }
        return status == 403 || CONFIGURATION.contains(reason)
                ? Verdict.MISCONFIGURED
                : Verdict.REFUSED;
    }

    private Answer lost(ApnsClient client, Throwable thrown) {
        clients.silent(client);
        responses.noteNone();
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null
                        ? thrown.getCause()
                        : thrown;
        return new Answer(Verdict.UNANSWERED, "no answer: " + cause, null);
    }
}
