package darkroom.jobs.thumbnail;

import darkroom.jobs.shards.Shards;
import darkroom.queue.JobKind;
import darkroom.queue.SearchFields;
import java.time.Duration;

/**
 * Cut the thumbnails of a photo.
 *
 * @param photoId the photo, above 0; its original is in the store
 */
public record ThumbnailJob(long photoId) {
    /** The kind; a minute a try, for a picture of the largest size on a busy machine. */
    public static final JobKind<ThumbnailJob> KIND =
            JobKind.of("thumbnail", ThumbnailJob.class)
                    .withObjective(Duration.ofSeconds(60))
                    .withTimeout(Duration.ofSeconds(60))
                    .foundBy(
                            SearchFields.<ThumbnailJob>none()
                                    .arg("photoId", ThumbnailJob::photoId)
                                    .shard(job -> Shards.numberOf(job.photoId())));
}
