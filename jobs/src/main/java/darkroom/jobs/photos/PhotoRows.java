package darkroom.jobs.photos;

import darkroom.jobs.shards.Shard;
import darkroom.jobs.shards.Sql;
import darkroom.jobs.thumbnail.ImageFormat;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Photos as they are read. */
final class PhotoRows {
    private static final String SELECT =
            """
            SELECT id, owner_id, caption, format, width, height, bytes, created_at,
              thumbnails_at IS NOT NULL, likes, comments
            FROM {s}.photo
            """;

    Optional<Photo> find(Shard shard, long id) {
        return shard.transact(
                connection -> {
                    try (PreparedStatement select =
                                    shard.prepare(connection, SELECT + "WHERE id = ? LIMIT 1", id);
                            ResultSet row = select.executeQuery()) {
                        return row.next() ? Optional.of(photo(row)) : Optional.empty();
                    }
                });
    }

    List<Photo> ofOwner(Shard shard, long ownerId, long before, int limit) {
        return shard.transact(
                connection -> {
                    List<Photo> photos = new ArrayList<>();
                    try (PreparedStatement select =
                                    shard.prepare(
                                            connection,
                                            SELECT
                                                    + "WHERE owner_id = ? AND id < ?"
                                                    + " ORDER BY id DESC LIMIT ?",
                                            ownerId,
                                            before,
                                            limit);
                            ResultSet row = select.executeQuery()) {
                        while (row.next()) {
                            photos.add(photo(row));
                        }
                    }
                    return photos;
                });
    }

    void checkOwner(Shard shard, Connection connection, long photoId, long ownerId)
            throws SQLException {
        try (PreparedStatement select =
                        shard.prepare(
                                connection,
                                "SELECT FROM {s}.photo WHERE id = ? AND owner_id = ? LIMIT 1",
                                photoId,
                                ownerId);
                ResultSet row = select.executeQuery()) {
            if (!row.next()) {
                throw new NoSuchPhotoException(photoId);
            }
        }
    }

    private static Photo photo(ResultSet row) throws SQLException {
        return new Photo(
                row.getLong(1),
                row.getLong(2),
                row.getString(3),
                format(row.getString(4)),
                row.getInt(5),
                row.getInt(6),
                row.getLong(7),
                Sql.instant(row, 8),
                row.getBoolean(9),
                row.getInt(10),
                row.getInt(11));
    }

    private static ImageFormat format(String label) {
        for (ImageFormat format : ImageFormat.values()) {
            if (format.label().equals(label)) {
                return format;
            }
        }
        throw new IllegalStateException(
                "cannot read a photo: its format \"" + label + "\" is none of this version's");
    }
}
