package darkroom.jobs.feed;

import darkroom.jobs.shards.Shards;
import darkroom.queue.JobKind;
import darkroom.queue.SearchFields;
import java.time.Duration;

/**
 * Put a photo into the feed of everyone who follows its owner.
 *
 * @param photoId the photo, above 0
 */
public record FanOutJob(long photoId) {
    /** What the ids of these jobs begin with. */
    public static final String ID_PREFIX = "fan-out-";

    /** The kind; a run ends well before its minute and goes on in another. */
    public static final JobKind<FanOutJob> KIND =
            JobKind.of("fan-out", FanOutJob.class)
                    .withObjective(Duration.ofSeconds(60))
                    .withTimeout(Duration.ofSeconds(60))
                    .foundBy(
                            SearchFields.<FanOutJob>none()
                                    .arg("photoId", FanOutJob::photoId)
                                    .shard(job -> Shards.numberOf(job.photoId())));

    /** The id of the job that fans a photo out first. */
    public static String idOf(long photoId) {
        return ID_PREFIX + photoId;
    }
}
