package darkroom.bench.faults;

import darkroom.embedded.RedisOptions;
import darkroom.queue.maintenance.Reaper.Lease;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a fault needs around it.
 *
 * @param redis how Redis is run
 * @param workers worker processes that live through all rounds
 * @param parts what else there is
 * @param lease of all worker processes
 */
record Setting(RedisOptions redis, int workers, Set<Part> parts, Lease lease) {
    /** Shorter than the default of eight seconds, so that a round need not wait so long. */
    static final Lease SHORT_LEASE = new Lease(Duration.ofMillis(200), Duration.ofSeconds(2));

    /** What there can be. */
    enum Part {
        /** One more worker process, which is harmed in each round and replaced. */
        VICTIM,
        /** Workers and the enqueuer reach Redis through a proxy. */
        PROXY,
        /** A child enqueues, through a proxy of its own, and the harness after its death. */
        ENQUEUER,
        /** Jobs come from a database by a relay, which is a child. */
        OUTBOX,
        /** Redis' disk is slow. */
        SLOW_DISK,
        /** Redis has a replica that lags. */
        REPLICA,
        /** What is acknowledged is on the replica, too (WAIT). */
        WAIT,
        /** Workers are as simple as can be: BRPOP and run. */
        POP
    }

    Setting {
        parts = parts.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(parts));
    }

    /** Two workers, one of which is a victim; every write is on the disk before its reply. */
    static Setting withVictim() {
        return new Setting(RedisOptions.defaults(), 1, Set.of(Part.VICTIM), Lease.DEFAULT);
    }

    /** Two workers that live. */
    static Setting plain() {
        return new Setting(RedisOptions.defaults(), 2, Set.of(), Lease.DEFAULT);
    }

    Setting with(Part part) {
        EnumSet<Part> more = EnumSet.of(part);
        more.addAll(parts);
        return new Setting(redis, workers, more, lease);
    }

    Setting with(Lease newLease) {
        return new Setting(redis, workers, parts, newLease);
    }

    Setting with(RedisOptions options) {
        return new Setting(options, workers, parts, lease);
    }

    boolean has(Part part) {
        return parts.contains(part);
    }
}
