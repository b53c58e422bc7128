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
 * What an attempt ended in. A job that met something it needs away waits and uses up no attempt,
 * until it has waited for {@link Limits#AWAY_MAX}; from then on each try counts.
 *
 * @param job as it goes on: with the time since when it has waited, or without
 * @param outcome of this attempt
 * @param counts for the stats, beside those of the outcome
 */
record Tried(StoredJob job, Outcome outcome, List<String> counts) {
    /** By its own outcome: it waits for nothing. */
    static Tried of(Outcome outcome, StoredJob job) {
        return new Tried(job.awaySince().isPresent() ? job.notAway() : job, outcome, List.of());
    }

    /**
     * By what a handler threw.
     *
     * @param nowMillis epoch ms by Redis
     */
    static Tried away(DependencyUnavailableException thrown, StoredJob job, long nowMillis) {
        long since = job.awaySince().orElse(nowMillis);
        StoredJob waiting = job.awaySince().isPresent() ? job : job.withAwaySince(since);
        if (nowMillis - since < Limits.AWAY_MAX.toMillis()) {
            return new Tried(waiting, Outcome.snoozed(thrown.retryIn()), counts(thrown));
        }
        return new Tried(
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

    private static List<String> counts(DependencyUnavailableException thrown) {
        String awaited = StatFields.awaited(thrown.dependency());
        return thrown.isUnanswered()
                ? List.of(awaited, StatFields.unanswered(thrown.dependency()))
                : List.of(awaited);
    }
}
