package darkroom.queue.ledger;

import darkroom.queue.redis.Call;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.redis.Script;
import java.time.Instant;
import java.util.List;

/**
 * When each build was first seen in the fleet: what begins at such a moment may come of it.
 * Thread-safe.
 */
public final class Builds {
    /** How many are kept: the latest. */
    public static final int KEPT_MAX = 50;

    private final RedisStore store;

    /** Those seen in the fleet of {@code store}. */
    public Builds(RedisStore store) {
        this.store = store;
    }

    /**
     * A build.
     *
     * @param firstSeen by Redis' clock
     */
    public record Build(Instant firstSeen, String name) {}

    /**
     * Notes that a build is in the fleet, unless it is known.
     *
     * @param name not empty
     * @return whether it is new; one that was forgotten is
     */
    public boolean see(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException(
                    "cannot note a build: expected its name, found none; leave it out");
        }
        Call call = new Call();
        call.key(store.keys().builds());
        call.arg(name).arg(KEPT_MAX);
        return store.run(Script.BUILD, call).number() == 1;
    }

    /** All that are known, the oldest first. */
    public List<Build> list() {
        return store.sortedRange(store.keys().builds(), 0, KEPT_MAX - 1).stream()
                .map(seen -> new Build(Instant.ofEpochMilli((long) seen.score()), seen.member()))
                .toList();
    }
}
