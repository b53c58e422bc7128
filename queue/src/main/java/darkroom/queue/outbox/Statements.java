package darkroom.queue.outbox;

import darkroom.queue.outbox.Deadlines.Deadline;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import javax.sql.DataSource;

/**
 * Statements on one database, each a transaction of its own on a connection of its own, which is
 * closed when its time is over. Thread-safe.
 */
final class Statements {
    private static final int TIMEOUT_SECONDS = 10;

    /** As a transaction of the photo service. */
    private static final Duration WHOLE = Duration.ofSeconds(30);

    private final DataSource database;
    private final Deadlines deadlines;

    Statements(DataSource database, String name) {
        this.database = database;
        this.deadlines = new Deadlines(name);
    }

    /** Makes something of a statement that is not run yet. */
    @FunctionalInterface
    interface Use<T> {
        /** Binds its parameters, runs it, reads its rows. */
        T of(PreparedStatement statement) throws SQLException;
    }

    @SuppressWarnings("try") // the deadline is there to be closed
    <T> T run(String sql, Use<T> use) throws SQLException {
        try (Connection connection = database.getConnection();
                Deadline deadline = deadlines.of(connection, WHOLE);
                PreparedStatement statement = connection.prepareStatement(sql)) {
            connection.setAutoCommit(true);
            statement.setQueryTimeout(TIMEOUT_SECONDS);
            return use.of(statement);
        }
    }

    /** Texts as an array that the statement takes. */
    static Array texts(PreparedStatement statement, Collection<String> texts) throws SQLException {
        return statement.getConnection().createArrayOf("text", texts.toArray(String[]::new));
    }
}
