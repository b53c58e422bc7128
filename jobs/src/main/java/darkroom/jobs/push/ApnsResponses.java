package darkroom.jobs.push;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts Apple's answers by status and reason. Reasons that Apple does not document are counted
 * together, so that there are only so many. Thread-safe.
 *
 * @see <a
 *     href="https://developer.apple.com/documentation/usernotifications/handling-notification-responses-from-apns">Apple:
 *     Handling notification responses from APNs</a>
 */
public final class ApnsResponses {
    private static final Set<String> REASONS =
            Set.of(
                    "",
                    "BadCollapseId",
                    "BadDeviceToken",
                    "BadExpirationDate",
                    "BadMessageId",
                    "BadPriority",
                    "BadTopic",
                    "DeviceTokenNotForTopic",
                    "DuplicateHeaders",
                    "IdleTimeout",
                    "InvalidPushType",
                    "MissingDeviceToken",
                    "MissingTopic",
                    "PayloadEmpty",
                    "TopicDisallowed",
                    "BadCertificate",
                    "BadCertificateEnvironment",
                    "ExpiredProviderToken",
                    "Forbidden",
                    "InvalidProviderToken",
                    "MissingProviderToken",
                    "UnrelatedKeyIdInToken",
                    "BadEnvironmentKeyIdInToken",
                    "BadPath",
                    "MethodNotAllowed",
                    "ExpiredToken",
                    "Unregistered",
                    "PayloadTooLarge",
                    "TooManyProviderTokenUpdates",
                    "TooManyRequests",
                    "InternalServerError",
                    "ServiceUnavailable",
                    "Shutdown");

    private static final String OTHER = "other";

    private final Map<Kind, LongAdder> counts = new ConcurrentHashMap<>();

    ApnsResponses() {}

    private record Kind(String status, String reason) {}

    /**
     * How often there was an answer.
     *
     * @param status of HTTP; {@code none} where no answer came
     * @param reason Apple's word, or {@code other}; empty where Apple gave none
     */
    public record Count(String status, String reason, long count) {}

    void note(int status, String reason) {
        String known = status >= 200 && status <= 599 ? Integer.toString(status) : OTHER;
        add(new Kind(known, REASONS.contains(reason) ? reason : OTHER));
    }

    /** No answer came, or none in time. */
    void noteNone() {
        add(new Kind("none", ""));
    }

    List<Count> read() {
        List<Count> read = new ArrayList<>();
        counts.forEach(
                (kind, count) -> read.add(new Count(kind.status(), kind.reason(), count.sum())));
        read.sort(Comparator.comparing(Count::status).thenComparing(Count::reason));
        return read;
    }

    private void add(Kind kind) {
        counts.computeIfAbsent(kind, fresh -> new LongAdder()).increment();
    }
}
