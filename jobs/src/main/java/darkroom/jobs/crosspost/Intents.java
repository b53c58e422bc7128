package darkroom.jobs.crosspost;

import darkroom.jobs.shards.Shard;
import darkroom.jobs.shards.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of one photo's post, on its shard. Each change says which intent it belongs to, by
 * the time of that intent on the database's clock: of two runs at once only one goes on.
 */
final class Intents {
    private final Shard shard;
    private final long photoId;

    Intents(Shard shard, long photoId) {
        this.shard = shard;
        this.photoId = photoId;
    }

    /** How far a post is. */
    enum State {
        SENDING,
        SENT,
        REFUSED
    }

    /**
     * The row as it is.
     *
     * @param intendedAt when the last request was to go out
     * @param age how long ago that is
     */
    record Intent(State state, Instant intendedAt, Duration age) {}

    /** The row, if there is one. */
    Optional<Intent> find() {
        return shard.transact(
                connection -> {
                    try (PreparedStatement select =
                                    shard.prepare(
                                            connection,
                                            """
                                            SELECT upper(state), intended_at,
                                              extract(epoch FROM now() - intended_at) * 1000
                                            FROM {s}.cross_post WHERE photo_id = ? LIMIT 1""",
                                            photoId);
                            ResultSet row = select.executeQuery()) {
                        return row.next()
                                ? Optional.of(
                                        new Intent(
                                                State.valueOf(row.getString(1)),
                                                Sql.instant(row, 2),
                                                Duration.ofMillis(row.getLong(3))))
                                : Optional.empty();
                    }
                });
    }

    /**
     * Says that a request is about to go out.
     *
     * @param seen the row as the caller saw it; empty if there was none
     * @return the time of the intent; empty if somebody else has been there meanwhile
     */
    Optional<Instant> intend(Optional<Intent> seen) {
        return shard.transact(
                connection -> {
                    try (PreparedStatement write =
                                    seen.isPresent()
                                            ? again(connection, seen.get())
                                            : first(connection);
                            ResultSet row = write.executeQuery()) {
                        return row.next() ? Optional.of(Sql.instant(row, 1)) : Optional.empty();
                    }
                });
    }

    /** The photo is on X. */
    void sent(String tweetId) {
        settle("sent", Optional.of(tweetId), Optional.empty());
    }

    /** X has refused the photo for good. */
    void refused(String reason) {
        settle("refused", Optional.empty(), Optional.of(reason));
    }

    /** Nothing went out for this intent, for certain: as if it had never been. */
    void withdraw(Instant intendedAt) {
        shard.transact(
                connection -> {
                    try (PreparedStatement delete =
                            shard.prepare(
                                    connection,
                                    """
                                    DELETE FROM {s}.cross_post
                                    WHERE photo_id = ? AND state = 'sending'
                                      AND intended_at = ?""",
                                    photoId,
                                    intendedAt)) {
                        return delete.executeUpdate();
                    }
                });
    }

    private PreparedStatement first(Connection connection) throws SQLException {
        return shard.prepare(
                connection,
                """
                INSERT INTO {s}.cross_post (photo_id, state, intended_at)
                VALUES (?, 'sending', now()) ON CONFLICT DO NOTHING RETURNING intended_at""",
                photoId);
    }

    private PreparedStatement again(Connection connection, Intent seen) throws SQLException {
        return shard.prepare(
                connection,
                """
                UPDATE {s}.cross_post
                SET state = 'sending', intended_at = now(), settled_at = NULL, reason = NULL
                WHERE photo_id = ? AND state <> 'sent' AND intended_at = ?
                RETURNING intended_at""",
                photoId,
                seen.intendedAt());
    }

    private void settle(String state, Optional<String> tweetId, Optional<String> reason) {
        shard.transact(
                connection -> {
                    try (PreparedStatement update =
                            shard.prepare(
                                    connection,
                                    """
                                    UPDATE {s}.cross_post
                                    SET state = ?, tweet_id = ?::text, reason = ?::text,
                                      settled_at = now()
                                    WHERE photo_id = ? AND state <> 'sent'""",
                                    state,
                                    tweetId,
                                    reason,
                                    photoId)) {
                        return update.executeUpdate();
                    }
                });
    }
}
