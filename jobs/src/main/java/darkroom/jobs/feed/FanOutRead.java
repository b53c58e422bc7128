package darkroom.jobs.feed;

import darkroom.jobs.shards.Database;
import darkroom.jobs.shards.Shard;
import darkroom.jobs.shards.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** One read of the fan-outs on a database: one statement for up to 64 of its shards. */
final class FanOutRead {
    /** A row, for one shard. */
    static final String ROW =
            """
            SELECT f.photo_id, p.owner_id, f.job, f.cursor, f.written, f.followers, f.pages,
              f.begun_at, f.moved_at, f.done_at, f.cancelled_at, f.cancelled_by, now() AS as_of
            FROM {s}.fan_out f JOIN {s}.photo p ON p.id = f.photo_id
            """;

    static final String RUNNING =
            """
            WHERE f.done_at IS NULL AND f.cancelled_at IS NULL
            ORDER BY f.photo_id LIMIT""";

    private static final String ENDED =
            """
            WHERE coalesce(f.done_at, f.cancelled_at) IS NOT NULL
            ORDER BY coalesce(f.done_at, f.cancelled_at) DESC LIMIT""";

    private static final int SHARDS_A_STATEMENT = 64;
    private static final int STATEMENT_SECONDS = 2;
    private static final Duration TIME = Duration.ofSeconds(3);

    private final Database database;
    private final List<Shard> shards;
    private final int limit;
    private final long until = System.nanoTime() + TIME.toNanos();
    private boolean cutShort;

    /**
     * Of a database.
     *
     * @param limit of each list of {@link #ended}; {@link #running} has one more, if there is
     */
    FanOutRead(Database database, List<Shard> shards, int limit) {
        this.database = database;
        this.shards = shards;
        this.limit = limit;
    }

    /** Those that run, for the oldest photos, one more than the limit. */
    List<FanOut> running() {
        return read(RUNNING + " " + (limit + 1), "photo_id");
    }

    /** Those that ended last. */
    List<FanOut> ended() {
        return read(ENDED + " " + limit, "coalesce(done_at, cancelled_at) DESC");
    }

    /** Whether the time was over before all shards were looked at. */
    boolean isCutShort() {
        return cutShort;
    }

    private List<FanOut> read(String which, String order) {
        return database.transact(
                connection -> {
                    List<FanOut> found = new ArrayList<>();
                    for (int i = 0; i < shards.size(); i += SHARDS_A_STATEMENT) {
                        if (System.nanoTime() - until > 0) {
                            cutShort = true;
                            break;
                        }
                        int end = Math.min(shards.size(), i + SHARDS_A_STATEMENT);
                        found.addAll(
                                rows(connection, statement(shards.subList(i, end), which, order)));
                    }
                    return found;
                });
    }

    private String statement(List<Shard> some, String which, String order) {
        return some.stream()
                .map(shard -> "(" + shard.sql(ROW) + which + ")")
                .collect(
                        Collectors.joining(
                                "\nUNION ALL\n",
                                "SELECT * FROM (",
                                ") one_of_them ORDER BY " + order + " LIMIT " + (limit + 1)));
    }

    /** What a statement on {@link #ROW} finds. */
    static List<FanOut> rows(Connection connection, String sql, Object... args)
            throws SQLException {
        List<FanOut> found = new ArrayList<>();
        try (PreparedStatement select = Sql.prepare(connection, sql, args)) {
            select.setQueryTimeout(STATEMENT_SECONDS);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(row(row));
                }
            }
        }
        return found;
    }

    private static FanOut row(ResultSet row) throws SQLException {
        long photoId = row.getLong(1);
        FanOut.Extent extent =
                new FanOut.Extent(row.getLong(4), row.getLong(5), number(row, 6), row.getInt(7));
        FanOut.Times times =
                new FanOut.Times(
                        time(row, 8),
                        time(row, 9),
                        time(row, 10),
                        time(row, 11),
                        Objects.requireNonNullElse(row.getString(12), ""),
                        Sql.instant(row, 13));
        // Before it was noted each had this one.
        String job = Objects.requireNonNullElse(row.getString(3), FanOutJob.idOf(photoId));
        return new FanOut(photoId, row.getLong(2), job, extent, times);
    }

    private static OptionalLong number(ResultSet row, int column) throws SQLException {
        long number = row.getLong(column);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(number);
    }

    private static Optional<Instant> time(ResultSet row, int column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
                .map(OffsetDateTime::toInstant);
    }
}
