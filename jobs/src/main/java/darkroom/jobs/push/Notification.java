package darkroom.jobs.push;

import com.eatthepath.pushy.apns.DeliveryPriority;
import com.eatthepath.pushy.apns.PushType;
import com.eatthepath.pushy.apns.util.SimpleApnsPayloadBuilder;
import com.eatthepath.pushy.apns.util.SimpleApnsPushNotification;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/**
 * A photo, told to one device.
 *
 * <p>Its apns-id and its collapse id depend on nothing but the photo and the device, so that one
 * that is sent again after a crash is the same one to Apple and to the phone.
 *
 * @param photoId the photo
 * @param owner whose photo it is, by name
 * @param deviceToken the device
 * @param expiresAt when it is of no use any more
 */
record Notification(long photoId, String owner, String deviceToken, Instant expiresAt) {
    UUID id() {
        String name = "darkroom-push-" + photoId + "-" + deviceToken;
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    String collapseId() {
        return "photo-" + photoId;
    }

    SimpleApnsPushNotification to(String topic) {
        String payload =
                new SimpleApnsPayloadBuilder()
                        .setAlertBody(owner + " posted a photo")
                        .setThreadId("photos")
                        .addCustomProperty("photo", Long.toString(photoId))
                        .build();
        return new SimpleApnsPushNotification(
                deviceToken,
                topic,
                payload,
                expiresAt,
                DeliveryPriority.IMMEDIATE,
                PushType.ALERT,
                collapseId(),
                id());
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "Notification[photoId=" + photoId + "]";
    }
}
