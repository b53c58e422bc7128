package darkroom.workers;

import darkroom.queue.Limits;
import darkroom.queue.handler.DependencyUnavailableException;
import darkroom.queue.handler.Failure;
import darkroom.queue.handler.Outcome;
import darkroom.queue.json.StoredJob;
import darkroom.queue.redis.StatFields;
import java.time.Duration;
import java.util.List;

/**
 * What becomes of a job that met something it needs away: it waits and uses up no attempt, until it
 * has waited for {@link Limits#AWAY_MAX}; from then on each try counts.
 *
 * @param job with the time since when it has waited, or without
 * @param outcome of this attempt; completed where nothing was away
 * @param counts for the stats
 */
record Away(StoredJob job, Outcome outcome, List<String> counts) {
    /** Nothing was away. */
    static Away nothing(StoredJob job) {
        return new Away(
                job.awaySince().isPresent() ? job.notAway() : job, Outcome.completed(), List.of());
    }

    /**
     * By what a handler threw.
     *
     * @param nowMillis epoch ms by Redis
     */
    static Away of(DependencyUnavailableException thrown, StoredJob job, long nowMillis) {
        long since = job.awaySince().orElse(nowMillis);
        StoredJob waiting = job.awaySince().isPresent() ? job : job.withAwaySince(since);
        if (nowMillis - since < Limits.AWAY_MAX.toMillis()) {
            return new Away(
                    waiting,
                    Outcome.snoozed(thrown.retryIn()),
                    List.of(StatFields.awaited(thrown.dependency())));
        }
        return new Away(
                waiting,
                Outcome.failed(
                        Failure.of(
                                "dependency-away",
                                "the job has waited for \""
                                        + thrown.dependency()
                                        + "\" for "
                                        + Duration.ofMillis(nowMillis - since)
                                        + ", longer than "
                                        + Limits.AWAY_MAX
                                        + " (Limits.AWAY_MAX), and it is away still: "
                                        + thrown.getMessage()
                                        + "; mend it, then retry the job")),
                List.of());
    }
}
