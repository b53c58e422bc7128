package darkroom.cli.browser;

import darkroom.embedded.fixtures.TestPostgres;
import darkroom.jobs.feed.FanOutBoard;
import darkroom.jobs.shards.DatabaseAddress;
import darkroom.jobs.shards.PoolLimits;
import darkroom.jobs.shards.Shard;
import darkroom.jobs.shards.Shards;
import darkroom.jobs.shards.Sql;
import darkroom.queue.client.QueueClient;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.List;

/** Photos on their way into feeds, as their rows say: two that go on, one done, one cancelled. */
final class WatchedFanOuts implements AutoCloseable {
    private final Shards shards;
    private final FanOutBoard board;
    private final long cancelled;

    WatchedFanOuts(QueueClient queue) {
        shards =
                Shards.open(
                        List.of(new DatabaseAddress("db0", TestPostgres.freshDatabase())),
                        1,
                        queue,
                        PoolLimits.ofConnections(2));
        shards.migrate((done, total) -> {});
        board = new FanOutBoard(shards);
        add("1200000, 512000, 512, now() - interval '94 seconds', now(), NULL");
        add("48000, 31000, 31, now() - interval '8 seconds', now(), NULL");
        add("9500, 9500, 10, now() - interval '4 minutes', now(), now() - interval '3 minutes'");
        cancelled = add("310000, 74000, 74, now() - interval '40 seconds', now(), NULL");
        board.cancel(cancelled, "ada");
    }

    FanOutBoard board() {
        return board;
    }

    /** The photo of the one that was cancelled. */
    long cancelled() {
        return cancelled;
    }

    private long add(String extent) {
        Shard shard = shards.at(0);
        String sql =
                shard.sql(
                                """
                        WITH owner AS (
                          INSERT INTO {s}.person (id, name, name_lower, password_hash, created_at)
                          SELECT id, 'p' || id, 'p' || id, '', now()
                          FROM (SELECT {s}.next_id() AS id) made RETURNING id),
                        posted AS (
                          INSERT INTO {s}.photo (id, owner_id, caption, format, width, height, bytes,
                            created_at)
                          SELECT {s}.next_id(), id, '', 'jpeg', 1, 1, 1, now() FROM owner RETURNING id)
                        INSERT INTO {s}.fan_out (photo_id, cursor, followers, written, pages, begun_at,
                          moved_at, done_at)
                        SELECT id, id - 4711,\s""")
                        + extent
                        + " FROM posted RETURNING photo_id";
        return shard.transact(
                connection -> {
                    try (PreparedStatement insert = Sql.prepare(connection, sql);
                            ResultSet row = insert.executeQuery()) {
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
