package darkroom.jobs.photos;

import darkroom.jobs.crosspost.CrossPostJob;
import darkroom.jobs.shards.Shard;
import darkroom.queue.Job;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Shares of photos on X, enqueued in the caller's transaction. */
final class Sharing {
    Shared share(Shard shard, Connection connection, long photoId, long ownerId)
            throws SQLException {
        try (PreparedStatement select =
                        shard.prepare(
                                connection,
                                """
                                SELECT
                                  EXISTS (SELECT FROM {s}.cross_post
                                    WHERE photo_id = ? AND state = 'sent'),
                                  EXISTS (SELECT FROM {s}.x_account
                                    WHERE person_id = ? AND revoked_at IS NULL)""",
                                photoId,
                                ownerId);
                ResultSet row = select.executeQuery()) {
            if (!row.next()) {
                throw new IllegalStateException("a SELECT without FROM has one row");
            }
            if (row.getBoolean(1)) {
                return Shared.ALREADY;
            }
            if (!row.getBoolean(2)) {
                return Shared.NOT_LINKED;
            }
        }
        shard.database()
                .outbox()
                .enqueue(
                        connection,
                        Job.of(CrossPostJob.KIND, new CrossPostJob(photoId))
                                .withId("cross-post-" + photoId));
        return Shared.ENQUEUED;
    }
}
