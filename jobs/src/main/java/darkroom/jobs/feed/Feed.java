package darkroom.jobs.feed;

import darkroom.jobs.shards.Shard;
import darkroom.jobs.shards.Shards;
import darkroom.jobs.shards.Sql;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/** The photos of the people that a reader follows, newest first. Thread-safe. */
public final class Feed {
    /** The most items of a page. */
    public static final int PAGE_MAX = 100;

    private final Shards shards;

    /** The feeds on {@code shards}. */
    public Feed(Shards shards) {
        this.shards = shards;
    }

    /**
     * A page of a feed. The next one is asked for with the last item's {@code photoId}: no item is
     * shown twice or left out, whatever is posted in between.
     *
     * @param before only photos older than this one; empty for the newest
     * @param limit 1..{@value #PAGE_MAX}
     * @return at most {@code limit} items, newest first; empty at the end, and for unknown readers
     * @throws darkroom.jobs.shards.ShardUnavailableException if a database is away
     */
    public List<FeedItem> page(long readerId, OptionalLong before, int limit) {
        if (limit < 1 || limit > PAGE_MAX) {
            throw new IllegalArgumentException(
                    "cannot read a page of " + limit + " items: expected 1.." + PAGE_MAX);
        }
        if (!shards.covers(readerId)) {
            return List.of();
        }
        List<FeedItem> items =
                new ArrayList<>(
                        shards.gather(
                                photoIds(readerId, before.orElse(Long.MAX_VALUE), limit),
                                """
                                WITH wanted AS (SELECT unnest(?) AS id)
                                SELECT p.id, p.owner_id, o.name, p.caption, p.width, p.height,
                                  p.created_at, p.thumbnails_at IS NOT NULL, p.likes, p.comments,
                                  EXISTS (SELECT FROM {s}.photo_like l
                                    WHERE l.photo_id = p.id AND l.person_id = ?)
                                FROM wanted JOIN {s}.photo p ON p.id = wanted.id
                                JOIN {s}.person o ON o.id = p.owner_id""",
                                Feed::item,
                                readerId));
        items.sort(Comparator.comparingLong(FeedItem::photoId).reversed());
        return items;
    }

    private List<Long> photoIds(long readerId, long before, int limit) {
        Shard shard = shards.ofId(readerId);
        return shard.transact(
                connection -> {
                    List<Long> ids = new ArrayList<>();
                    try (PreparedStatement select =
                                    shard.prepare(
                                            connection,
                                            """
                                            SELECT e.photo_id FROM {s}.feed_entry e
                                            WHERE e.reader_id = ? AND e.photo_id < ?
                                              AND EXISTS (SELECT FROM {s}.following f
                                                WHERE f.person_id = e.reader_id
                                                  AND f.followee_id = e.owner_id)
                                            ORDER BY e.photo_id DESC LIMIT ?""",
                                            readerId,
                                            before,
                                            limit);
                            ResultSet row = select.executeQuery()) {
                        while (row.next()) {
                            ids.add(row.getLong(1));
                        }
                    }
                    return ids;
                });
    }

    private static FeedItem item(ResultSet row) throws SQLException {
        return new FeedItem(
                row.getLong(1),
                row.getLong(2),
                row.getString(3),
                row.getString(4),
                row.getInt(5),
                row.getInt(6),
                Sql.instant(row, 7),
                row.getBoolean(8),
                row.getInt(9),
                row.getInt(10),
                row.getBoolean(11));
    }
}
