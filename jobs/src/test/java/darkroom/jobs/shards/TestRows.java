package darkroom.jobs.shards;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Rows that a test stands on, and looks at, without the classes that usually write them. */
public final class TestRows {
    private final Shards shards;

    /** Rows of these shards. */
    public TestRows(Shards shards) {
        this.shards = shards;
    }

    /** A new person on the shard of this number. */
    public long person(int shardNumber, String name) {
        return insert(
                shards.at(shardNumber),
                """
                INSERT INTO {s}.person (name, name_lower, password_hash, created_at)
                VALUES (?, ?, '', now()) RETURNING id""",
                name,
                name);
    }

    /** A new photo of this person. */
    public long photo(long ownerId, String caption) {
        return insert(
                shards.ofId(ownerId),
                """
                INSERT INTO {s}.photo (id, owner_id, caption, format, width, height, bytes,
                  created_at)
                VALUES ({s}.next_id(), ?, ?, 'jpeg', 4, 3, 12, now()) RETURNING id""",
                ownerId,
                caption);
    }

    /** Changes what is on the shard of {@code id}. */
    public void update(long id, String sql, Object... args) {
        Shard shard = shards.ofId(id);
        shard.transact(
                connection -> {
                    try (PreparedStatement update = shard.prepare(connection, sql, args)) {
                        return update.executeUpdate();
                    }
                });
    }

    /** The first column of each row on the shard of {@code id}, as text; null as {@code "null"}. */
    public List<String> select(long id, String sql, Object... args) {
        Shard shard = shards.ofId(id);
        return shard.transact(
                connection -> {
                    List<String> values = new ArrayList<>();
                    try (PreparedStatement select = shard.prepare(connection, sql, args);
                            ResultSet row = select.executeQuery()) {
                        while (row.next()) {
                            values.add(String.valueOf(row.getString(1)));
                        }
                    }
                    return values;
                });
    }

    /** When a device was registered. */
    public Instant registeredAt(long personId, String token) {
        Shard shard = shards.ofId(personId);
        String sql = "SELECT registered_at FROM {s}.device WHERE token = ?";
        return shard.transact(
                connection -> {
                    try (PreparedStatement select = shard.prepare(connection, sql, token);
                            ResultSet row = select.executeQuery()) {
                        row.next();
                        return Sql.instant(row, 1);
                    }
                });
    }

    private static long insert(Shard shard, String sql, Object... args) {
        return shard.transact(
                connection -> {
                    try (PreparedStatement insert = shard.prepare(connection, sql, args);
                            ResultSet row = insert.executeQuery()) {
                        row.next();
                        return row.getLong(1);
                    }
                });
    }
}
