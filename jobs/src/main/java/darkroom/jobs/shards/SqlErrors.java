package darkroom.jobs.shards;

import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Set;

/** What can be done about a {@link SQLException}. */
final class SqlErrors {
    // Codes: https://www.postgresql.org/docs/current/errcodes-appendix.html
    private static final Set<String> CONFLICTS = Set.of("40001", "40P01");

    /** Statement timeout; lock not available; the transaction idled or lasted too long. */
    private static final Set<String> BUSY = Set.of("57014", "55P03", "25P03", "25P04");

    /** Connection, resources, operator, system; and a server that takes no writes. */
    private static final Set<String> AWAY_CLASSES = Set.of("08", "53", "57", "58");

    private static final Set<String> AWAY = Set.of("25006", "40003");

    /** Wrong user or password; no such database: at login, so for all that we could ask. */
    private static final Set<String> REFUSED = Set.of("28000", "28P01", "3D000");

    private SqlErrors() {}

    /** What can be done. */
    enum Remedy {
        /** Two transactions were in each other's way: do it again at once. */
        AGAIN,
        /** The server was hindered and nothing was written: do it later. */
        LATER,
        /** The server is away or takes nothing: do it when it is back. */
        WHEN_BACK,
        /** The server does not let us in: do it when a person has mended that. */
        WHEN_MENDED,
        /** The statement is at fault. */
        NONE
    }

    static Remedy remedy(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        if (CONFLICTS.contains(state)) {
            return Remedy.AGAIN;
        }
        if (BUSY.contains(state)) {
            return Remedy.LATER;
        }
        if (REFUSED.contains(state)) {
            return Remedy.WHEN_MENDED;
        }
        boolean away =
                e instanceof SQLTransientException
                        || e.getCause() instanceof InterruptedException
                        || AWAY.contains(state)
                        || AWAY_CLASSES.contains(state.substring(0, Math.min(2, state.length())));
        return away ? Remedy.WHEN_BACK : Remedy.NONE;
    }

    /** What the server said, where a pool only says that it has no connection. */
    static SQLException origin(SQLException e) {
        return e.getCause() instanceof SQLException cause ? origin(cause) : e;
    }
}
