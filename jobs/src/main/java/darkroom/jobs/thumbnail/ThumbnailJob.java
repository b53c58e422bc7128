package darkroom.jobs.thumbnail;

import darkroom.queue.JobKind;
import java.time.Duration;

/**
 * Cut the thumbnails of a photo.
 *
 * @param photoId the photo, above 0; its original is in the store
 */
public record ThumbnailJob(long photoId) {
    /** The kind; a minute a try, for a picture of the largest size on a busy machine. */
    public static final JobKind<ThumbnailJob> KIND =
            JobKind.of("thumbnail", ThumbnailJob.class).withTimeout(Duration.ofSeconds(60));
}
