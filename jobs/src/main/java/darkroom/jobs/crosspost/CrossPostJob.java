package darkroom.jobs.crosspost;

import darkroom.jobs.shards.Shards;
import darkroom.queue.JobKind;
import darkroom.queue.SearchFields;
import java.time.Duration;

/**
 * Post a photo on X, as its owner.
 *
 * @param photoId the photo, above 0
 */
public record CrossPostJob(long photoId) {
    /** The kind. */
    public static final JobKind<CrossPostJob> KIND =
            JobKind.of("cross-post", CrossPostJob.class)
                    .withObjective(Duration.ofMinutes(10))
                    .foundBy(
                            SearchFields.<CrossPostJob>none()
                                    .arg("photoId", CrossPostJob::photoId)
                                    .shard(job -> Shards.numberOf(job.photoId())));
}
