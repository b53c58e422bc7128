package darkroom.cli.command;

import darkroom.jobs.shards.Shard;
import darkroom.jobs.shards.Shards;
import java.sql.PreparedStatement;

/** Fan-outs for a load of pages: every other one has ended, the others stand half way. */
final class BenchFanOuts {
    private static final int COUNT = 40;

    private BenchFanOuts() {}

    static void write(Shards shards) {
        for (int i = 0; i < COUNT; i++) {
            write(shards.at(i * shards.count() / COUNT), i);
        }
    }

    private static void write(Shard shard, int number) {
        shard.transact(
                connection -> {
                    try (PreparedStatement insert =
                            shard.prepare(
                                    connection,
                                    """
                                    WITH owner AS (
                                      INSERT INTO {s}.person
                                        (name, name_lower, password_hash, created_at, followers)
                                      VALUES (?, ?, '', now(), 100000) RETURNING id),
                                    posted AS (
                                      INSERT INTO {s}.photo
                                        (id, owner_id, caption, format, width, height, bytes,
                                         created_at)
                                      SELECT {s}.next_id(), id, '', 'jpeg', 4, 3, 12, now()
                                      FROM owner RETURNING id)
                                    INSERT INTO {s}.fan_out
                                      (photo_id, job, followers, cursor, written, pages, moved_at,
                                       done_at)
                                    SELECT id, 'fan-out-' || id, 100000, 50000, 50000, 50, now(),
                                      CASE WHEN ? THEN now() END
                                    FROM posted""",
                                    "star" + number,
                                    "star" + number,
                                    number % 2 == 1)) {
                        return insert.executeUpdate();
                    }
                });
    }
}
