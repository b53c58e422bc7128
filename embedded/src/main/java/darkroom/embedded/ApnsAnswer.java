package darkroom.embedded;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link ApnsServer} answers to one notification instead of accepting it (Apple, "Handling
 * notification responses from APNs").
 */
public final class ApnsAnswer {
    private static final int NEVER = 0;
    private static final int ACCEPTED_STATUS = 200;

    private final int status;
    private final String reason;
    private final @Nullable Instant timestamp;

    private ApnsAnswer(int status, String reason, @Nullable Instant timestamp) {
        this.status = status;
        this.reason = reason;
        this.timestamp = timestamp;
    }

    /** 200: the normal answer, to put between others. */
    public static ApnsAnswer accepted() {
        return new ApnsAnswer(ACCEPTED_STATUS, "", null);
    }

    /** 410: the app was gone from the device by {@code since}, which is sent in milliseconds. */
    public static ApnsAnswer unregistered(Instant since) {
        return new ApnsAnswer(410, "Unregistered", since);
    }

    /** 410: the token has expired; no timestamp. */
    public static ApnsAnswer expiredToken() {
        return rejected(410, "ExpiredToken");
    }

    /** 400: the token is none, or of the other environment. */
    public static ApnsAnswer badDeviceToken() {
        return rejected(400, "BadDeviceToken");
    }

    /** 400: the token is of another app. */
    public static ApnsAnswer deviceTokenNotForTopic() {
        return rejected(400, "DeviceTokenNotForTopic");
    }

    /** 403: the provider token is older than an hour. */
    public static ApnsAnswer expiredProviderToken() {
        return rejected(403, "ExpiredProviderToken");
    }

    /** 403: the key, the team or the environment is another's. */
    public static ApnsAnswer invalidProviderToken() {
        return rejected(403, "InvalidProviderToken");
    }

    /** 413: over 4096 bytes. */
    public static ApnsAnswer payloadTooLarge() {
        return rejected(413, "PayloadTooLarge");
    }

    /** 429: too many to this device in a short time. */
    public static ApnsAnswer tooManyRequests() {
        return rejected(429, "TooManyRequests");
    }

    /** 500. */
    public static ApnsAnswer internalServerError() {
        return rejected(500, "InternalServerError");
    }

    /** 503. */
    public static ApnsAnswer serviceUnavailable() {
        return rejected(503, "ServiceUnavailable");
    }

    /** Accepts nothing and never answers; other notifications on the connection are answered. */
    public static ApnsAnswer hang() {
        return new ApnsAnswer(NEVER, "", null);
    }

    /**
     * Accepts and counts the notification and never answers: the phone shows it, the sender does
     * not know.
     */
    public static ApnsAnswer acceptThenHang() {
        return new ApnsAnswer(NEVER, "accepted", null);
    }

    static ApnsAnswer rejected(int status, String reason) {
        return new ApnsAnswer(status, reason, null);
    }

    boolean answers() {
        return status != NEVER;
    }

    /** Whether the notification counts as delivered. */
    boolean accepts() {
        return status == ACCEPTED_STATUS || reason.equals("accepted");
    }

    int status() {
        return status;
    }

    /** Apple's word; empty when accepted. */
    String reason() {
        return reason;
    }

    Optional<Instant> timestamp() {
        return Optional.ofNullable(timestamp);
    }
}
