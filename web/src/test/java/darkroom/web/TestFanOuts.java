package darkroom.web;

import darkroom.embedded.fixtures.TestPostgres;
import darkroom.jobs.feed.FanOutBoard;
import darkroom.jobs.shards.DatabaseAddress;
import darkroom.jobs.shards.PoolLimits;
import darkroom.jobs.shards.Shard;
import darkroom.jobs.shards.Shards;
import darkroom.jobs.shards.Sql;
import darkroom.queue.client.QueueClient;
import darkroom.queue.redis.RedisStore;
import java.security.SecureRandom;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;

/** Two databases with a shard each, and fan-outs on them. */
final class TestFanOuts implements AutoCloseable {
    private static final String NOWHERE = "jdbc:postgresql://127.0.0.1:1/nothing?user=nobody";

    private final QueueClient queue;
    private final List<DatabaseAddress> addresses =
            List.of(
                    new DatabaseAddress("db0", TestPostgres.freshDatabase()),
                    new DatabaseAddress("db1", TestPostgres.freshDatabase()));
    final Shards shards;
    final FanOutBoard board;

    TestFanOuts(RedisStore store) {
        this.queue = new QueueClient(store, InstantSource.system(), new SecureRandom());
        this.shards = Shards.open(addresses, 2, queue, PoolLimits.ofConnections(2));
        shards.migrate((done, total) -> {});
        this.board = new FanOutBoard(shards);
    }

    /** The same databases where the second is away; the caller closes them. */
    Shards withTheSecondAway() {
        return Shards.open(
                List.of(addresses.get(0), new DatabaseAddress("db1", NOWHERE)),
                2,
                queue,
                PoolLimits.ofConnections(2));
    }

    /**
     * One that runs.
     *
     * @param shard 0 or 1
     * @param written entries of a hundred
     * @return the photo
     */
    long begin(int shard, long written) {
        return number(
                shard,
                """
                WITH owner AS (
                  INSERT INTO {s}.person (id, name, name_lower, password_hash, created_at)
                  SELECT id, 'p' || id, 'p' || id, '', now() FROM (SELECT {s}.next_id() AS id) made
                  RETURNING id),
                posted AS (
                  INSERT INTO {s}.photo (id, owner_id, caption, format, width, height, bytes,
                    created_at)
                  SELECT {s}.next_id(), id, '', 'jpeg', 1, 1, 1, now() FROM owner RETURNING id)
                INSERT INTO {s}.fan_out (photo_id, job, followers, written, cursor, pages, begun_at,
                  moved_at)
                SELECT id, 'fan-out-' || id, 100, ?, 4711, 1, now() - interval '10 seconds', now()
                FROM posted RETURNING photo_id""",
                written);
    }

    /** Alters the row of one. */
    void alter(long photo, String set, Object... args) {
        Object[] all = Arrays.copyOf(args, args.length + 1);
        all[args.length] = photo;
        number(
                Shards.numberOf(photo),
                "UPDATE {s}.fan_out SET " + set + " WHERE photo_id = ? RETURNING 1",
                all);
    }

    private long number(int number, String sql, Object... args) {
        Shard shard = shards.at(number);
        return shard.transact(
                connection -> {
                    try (PreparedStatement statement =
                                    Sql.prepare(connection, shard.sql(sql), args);
                            ResultSet row = statement.executeQuery()) {
                        row.next();
                        return row.getLong(1);
                    }
                });
    }

    @Override
    public void close() {
        shards.close();
    }
}
