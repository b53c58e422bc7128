package darkroom.jobs.shards;

import java.sql.SQLException;

/**
 * A statement was refused for its own sake: the same one will never succeed. Nothing was written.
 */
public final class SqlFailureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String sqlState;

    /** Names the database and what it answered. */
    public SqlFailureException(String message, SQLException cause) {
        super(message, cause);
        this.sqlState = cause.getSQLState() == null ? "" : cause.getSQLState();
    }

    /** PostgreSQL's five-character code, or empty. */
    public String sqlState() {
        return sqlState;
    }
}
