package darkroom.jobs.photos;

import darkroom.jobs.thumbnail.ImageFormat;
import java.time.Instant;

/**
 * A photo.
 *
 * @param id above 0; newer is larger
 * @param ownerId who posted it
 * @param caption as posted, perhaps empty
 * @param format of the original
 * @param width in pixels as it is to be shown
 * @param height in pixels as it is to be shown
 * @param bytes of the original
 * @param createdAt when it was posted
 * @param thumbnailsReady whether its thumbnails are in the store
 * @param likes how many people like it
 * @param comments how many comments it has
 */
public record Photo(
        long id,
        long ownerId,
        String caption,
        ImageFormat format,
        int width,
        int height,
        long bytes,
        Instant createdAt,
        boolean thumbnailsReady,
        int likes,
        int comments) {}
