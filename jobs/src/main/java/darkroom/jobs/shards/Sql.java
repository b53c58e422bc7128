package darkroom.jobs.shards;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;

/** Statements with their parameters and their timeout, and the types JDBC has no word for. */
public final class Sql {
    /** How long a statement may run, in seconds, before it is cancelled. */
    public static final int TIMEOUT_SECONDS = 10;

    private Sql() {}

    /** A statement with its parameters bound. The caller closes it. */
    public static PreparedStatement prepare(Connection connection, String sql, Object... args)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            statement.setQueryTimeout(TIMEOUT_SECONDS);
            for (int i = 0; i < args.length; i++) {
                bind(statement, i + 1, args[i]);
            }
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    /**
     * Binds parameter {@code index} (from 1): an {@link Instant} as timestamptz, {@code long[]} and
     * {@code String[]} as arrays, an empty {@link Optional} as null, anything else as JDBC does.
     */
    public static void bind(PreparedStatement statement, int index, Object arg)
            throws SQLException {
        if (arg instanceof Instant instant) {
            statement.setObject(index, instant.atOffset(ZoneOffset.UTC));
        } else if (arg instanceof long[] numbers) {
            Object[] boxed = Arrays.stream(numbers).boxed().toArray();
            statement.setArray(index, statement.getConnection().createArrayOf("bigint", boxed));
        } else if (arg instanceof String[] texts) {
            statement.setArray(index, statement.getConnection().createArrayOf("text", texts));
        } else if (arg instanceof Optional<?> optional) {
            if (optional.isPresent()) {
                bind(statement, index, optional.get());
            } else {
                statement.setObject(index, null);
            }
        } else {
            statement.setObject(index, arg);
        }
    }

    /** Column {@code index} (from 1), a timestamptz that is not null. */
    public static Instant instant(ResultSet row, int index) throws SQLException {
        return row.getObject(index, OffsetDateTime.class).toInstant();
    }
}
