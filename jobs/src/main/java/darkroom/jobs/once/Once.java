package darkroom.jobs.once;

import darkroom.jobs.shards.Shard;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * The keys of effects that were done. A key is claimed in the transaction of its effect, so that
 * both commit or neither does.
 *
 * <pre>{@code
 * shard.transact(c -> {
 *     if (Once.claim(shard, c, "welcome-" + personId)) {
 *         // the effect, on the same connection
 *     }
 *     return done;
 * });
 * }</pre>
 */
public final class Once {
    private static final int KEY_CHARS_MAX = 200;

    private Once() {}

    /**
     * Whether this transaction is the first with {@code key} on this shard. Where another one has
     * claimed it and is still open, waits for its end.
     *
     * @param connection in a transaction of {@code shard}
     * @param key 1..200 characters; one a kind and subject, such as {@code welcome-123}
     */
    public static boolean claim(Shard shard, Connection connection, String key)
            throws SQLException {
        if (key.isEmpty() || key.length() > KEY_CHARS_MAX) {
            throw new IllegalArgumentException(
                    "cannot claim a key: expected 1.."
                            + KEY_CHARS_MAX
                            + " characters, found "
                            + key.length());
        }
        try (PreparedStatement insert =
                shard.prepare(
                        connection,
                        "INSERT INTO {s}.once (key) VALUES (?) ON CONFLICT DO NOTHING",
                        key)) {
            return insert.executeUpdate() == 1;
        }
    }
}
