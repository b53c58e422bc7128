package darkroom.jobs.feed;

import java.time.Instant;

/**
 * One photo in a feed, with all that is shown of it.
 *
 * @param photoId the photo, and the place in the feed: newer is larger
 * @param ownerId who posted it
 * @param ownerName their name
 * @param caption as posted, perhaps empty
 * @param width in pixels as it is to be shown
 * @param height in pixels as it is to be shown
 * @param createdAt when it was posted
 * @param thumbnailsReady whether its thumbnails are in the store
 * @param likes how many people like it
 * @param comments how many comments it has
 * @param liked whether the reader likes it
 */
public record FeedItem(
        long photoId,
        long ownerId,
        String ownerName,
        String caption,
        int width,
        int height,
        Instant createdAt,
        boolean thumbnailsReady,
        int likes,
        int comments,
        boolean liked) {}
