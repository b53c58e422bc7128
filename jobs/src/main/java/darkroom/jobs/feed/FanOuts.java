package darkroom.jobs.feed;

import darkroom.jobs.shards.Database;
import darkroom.jobs.shards.Fence;
import darkroom.jobs.shards.Shard;
import darkroom.jobs.shards.Shards;
import darkroom.jobs.shards.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rows of fan-outs: how far each is, the followers it reads and the entries it writes. */
final class FanOuts {
    private static final int SHARDS_A_STATEMENT = 64;
    private static final String INSERT =
            """
            INSERT INTO {s}.feed_entry (reader_id, photo_id, owner_id)
            SELECT reader, ?, ? FROM unnest(?) AS readers (reader)
            ON CONFLICT DO NOTHING""";

    private final Shards shards;

    FanOuts(Shards shards) {
        this.shards = shards;
    }

    /**
     * Where a fan-out is.
     *
     * @param cursor the last follower whose entry is written, 0 before the first
     */
    record Position(long photoId, long ownerId, long cursor, boolean done) {}

    /**
     * Where the fan-out of a photo is, begun now if it was not; nothing if there is no photo.
     *
     * @param job the id of the job that does it
     */
    Optional<Position> begin(long photoId, String job) {
        if (!shards.covers(photoId)) {
            return Optional.empty();
        }
        Shard shard = shards.ofId(photoId);
        return shard.transact(
                connection -> {
                    try (PreparedStatement begin =
                                    shard.prepare(
                                            connection,
                                            """
                                            INSERT INTO {s}.fan_out (photo_id, job, followers)
                                            SELECT photo.id, ?, person.followers
                                            FROM {s}.photo JOIN {s}.person
                                              ON person.id = photo.owner_id
                                            WHERE photo.id = ?
                                            ON CONFLICT DO NOTHING""",
                                            job,
                                            photoId);
                            PreparedStatement select =
                                    shard.prepare(
                                            connection,
                                            """
                                            SELECT p.owner_id, f.cursor, f.done_at IS NOT NULL
                                            FROM {s}.fan_out f JOIN {s}.photo p ON p.id = f.photo_id
                                            WHERE f.photo_id = ? LIMIT 1""",
                                            photoId)) {
                        begin.executeUpdate();
                        return position(photoId, select);
                    }
                });
    }

    private static Optional<Position> position(long photoId, PreparedStatement select)
            throws SQLException {
        try (ResultSet row = select.executeQuery()) {
            return row.next()
                    ? Optional.of(
                            new Position(
                                    photoId, row.getLong(1), row.getLong(2), row.getBoolean(3)))
                    : Optional.empty();
        }
    }

    /**
     * The next followers after the cursor, in order, at most {@code limit}; none once it is
     * cancelled. An owner is on the shard of their photos, so that both are known in one look.
     */
    List<Long> followers(Position position, int limit) {
        Shard shard = shards.ofId(position.photoId());
        return shard.transact(
                connection -> {
                    List<Long> ids = new ArrayList<>();
                    try (PreparedStatement select =
                                    shard.prepare(
                                            connection,
                                            """
                                            SELECT follower_id FROM {s}.follower
                                            WHERE person_id = ? AND follower_id > ?
                                              AND NOT EXISTS (
                                                SELECT FROM {s}.fan_out
                                                WHERE photo_id = ? AND cancelled_at IS NOT NULL)
                                            ORDER BY follower_id LIMIT ?""",
                                            position.ownerId(),
                                            position.cursor(),
                                            position.photoId(),
                                            limit);
                            ResultSet row = select.executeQuery()) {
                        while (row.next()) {
                            ids.add(row.getLong(1));
                        }
                    }
                    return ids;
                });
    }

    /** Writes the entries of these readers where they are missing. */
    void write(Fence fence, Position position, List<Long> readers) {
        shards.grouped(readers)
                .forEach((database, byShard) -> write(fence, position, database, byShard));
    }

    private static void write(
            Fence fence, Position position, Database database, Map<Shard, long[]> byShard) {
        List<Map.Entry<Shard, long[]>> entries = List.copyOf(byShard.entrySet());
        database.transact(
                fence,
                connection -> {
                    for (int i = 0; i < entries.size(); i += SHARDS_A_STATEMENT) {
                        int end = Math.min(entries.size(), i + SHARDS_A_STATEMENT);
                        insert(connection, position, entries.subList(i, end));
                    }
                    return entries.size();
                });
    }

    /** One statement for many shards: one round trip, where each shard's own would be one each. */
    private static void insert(
            Connection connection, Position position, List<Map.Entry<Shard, long[]>> entries)
            throws SQLException {
        List<String> inserts = new ArrayList<>();
        List<Object> args = new ArrayList<>();
        for (Map.Entry<Shard, long[]> entry : entries) {
            String name = "written_" + inserts.size();
            inserts.add(name + " AS (" + entry.getKey().sql(INSERT) + ")");
            args.add(position.photoId());
            args.add(position.ownerId());
            args.add(entry.getValue());
        }
        try (PreparedStatement insert =
                Sql.prepare(
                        connection,
                        "WITH " + String.join(",\n", inserts) + "\nSELECT 1",
                        args.toArray())) {
            insert.execute();
        }
    }

    /** Which of these readers have a device. */
    List<Long> withDevices(List<Long> readers) {
        return shards.gather(
                readers,
                "SELECT DISTINCT person_id FROM {s}.device WHERE person_id = ANY (?)",
                row -> row.getLong(1));
    }

    /**
     * Moves the cursor past a page, unless another run of the same fan-out did.
     *
     * @param page not empty
     * @return where the fan-out is now
     */
    Position move(Fence fence, Position from, List<Long> page) {
        long last = page.get(page.size() - 1);
        Shard shard = shards.ofId(from.photoId());
        boolean moved =
                execute(
                        fence,
                        shard,
                        """
                        UPDATE {s}.fan_out SET cursor = ?, written = written + ?,
                          pages = pages + 1, moved_at = now()
                        WHERE photo_id = ? AND cursor = ?""",
                        last,
                        page.size(),
                        from.photoId(),
                        from.cursor());
        return moved
                ? new Position(from.photoId(), from.ownerId(), last, false)
                : begin(from.photoId(), fence.jobId()).orElse(from);
    }

    /** Marks the end; false where another run did, or somebody has cancelled it. */
    boolean finish(Fence fence, Position position) {
        return execute(
                fence,
                shards.ofId(position.photoId()),
                """
                        UPDATE {s}.fan_out SET done_at = now()
                        WHERE photo_id = ? AND done_at IS NULL AND cancelled_at IS NULL""",
                position.photoId());
    }

    private static boolean execute(Fence fence, Shard shard, String sql, Object... args) {
        return shard.transact(
                fence,
                connection -> {
                    try (PreparedStatement update = shard.prepare(connection, sql, args)) {
                        return update.executeUpdate() == 1;
                    }
                });
    }
}
