package darkroom.jobs.check;

import darkroom.queue.JobKind;

/**
 * Show that a worker process runs jobs and reaches every database.
 *
 * @param until from when on nobody waits for it any more, epoch milliseconds
 */
public record CheckJob(long until) {
    /** The kind. */
    public static final JobKind<CheckJob> KIND = JobKind.of("check", CheckJob.class);
}
