package darkroom.embedded;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * How often an {@link ApnsServer} accepted what. Holds one count for each device token and collapse
 * id and each apns-id, some 300 bytes a notification: for runs of up to a few million. Thread-safe.
 */
final class ApnsDeliveries {
    private final Map<Target, Integer> counts = new HashMap<>();
    private final Set<UUID> ids = new HashSet<>();
    private long accepted;

    synchronized void add(ApnsNotification notification) {
        accepted++;
        counts.merge(
                new Target(notification.deviceToken(), notification.collapseId()), 1, Integer::sum);
        ids.add(notification.id());
    }

    synchronized long accepted() {
        return accepted;
    }

    synchronized int distinctIds() {
        return ids.size();
    }

    synchronized int of(String deviceToken, String collapseId) {
        return counts.getOrDefault(new Target(deviceToken, collapseId), 0);
    }

    /** How many targets were notified how often: the key is the number of times. */
    synchronized Map<Integer, Integer> histogram() {
        Map<Integer, Integer> histogram = new HashMap<>();
        counts.values().forEach(times -> histogram.merge(times, 1, Integer::sum));
        return Map.copyOf(histogram);
    }

    private record Target(String deviceToken, String collapseId) {}
}
