package darkroom.workers;

import darkroom.queue.ledger.Minutes;
import darkroom.queue.maintenance.Promoter;
import darkroom.queue.maintenance.Reaper;
import darkroom.queue.objectives.WaitMinutes;
import darkroom.queue.operations.OperationRunner;
import darkroom.queue.redis.RedisStore;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Promotes what is due, reaps who is lost, keeps the ledger of each minute, and takes its turn at
 * operations on dead jobs. Every process has one; no one leads.
 */
final class Keeper {
    private static final Duration UNTIL_RUNG = Duration.ofHours(1);
    private static final Duration PROMOTE_PAUSE_MAX = Duration.ofSeconds(2);

    private static final Duration MINUTE_LOOK = Duration.ofSeconds(20);

    /** Who orders an operation wakes all; this is for a message that got lost. */
    private static final Duration OPERATIONS_LOOK = Duration.ofSeconds(20);

    private final Promoter promoter;
    private final Minutes minutes;
    private final WaitMinutes waits;
    private final OperationRunner operations;
    private final Reaper reaper;
    private final Reaper.Lease lease;
    private final Supplier<Duration> steadyFor;
    private long minuteLookNanos = System.nanoTime();

    /**
     * One of a process.
     *
     * @param operations those of the process, of its term
     * @param steadyFor for how long its beats have come through without a break
     */
    Keeper(
            RedisStore store,
            OperationRunner operations,
            Reaper.Lease lease,
            Supplier<Duration> steadyFor) {
        this.operations = operations;
        this.promoter = new Promoter(store);
        this.reaper = new Reaper(store, lease);
        this.minutes = new Minutes(store);
        this.waits = new WaitMinutes(store);
        this.lease = lease;
        this.steadyFor = steadyFor;
    }

    /** Promotes one step; returns how long until there can be more. */
    Duration promote() {
        Promoter.Promoted promoted = promoter.promote();
        if (promoted.more()) {
            return Duration.ZERO;
        }
        if (System.nanoTime() - minuteLookNanos >= MINUTE_LOOK.toNanos()) {
            minuteLookNanos = System.nanoTime();
            minutes.keep();
            waits.keep();
        }
        return promoted.untilNext()
                .filter(next -> next.compareTo(PROMOTE_PAUSE_MAX) < 0)
                .orElse(PROMOTE_PAUSE_MAX);
    }

    /** Works on operations, if it is its turn; returns how long until it can be again. */
    Duration operate() {
        return operations.run().orElse(OPERATIONS_LOOK);
    }

    /**
     * Looks at the fleet once, for those who are silent; returns how long until one who is late may
     * be found lost, or a wait that a beat ends.
     *
     * @param listening for how long the connection that this process listens on has been there
     */
    Duration reap(Duration listening) {
        Duration steady = steadyFor.get();
        // After an outage of Redis everyone has been silent for as long as it took, this process
        // too: whoever lives must have had the time to beat again before anyone is given up.
        if (steady.compareTo(lease.duration().dividedBy(2)) >= 0) {
            reaper.sweep(evidence(steady, listening));
            return reaper.untilSilent().orElse(UNTIL_RUNG);
        }
        return UNTIL_RUNG;
    }

    // A break of less than three beats is none of the beats, and yet long enough for another to be
    // silent and without its connection: what broke this one's is likely to have broken theirs.
    private Reaper.Evidence evidence(Duration steady, Duration listening) {
        boolean unbroken =
                steady.compareTo(lease.duration()) > 0 && listening.compareTo(lease.duration()) > 0;
        return unbroken ? Reaper.Evidence.LEASE_OR_CONNECTION : Reaper.Evidence.LEASE;
    }
}
