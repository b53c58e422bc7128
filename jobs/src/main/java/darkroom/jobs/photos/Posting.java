package darkroom.jobs.photos;

import darkroom.jobs.feed.FanOutJob;
import darkroom.jobs.shards.Shard;
import darkroom.jobs.shards.ShardUnavailableException;
import darkroom.jobs.shards.Shards;
import darkroom.jobs.store.PhotoStore;
import darkroom.jobs.store.Variant;
import darkroom.jobs.thumbnail.CheckedImage;
import darkroom.jobs.thumbnail.ImageCheck;
import darkroom.jobs.thumbnail.ThumbnailJob;
import darkroom.queue.Job;
import darkroom.queue.outbox.Outbox;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** One post: the check, the file, then row and jobs in one transaction. */
final class Posting {
    private final Shards shards;
    private final PhotoStore store;
    private final ImageCheck check;
    private final InstantSource clock;
    private final Sharing sharing;

    Posting(
            Shards shards,
            PhotoStore store,
            ImageCheck check,
            InstantSource clock,
            Sharing sharing) {
        this.shards = shards;
        this.store = store;
        this.check = check;
        this.clock = clock;
        this.sharing = sharing;
    }

    Photo post(long ownerId, Path upload, NewPhoto wanted) {
        CheckedImage image = check.check(upload);
        if (!shards.covers(ownerId)) {
            throw new NoSuchOwnerException(ownerId);
        }
        Shard shard = shards.ofId(ownerId);
        Photo photo = photo(nextId(shard, ownerId), ownerId, wanted, image);
        store.save(photo.id(), Variant.ORIGINAL, upload);
        try {
            return shard.transact(connection -> insert(shard, connection, photo, wanted));
        } catch (ShardUnavailableException e) {
            if (committedAfterAll(shard, photo.id())) {
                return photo;
            }
            deleteFile(photo.id(), e);
            throw e;
        } catch (RuntimeException | Error e) {
            deleteFile(photo.id(), e);
            throw e;
        }
    }

    private Photo photo(long id, long ownerId, NewPhoto wanted, CheckedImage image) {
        return new Photo(
                id,
                ownerId,
                wanted.caption(),
                image.format(),
                image.width(),
                image.height(),
                image.bytes(),
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                false,
                0,
                0);
    }

    private static long nextId(Shard shard, long ownerId) {
        return shard.transact(
                connection -> {
                    try (PreparedStatement select =
                                    shard.prepare(
                                            connection,
                                            """
                                            SELECT {s}.next_id() FROM {s}.person
                                            WHERE id = ? LIMIT 1""",
                                            ownerId);
                            ResultSet row = select.executeQuery()) {
                        if (!row.next()) {
                            throw new NoSuchOwnerException(ownerId);
                        }
                        return row.getLong(1);
                    }
                });
    }

    private Photo insert(Shard shard, Connection connection, Photo photo, NewPhoto wanted)
            throws SQLException {
        // The lock is for committedAfterAll: it lasts as long as this transaction on the server.
        try (PreparedStatement insert =
                shard.prepare(
                        connection,
                        """
                        WITH locked AS MATERIALIZED (SELECT pg_advisory_xact_lock(?)),
                        posted AS (
                          INSERT INTO {s}.photo (id, owner_id, caption, format, width, height,
                            bytes, created_at)
                          SELECT ?, ?, ?, ?, ?, ?, ?, ? FROM locked
                          RETURNING owner_id)
                        UPDATE {s}.person SET photos = photos + 1
                        WHERE id IN (SELECT owner_id FROM posted)""",
                        photo.id(),
                        photo.id(),
                        photo.ownerId(),
                        photo.caption(),
                        photo.format().label(),
                        photo.width(),
                        photo.height(),
                        photo.bytes(),
                        photo.createdAt())) {
            insert.executeUpdate();
        }
        Outbox outbox = shard.database().outbox();
        outbox.enqueue(
                connection,
                Job.of(ThumbnailJob.KIND, new ThumbnailJob(photo.id()))
                        .withId("thumbnail-" + photo.id()));
        outbox.enqueue(
                connection,
                Job.of(FanOutJob.KIND, new FanOutJob(photo.id()))
                        .withId(FanOutJob.idOf(photo.id())));
        if (wanted.shareTo().contains(ShareTarget.X)) {
            sharing.share(shard, connection, photo.id(), photo.ownerId());
        }
        return photo;
    }

    /**
     * Whether a transaction whose end is unknown was committed. Waits for it to end on the server,
     * so that it cannot commit after the answer.
     */
    private static boolean committedAfterAll(Shard shard, long photoId) {
        return shard.transact(
                connection -> {
                    try (PreparedStatement lock =
                                    shard.prepare(
                                            connection,
                                            "SELECT pg_advisory_xact_lock(?)",
                                            photoId);
                            PreparedStatement select =
                                    shard.prepare(
                                            connection,
                                            "SELECT FROM {s}.photo WHERE id = ? LIMIT 1",
                                            photoId)) {
                        lock.execute();
                        try (ResultSet row = select.executeQuery()) {
                            return row.next();
                        }
                    }
                });
    }

    private void deleteFile(long photoId, Throwable cause) {
        try {
            store.delete(photoId);
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }
}
