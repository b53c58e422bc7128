package darkroom.jobs.push;

import darkroom.jobs.shards.Shards;
import darkroom.queue.JobKind;
import darkroom.queue.SearchFields;
import java.time.Duration;

/**
 * Tell a reader's devices of a photo.
 *
 * @param photoId the photo, above 0
 * @param readerId whose devices, above 0
 */
public record PushJob(long photoId, long readerId) {
    /** The kind. */
    public static final JobKind<PushJob> KIND =
            JobKind.of("push", PushJob.class)
                    .withObjective(Duration.ofSeconds(30))
                    .foundBy(
                            SearchFields.<PushJob>none()
                                    .arg("photoId", PushJob::photoId)
                                    .arg("readerId", PushJob::readerId)
                                    .user(PushJob::readerId)
                                    .shard(job -> Shards.numberOf(job.readerId())));
}
