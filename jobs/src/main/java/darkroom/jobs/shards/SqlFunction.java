package darkroom.jobs.shards;

import java.sql.SQLException;

/**
 * Work that may meet a database error.
 *
 * @param <T> what it is given
 * @param <R> what it returns
 */
@FunctionalInterface
public interface SqlFunction<T, R> {
    /** Does it. */
    R apply(T value) throws SQLException;
}
