package darkroom.jobs.photos;

import darkroom.jobs.shards.Shard;
import darkroom.jobs.shards.Sql;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Likes and comments, on the photo's shard, counted in its row. */
final class Reactions {
    private final InstantSource clock;

    Reactions(InstantSource clock) {
        this.clock = clock;
    }

    boolean like(Shard shard, long photoId, long personId) {
        return shard.transact(
                connection -> {
                    try (PreparedStatement like =
                                    shard.prepare(
                                            connection,
                                            """
                                            WITH photo AS (
                                              SELECT id FROM {s}.photo WHERE id = ?),
                                            added AS (
                                              INSERT INTO {s}.photo_like (photo_id, person_id)
                                              SELECT id, ? FROM photo
                                              ON CONFLICT DO NOTHING RETURNING photo_id),
                                            counted AS (
                                              UPDATE {s}.photo SET likes = likes + 1
                                              WHERE id IN (SELECT photo_id FROM added))
                                            SELECT (SELECT count(*) FROM added) FROM photo""",
                                            photoId,
                                            personId);
                            ResultSet row = like.executeQuery()) {
                        if (!row.next()) {
                            throw new NoSuchPhotoException(photoId);
                        }
                        return row.getInt(1) == 1;
                    }
                });
    }

    boolean unlike(Shard shard, long photoId, long personId) {
        return shard.transact(
                connection -> {
                    try (PreparedStatement unlike =
                            shard.prepare(
                                    connection,
                                    """
                                    WITH gone AS (
                                      DELETE FROM {s}.photo_like
                                      WHERE photo_id = ? AND person_id = ? RETURNING photo_id)
                                    UPDATE {s}.photo SET likes = likes - 1
                                    WHERE id IN (SELECT photo_id FROM gone)""",
                                    photoId,
                                    personId)) {
                        return unlike.executeUpdate() == 1;
                    }
                });
    }

    Comment comment(Shard shard, long photoId, long personId, String written) {
        String text = Texts.check("comment", written, Comment.TEXT_CHARS_MAX);
        if (text.isEmpty()) {
            throw new RefusedTextException("cannot take the comment: expected a text, found none");
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return shard.transact(
                connection -> {
                    try (PreparedStatement insert =
                                    shard.prepare(
                                            connection,
                                            """
                                            WITH counted AS (
                                              UPDATE {s}.photo SET comments = comments + 1
                                              WHERE id = ? RETURNING id)
                                            INSERT INTO {s}.comment
                                              (photo_id, person_id, text, created_at)
                                            SELECT id, ?, ?, ? FROM counted
                                            RETURNING id""",
                                            photoId,
                                            personId,
                                            text,
                                            now);
                            ResultSet row = insert.executeQuery()) {
                        if (!row.next()) {
                            throw new NoSuchPhotoException(photoId);
                        }
                        return new Comment(row.getLong(1), photoId, personId, text, now);
                    }
                });
    }

    List<Comment> comments(Shard shard, long photoId, long before, int limit) {
        return shard.transact(
                connection -> {
                    List<Comment> comments = new ArrayList<>();
                    try (PreparedStatement select =
                                    shard.prepare(
                                            connection,
                                            """
                                            SELECT id, person_id, text, created_at
                                            FROM {s}.comment WHERE photo_id = ? AND id < ?
                                            ORDER BY id DESC LIMIT ?""",
                                            photoId,
                                            before,
                                            limit);
                            ResultSet row = select.executeQuery()) {
                        while (row.next()) {
                            comments.add(
                                    new Comment(
                                            row.getLong(1),
                                            photoId,
                                            row.getLong(2),
                                            row.getString(3),
                                            Sql.instant(row, 4)));
                        }
                    }
                    return comments;
                });
    }
}
