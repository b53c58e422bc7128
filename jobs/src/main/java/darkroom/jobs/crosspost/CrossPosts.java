package darkroom.jobs.crosspost;

import darkroom.jobs.shards.Fence;
import darkroom.jobs.shards.Shard;
import darkroom.jobs.shards.Shards;
import darkroom.jobs.shards.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The record of each photo's post: who may send it, and what came of it. Ages are told by the
 * database's clock, which all runners share.
 */
final class CrossPosts {
    private final Shards shards;

    CrossPosts(Shards shards) {
        this.shards = shards;
    }

    /** What is known of a photo; empty when there is no such photo. */
    Optional<Subject> find(long photoId) {
        Shard shard = shards.ofId(photoId);
        String sql =
                """
                SELECT p.owner_id, p.caption, p.created_at, c.state, c.intended_at,
                  (extract(epoch FROM now() - c.intended_at) * 1000)::bigint
                FROM {s}.photo p LEFT JOIN {s}.cross_post c ON c.photo_id = p.id
                WHERE p.id = ? LIMIT 1""";
        return shard.transact(
                connection -> {
                    try (PreparedStatement select = shard.prepare(connection, sql, photoId);
                            ResultSet row = select.executeQuery()) {
                        return row.next() ? Optional.of(subject(photoId, row)) : Optional.empty();
                    }
                });
    }

    private static Subject subject(long photoId, ResultSet row) throws SQLException {
        String state = row.getString(4);
        Intent intent =
                state == null
                        ? null
                        : new Intent(state, Sql.instant(row, 5), Duration.ofMillis(row.getLong(6)));
        return new Subject(photoId, row.getLong(1), row.getString(2), Sql.instant(row, 3), intent);
    }

    /**
     * Makes this runner the one that sends; empty when another was faster. Of all records this one
     * alone is fenced: the others say what is so on X, whoever found it.
     */
    Optional<Instant> claim(Subject subject, Fence fence) {
        Shard shard = shards.ofId(subject.photoId());
        return shard.transact(
                fence,
                connection -> {
                    Optional<Intent> before = subject.intent();
                    try (PreparedStatement claim =
                                    before.isPresent()
                                            ? reclaim(shard, connection, subject, before.get())
                                            : insert(shard, connection, subject);
                            ResultSet row = claim.executeQuery()) {
                        return row.next() ? Optional.of(Sql.instant(row, 1)) : Optional.empty();
                    }
                });
    }

    private static PreparedStatement insert(Shard shard, Connection connection, Subject subject)
            throws SQLException {
        String sql =
                """
                INSERT INTO {s}.cross_post (photo_id, state, intended_at)
                VALUES (?, 'sending', clock_timestamp())
                ON CONFLICT DO NOTHING RETURNING intended_at""";
        return shard.prepare(connection, sql, subject.photoId());
    }

    private static PreparedStatement reclaim(
            Shard shard, Connection connection, Subject subject, Intent before)
            throws SQLException {
        String sql =
                """
                UPDATE {s}.cross_post
                SET state = 'sending', intended_at = clock_timestamp(), settled_at = NULL,
                  reason = NULL
                WHERE photo_id = ? AND state = ? AND intended_at = ?
                RETURNING intended_at""";
        return shard.prepare(connection, sql, subject.photoId(), before.state(), before.at());
    }

    /** Records that the photo is on X; stays so whoever else thinks otherwise. */
    void sent(long photoId, String tweetId) {
        String sql =
                """
                UPDATE {s}.cross_post
                SET state = 'sent', tweet_id = nullif(?, ''), settled_at = now(), reason = NULL
                WHERE photo_id = ? AND state <> 'sent'""";
        update(photoId, sql, tweetId, photoId);
    }

    /** Records that X does not take it, unless another runner has taken over. */
    void refused(long photoId, Instant intendedAt, String reason) {
        String sql =
                """
                UPDATE {s}.cross_post SET state = 'refused', reason = ?, settled_at = now()
                WHERE photo_id = ? AND state = 'sending' AND intended_at = ?""";
        update(photoId, sql, reason, photoId, intendedAt);
    }

    /** Takes an intent back of which nothing came, unless another runner has taken over. */
    void withdraw(long photoId, Instant intendedAt) {
        String sql =
                """
                DELETE FROM {s}.cross_post
                WHERE photo_id = ? AND state = 'sending' AND intended_at = ?""";
        update(photoId, sql, photoId, intendedAt);
    }

    private void update(long photoId, String sql, Object... args) {
        Shard shard = shards.ofId(photoId);
        shard.transact(
                connection -> {
                    try (PreparedStatement update = shard.prepare(connection, sql, args)) {
                        return update.executeUpdate();
                    }
                });
    }

    /**
     * An earlier attempt.
     *
     * @param state sending, sent or refused
     * @param at when it began, by the database: also its version
     * @param age since then
     */
    record Intent(String state, Instant at, Duration age) {}

    /** A photo to be posted, and the attempt that was made before. */
    static final class Subject {
        private final long photoId;
        private final long ownerId;
        private final String caption;
        private final Instant createdAt;
        private final @Nullable Intent intent;

        private Subject(
                long photoId,
                long ownerId,
                String caption,
                Instant createdAt,
                @Nullable Intent intent) {
            this.photoId = photoId;
            this.ownerId = ownerId;
            this.caption = caption;
            this.createdAt = createdAt;
            this.intent = intent;
        }

        long photoId() {
            return photoId;
        }

        long ownerId() {
            return ownerId;
        }

        String caption() {
            return caption;
        }

        Instant createdAt() {
            return createdAt;
        }

        Optional<Intent> intent() {
            return Optional.ofNullable(intent);
        }
    }
}
