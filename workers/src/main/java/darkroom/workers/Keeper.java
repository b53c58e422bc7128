package darkroom.workers;

import darkroom.queue.maintenance.Promoter;
import darkroom.queue.maintenance.Reaper;
import darkroom.queue.redis.RedisStore;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Promotes what is due and reaps who is lost. Every process has one; no one leads. */
final class Keeper {
    private static final Duration PROMOTE_PAUSE_MAX = Duration.ofSeconds(1);

    private final Promoter promoter;
    private final Reaper reaper;
    private final Reaper.Lease lease;
    private final BooleanSupplier steady;

    Keeper(RedisStore store, Reaper.Lease lease, BooleanSupplier steady) {
        this.promoter = new Promoter(store);
        this.reaper = new Reaper(store, lease);
        this.lease = lease;
        this.steady = steady;
    }

    /** Promotes one step; returns how long until there can be more. */
    Duration promote() {
        Promoter.Promoted promoted = promoter.promote();
        if (promoted.more()) {
            return Duration.ZERO;
        }
        return promoted.untilNext()
                .filter(next -> next.compareTo(PROMOTE_PAUSE_MAX) < 0)
                .orElse(PROMOTE_PAUSE_MAX);
    }

    /** Looks at the fleet once; returns how long until the next look. */
    Duration reap() {
        reaper.sweep(
                steady.getAsBoolean()
                        ? Reaper.Evidence.LEASE_OR_CONNECTION
                        : Reaper.Evidence.LEASE);
        return lease.beat();
    }
}
