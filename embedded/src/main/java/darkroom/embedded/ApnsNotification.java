package darkroom.embedded;

import java.util.UUID;

/**
 * A notification that an {@link ApnsServer} accepted.
 *
 * @param deviceToken 64 hexadecimal digits, small
 * @param collapseId at most 64 bytes; empty when there was none
 * @param id the sender's apns-id, or one made here
 */
record ApnsNotification(String deviceToken, String collapseId, UUID id) {}
