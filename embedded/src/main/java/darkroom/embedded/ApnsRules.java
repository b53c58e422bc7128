package darkroom.embedded;

import com.eatthepath.pushy.apns.auth.ApnsVerificationKey;
import com.eatthepath.pushy.apns.auth.AuthenticationToken;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What Apple checks of each notification (Apple, "Sending notification requests to APNs" and
 * "Establishing a token-based connection to APNs"). Thread-safe.
 */
final class ApnsRules {
    private static final int PAYLOAD_BYTES_MAX = 4096;
    private static final int COLLAPSE_ID_BYTES_MAX = 64;
    private static final Duration TOKEN_AGE_MAX = Duration.ofHours(1);
    private static final String BEARER = "bearer ";
    private static final Pattern PATH = Pattern.compile("/3/device/([^/]*)");
    private static final Pattern DEVICE_TOKEN = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern PUSH_TYPE =
            Pattern.compile(
                    "alert|background|location|voip|complication|fileprovider|mdm|liveactivity|pushtotalk");

    private final ApnsVerificationKey key;
    private final String topic;
    private final InstantSource clock;

    /** A sender uses one token for many minutes, and to verify it costs more than all else here. */
    private volatile @Nullable VerifiedToken lastVerified;

    ApnsRules(ApnsVerificationKey key, String topic, InstantSource clock) {
        this.key = key;
        this.topic = topic;
        this.clock = clock;
    }

    /** Why Apple would reject this; empty when it would not. */
    Optional<ApnsAnswer> rejection(Http2Headers headers, int payloadBytes) {
        String path = text(headers.path());
        Matcher matcher = PATH.matcher(path);
        if (!"POST".equals(text(headers.method()))) {
            return reject(405, "MethodNotAllowed");
        }
        if (!matcher.matches()) {
            return reject(404, "BadPath");
        }
        return providerRejection(headers)
                .or(() -> headerRejection(headers))
                .or(() -> deviceRejection(matcher.group(1)))
                .or(() -> payloadRejection(payloadBytes));
    }

    /** What an accepted request is. */
    static ApnsNotification notification(Http2Headers headers) {
        return new ApnsNotification(
                deviceToken(headers),
                header(headers, "apns-collapse-id"),
                parse(header(headers, "apns-id")).orElseGet(UUID::randomUUID));
    }

    /** In small letters; empty when the path has none. */
    static String deviceToken(Http2Headers headers) {
        Matcher matcher = PATH.matcher(text(headers.path()));
        return matcher.matches() ? matcher.group(1).toLowerCase(Locale.ROOT) : "";
    }

    private Optional<ApnsAnswer> providerRejection(Http2Headers headers) {
        String authorization = header(headers, "authorization");
        if (!authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            return reject(403, "MissingProviderToken");
        }
        Optional<Instant> issuedAt = issuedAt(authorization.substring(BEARER.length()).strip());
        if (issuedAt.isEmpty()) {
            return reject(403, "InvalidProviderToken");
        }
        return issuedAt.get().plus(TOKEN_AGE_MAX).isBefore(clock.instant())
                ? reject(403, "ExpiredProviderToken")
                : Optional.empty();
    }

    /** When a token was issued; empty when it is not one of the key's. */
    private Optional<Instant> issuedAt(String text) {
        VerifiedToken last = lastVerified;
        if (last != null && last.text().equals(text)) {
            return Optional.of(last.issuedAt());
        }
        AuthenticationToken token;
        try {
            token = new AuthenticationToken(text);
        } catch (RuntimeException e) {
            // Pushy's parser tells malformed tokens by several exceptions.
            return Optional.empty();
        }
        if (!key.getKeyId().equals(token.getKeyId())
                || !key.getTeamId().equals(token.getTeamId())
                || !token.verifySignature(key)) {
            return Optional.empty();
        }
        lastVerified = new VerifiedToken(text, token.getIssuedAt());
        return Optional.of(token.getIssuedAt());
    }

    private Optional<ApnsAnswer> headerRejection(Http2Headers headers) {
        String id = header(headers, "apns-id");
        if (!id.isEmpty() && parse(id).isEmpty()) {
            return reject(400, "BadMessageId");
        }
        String found = header(headers, "apns-topic");
        if (found.isEmpty()) {
            return reject(400, "MissingTopic");
        }
        if (!found.equals(topic)) {
            return reject(400, "TopicDisallowed");
        }
        if (header(headers, "apns-collapse-id").getBytes(StandardCharsets.UTF_8).length
                > COLLAPSE_ID_BYTES_MAX) {
            return reject(400, "BadCollapseId");
        }
        String priority = header(headers, "apns-priority");
        if (!priority.isEmpty() && !priority.matches("1|5|10")) {
            return reject(400, "BadPriority");
        }
        if (!header(headers, "apns-expiration").matches("[0-9]{0,15}")) {
            return reject(400, "BadExpirationDate");
        }
        String type = header(headers, "apns-push-type");
        return type.isEmpty() || PUSH_TYPE.matcher(type).matches()
                ? Optional.empty()
                : reject(400, "InvalidPushType");
    }

    private static Optional<ApnsAnswer> deviceRejection(String deviceToken) {
        if (deviceToken.isEmpty()) {
            return reject(400, "MissingDeviceToken");
        }
        return DEVICE_TOKEN.matcher(deviceToken.toLowerCase(Locale.ROOT)).matches()
                ? Optional.empty()
                : reject(400, "BadDeviceToken");
    }

    private static Optional<ApnsAnswer> payloadRejection(int payloadBytes) {
        if (payloadBytes == 0) {
            return reject(400, "PayloadEmpty");
        }
        return payloadBytes > PAYLOAD_BYTES_MAX ? reject(413, "PayloadTooLarge") : Optional.empty();
    }

    private static Optional<ApnsAnswer> reject(int status, String reason) {
        return Optional.of(ApnsAnswer.rejected(status, reason));
    }

    private static Optional<UUID> parse(String id) {
        try {
            return id.length() == 36 ? Optional.of(UUID.fromString(id)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String header(Http2Headers headers, String name) {
        return text(headers.get(name));
    }

    private static String text(@Nullable CharSequence value) {
        return value == null ? "" : value.toString();
    }

    private record VerifiedToken(String text, Instant issuedAt) {}
}
