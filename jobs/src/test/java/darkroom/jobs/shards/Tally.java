package darkroom.jobs.shards;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/**
 * An effect that must be once: a key, and a count that goes up with it in one transaction. It is
 * asked for again until it is known to be there, as the queue does with a job.
 */
final class Tally {
    private final Shard shard;
    private final long personId;
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger foundDone = new AtomicInteger();

    Tally(Shards shards, int shardNumber) {
        this.shard = shards.at(shardNumber);
        this.personId = new TestRows(shards).person(shardNumber, "tally" + shardNumber);
    }

    /** Asks once; whether this call had the effect, and not one before it. */
    boolean add(String key) {
        return shard.transact(
                connection -> {
                    try (PreparedStatement claim =
                                    shard.prepare(
                                            connection,
                                            """
                                            INSERT INTO {s}.once (key) VALUES (?)
                                            ON CONFLICT DO NOTHING""",
                                            key);
                            PreparedStatement count =
                                    shard.prepare(
                                            connection,
                                            """
                                            UPDATE {s}.person SET photos = photos + 1
                                            WHERE id = ?""",
                                            personId)) {
                        boolean first = claim.executeUpdate() == 1;
                        return first && count.executeUpdate() == 1;
                    }
                });
    }

    /** Asks until it is known to be there. */
    void addUntilKnown(String key, Duration most) {
        Awaitility.await()
                .atMost(most)
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> known(key));
    }

    private boolean known(String key) {
        try {
            if (!add(key)) {
                foundDone.incrementAndGet();
            }
            return true;
        } catch (ShardUnavailableException e) {
            failures.incrementAndGet();
            return false;
        }
    }

    /** How many calls ended without saying whether they had their effect. */
    int failures() {
        return failures.get();
    }

    /** How many of those had it after all. */
    int foundDone() {
        return foundDone.get();
    }

    /** How often the effect was had. */
    long effects() {
        return number("SELECT photos FROM {s}.person WHERE id = " + personId);
    }

    /** For how many keys. */
    long keys() {
        return number("SELECT count(*) FROM {s}.once");
    }

    /** The number that a query finds. */
    long number(String sql) {
        return shard.transact(
                connection -> {
                    try (PreparedStatement select = shard.prepare(connection, sql);
                            ResultSet row = select.executeQuery()) {
                        row.next();
                        return row.getLong(1);
                    }
                });
    }
}
