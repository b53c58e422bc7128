package darkroom.queue.outbox;

import darkroom.queue.outbox.Deadlines.Deadline;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import javax.sql.DataSource;

/**
 * Statements on one database, each a transaction of its own on a connection of its own, which is
 * closed when its time is over. Thread-safe.
 */
public final class Statements {
    private static final int TIMEOUT_SECONDS = 10;

    /** As a transaction of the photo service. */
    private static final Duration WHOLE = Duration.ofSeconds(30);

    private final DataSource database;
    private final Deadlines deadlines;

    /** On this database; {@code name} is part of the name of the thread that ends them. */
    public Statements(DataSource database, String name) {
        this.database = database;
        this.deadlines = new Deadlines(name);
    }

    /** Makes something of a statement that is not run yet. */
    @FunctionalInterface
    public interface Use<T> {
        /** Binds its parameters, runs it, reads its rows. */
        T of(PreparedStatement statement) throws SQLException;
    }

    /** Runs one, for at most {@value #TIMEOUT_SECONDS} s. */
    @SuppressWarnings("try") // the deadline is there to be closed
    public <T> T run(String sql, Use<T> use) throws SQLException {
        try (Connection connection = database.getConnection();
                Deadline deadline = deadlines.of(connection, WHOLE);
                PreparedStatement statement = connection.prepareStatement(sql)) {
            connection.setAutoCommit(true);
            statement.setQueryTimeout(TIMEOUT_SECONDS);
            return use.of(statement);
        }
    }

    /**
     * The same, cancelled by the server after so long: then it throws the error of SQL state 57014.
     */
    @SuppressWarnings("try") // the deadline is there to be closed
    public <T> T runWithin(Duration most, String sql, Use<T> use) throws SQLException {
        try (Connection connection = database.getConnection();
                Deadline deadline = deadlines.of(connection, WHOLE)) {
            connection.setAutoCommit(false);
            try (Statement limit = connection.createStatement();
                    PreparedStatement statement = connection.prepareStatement(sql)) {
                limit.execute("SET LOCAL statement_timeout = " + most.toMillis());
                statement.setQueryTimeout(TIMEOUT_SECONDS);
                T result = use.of(statement);
                connection.commit();
                return result;
            } catch (SQLException e) {
                rollBack(connection, e);
                throw e;
            }
        }
    }

    private static void rollBack(Connection connection, SQLException cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            // It is broken: whoever lent it throws it away, and the server rolls back by itself.
            cause.addSuppressed(e);
        }
    }

    /** Texts as an array that the statement takes. */
    public static Array texts(PreparedStatement statement, Collection<String> texts)
            throws SQLException {
        return statement.getConnection().createArrayOf("text", texts.toArray(String[]::new));
    }
}
