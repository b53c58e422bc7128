package darkroom.jobs.push;

import darkroom.queue.JobKind;

/**
 * Tell a reader's devices of a photo.
 *
 * @param photoId the photo, above 0
 * @param readerId whose devices, above 0
 */
public record PushJob(long photoId, long readerId) {
    /** The kind. */
    public static final JobKind<PushJob> KIND = JobKind.of("push", PushJob.class);
}
