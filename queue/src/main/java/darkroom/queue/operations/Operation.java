package darkroom.queue.operations;

import java.time.Instant;

/**
 * An operation as it stands.
 *
 * @param reason why it has stopped by itself; empty unless it has
 * @param startedAt by Redis' clock
 * @param changedAt of its last step, or since when it is in its state
 */
public record Operation(
        long number,
        Plan plan,
        OperationState state,
        String reason,
        Instant startedAt,
        Instant changedAt,
        Counts counts,
        Ends ends) {
    /** How much of what it has to look at it has looked at, 0 to 1; 1 if there is nothing. */
    public double share() {
        return counts.total() == 0 ? 1 : Math.min(1, (double) counts.looked() / counts.total());
    }

    /** Whether it may be paused as it stands; another may be faster. */
    public boolean canBePaused() {
        return canBecome(OperationState.PAUSED);
    }

    /** Whether it may go on after a pause, or after it has stopped by itself. */
    public boolean canBeResumed() {
        return canBecome(OperationState.RUNNING);
    }

    /** Whether it may be ended before its end. */
    public boolean canBeCancelled() {
        return canBecome(OperationState.CANCELLED);
    }

    /** Whether what it retried and what still waits may be taken back. */
    public boolean canBeUndone() {
        return plan.action() == Action.RETRY && canBecome(OperationState.UNDOING);
    }

    private boolean canBecome(OperationState wanted) {
        return wanted.from().contains(state);
    }

    /**
     * How far it is.
     *
     * @param total how many dead jobs it has to look at, as counted when it was ordered
     * @param looked how many it has looked at
     * @param moved how many it has retried or discarded
     * @param undone how many of these were taken back to the dead set
     * @param left how many it left as they were because they could not be moved
     */
    public record Counts(long total, long looked, long moved, long undone, Left left) {}

    /**
     * Jobs that an operation left as they were.
     *
     * @param changed somebody has moved them since it looked
     * @param held their unique key is held by a live job
     * @param blocked the key of their queue holds something else than a list
     * @param unreadable cannot be read as a job, or by now not at all
     */
    public record Left(long changed, long held, long blocked, long unreadable) {
        /** All of them. */
        public long all() {
            return changed + held + blocked + unreadable;
        }
    }

    /**
     * What became of the jobs that it retried, as far as that is known: a job whose process was
     * lost for the last time is dead and not counted here.
     *
     * @param tried whose first attempt since has ended
     * @param failed of which that attempt failed
     * @param done that are done, at whatever attempt
     * @param dead that are dead again
     */
    public record Ends(long tried, long failed, long done, long dead) {}
}
