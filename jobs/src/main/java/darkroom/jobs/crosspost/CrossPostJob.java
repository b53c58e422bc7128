package darkroom.jobs.crosspost;

import darkroom.queue.JobKind;

/**
 * Post a photo on X, as its owner.
 *
 * @param photoId the photo, above 0
 */
public record CrossPostJob(long photoId) {
    /** The kind. */
    public static final JobKind<CrossPostJob> KIND = JobKind.of("cross-post", CrossPostJob.class);
}
