package darkroom.queue.objectives;

import darkroom.queue.LatencyBuckets;
import darkroom.queue.objectives.Objectives.Objective;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long jobs of one queue waited, held against its objective. Immutable. A time is at most a
 * tenth too high, never too low: who is on the safe side by this is there.
 */
public final class QueueWait {
    /** This share of jobs is to begin within the objective. */
    public static final double SHARE = 0.95;

    private final long[] counts;
    private final @Nullable Objective objective;

    private QueueWait(long[] counts, Optional<Objective> objective) {
        this.counts = counts;
        this.objective = objective.orElse(null);
    }

    /**
     * Those of one queue.
     *
     * @param counts how many jobs waited for which time, by {@link LatencyBuckets}; copied
     */
    public static QueueWait of(long[] counts, Optional<Objective> objective) {
        return new QueueWait(counts.clone(), objective);
    }

    /** How it is with an objective. */
    public enum Verdict {
        /** Of 100 jobs at least 95 began within it. */
        MET,
        /** Fewer did. */
        MISSED,
        /** No job began. */
        IDLE,
        /** There is no objective. */
        NONE;

        /** Its word. */
        public String word() {
            return switch (this) {
                case MET -> "met";
                case MISSED -> "missed";
                case IDLE -> "no job began";
                case NONE -> "none";
            };
        }
    }

    /** The objective, if there is one. */
    public Optional<Objective> objective() {
        return Optional.ofNullable(objective);
    }

    /** How many jobs began. */
    public long jobs() {
        return Arrays.stream(counts).sum();
    }

    /** The time within which a share of them began, in ms; 0 if none did. */
    public double millis(double share) {
        return LatencyBuckets.percentileMillis(counts, share);
    }

    /** How many waited for which time, by {@link LatencyBuckets}. */
    public long[] counts() {
        return counts.clone();
    }

    /** Which part of them began within the objective, 0 to 1; 1 if none did, or there is none. */
    public double within() {
        long jobs = jobs();
        if (jobs == 0 || objective == null) {
            return 1;
        }
        double most = objective.within().toMillis();
        long in = 0;
        for (int i = 0; i < counts.length && LatencyBuckets.upperMillis(i) <= most; i++) {
            in += counts[i];
        }
        return (double) in / jobs;
    }

    /** Whether the objective is met. */
    public Verdict verdict() {
        if (objective == null) {
            return Verdict.NONE;
        }
        if (jobs() == 0) {
            return Verdict.IDLE;
        }
        return millis(SHARE) <= objective.within().toMillis() ? Verdict.MET : Verdict.MISSED;
    }

    /** The p95 as a part of the objective: above 1 it is missed; 0 without either. */
    public double burn() {
        return objective()
                .map(one -> millis(SHARE) / Math.max(1, one.within().toMillis()))
                .orElse(0.0);
    }
}
