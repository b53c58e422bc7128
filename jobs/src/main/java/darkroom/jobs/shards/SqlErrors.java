package darkroom.jobs.shards;

import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Set;

/** Which of the two a {@link SQLException} is: to be tried again, or a mistake. */
final class SqlErrors {
    // Codes: https://www.postgresql.org/docs/current/errcodes-appendix.html
    private static final Set<String> CONFLICTS = Set.of("40001", "40P01");
    private static final Set<String> LATER_CLASSES = Set.of("08", "40", "53", "57", "58");
    private static final Set<String> LATER = Set.of("55P03", "25006");

    private SqlErrors() {}

    /** Whether two transactions were in each other's way, and doing it again at once may work. */
    static boolean isConflict(SQLException e) {
        return CONFLICTS.contains(state(e));
    }

    static RuntimeException toUnchecked(String database, SQLException e) {
        if (e.getCause() instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        String message = "cannot complete work on database \"" + database + "\": " + e.getMessage();
        return isForLater(e)
                ? new ShardUnavailableException(message + "; try again later", e)
                : new SqlFailureException(message, e);
    }

    private static boolean isForLater(SQLException e) {
        String state = state(e);
        return e instanceof SQLTransientException
                || e.getCause() instanceof InterruptedException
                || LATER.contains(state)
                || LATER_CLASSES.contains(state.substring(0, Math.min(2, state.length())));
    }

    private static String state(SQLException e) {
        return e.getSQLState() == null ? "" : e.getSQLState();
    }
}
