package darkroom.queue.outbox;

import darkroom.queue.redis.RedisStore;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees when Redis may have lost jobs that it took - after a failover, a restart, a FLUSHALL - and
 * makes all rows of an outbox due. For one relay's thread.
 */
final class Losses {
    private static final Logger LOG = LoggerFactory.getLogger(Losses.class);

    /** Rows a statement: some tenths of a second. */
    private static final int BATCH = 10_000;

    private final String outbox;
    private final Statements statements;
    private final RedisStore store;
    private String seen = "";

    Losses(Outbox outbox, Statements statements, RedisStore store) {
        this.outbox = outbox.name();
        this.statements = statements;
        this.store = store;
    }

    /**
     * Makes all rows due if there may have been a loss since the last look of any relay; how many
     * there were.
     */
    int repair() throws SQLException {
        String history = store.history();
        String key = store.keys().outboxHistory();
        String repaired =
                store.field(key, outbox)
                        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                        .orElse("");
        // What another relay has repaired may not have been all: a batch of this one, which the
        // history before took, may have been put off only afterwards.
        if (history.equals(repaired) && (seen.isEmpty() || seen.equals(history))) {
            seen = history;
            return 0;
        }
        int rows = makeAllDue();
        store.setField(key, outbox, history);
        seen = history;
        // A Redis or an outbox that is new has a history that nobody knows, and lost nothing.
        (rows > 0 ? LOG.atInfo() : LOG.atDebug())
                .addKeyValue("outbox", outbox)
                .addKeyValue("rows", rows)
                .log("Redis may have lost jobs, rows are sent again");
        return rows;
    }

    private int makeAllDue() throws SQLException {
        long last =
                statements.run(
                        "SELECT coalesce(max(position), 0) FROM darkroom.outbox",
                        query -> {
                            try (ResultSet row = query.executeQuery()) {
                                row.next();
                                return row.getLong(1);
                            }
                        });
        int rows = 0;
        Batch batch = new Batch(0, 0);
        do {
            batch = makeDue(batch.until(), last);
            rows += batch.rows();
        } while (batch.until() < last);
        return rows;
    }

    /** Rows up to a position, and how many of them were put off. */
    private record Batch(long until, int rows) {}

    private Batch makeDue(long after, long last) throws SQLException {
        return statements.run(
                """
                WITH batch AS MATERIALIZED (
                  SELECT position FROM darkroom.outbox WHERE position > ? AND position <= ?
                  ORDER BY position LIMIT ?),
                due AS (
                  UPDATE darkroom.outbox o SET due_at = least(run_at, now())
                  FROM batch WHERE o.position = batch.position AND o.due_at > now()
                  RETURNING 1)
                SELECT (SELECT coalesce(max(position), ?) FROM batch), (SELECT count(*) FROM due)""",
                update -> {
                    update.setLong(1, after);
                    update.setLong(2, last);
                    update.setInt(3, BATCH);
                    update.setLong(4, last);
                    try (ResultSet row = update.executeQuery()) {
                        row.next();
                        return new Batch(row.getLong(1), row.getInt(2));
                    }
                });
    }
}
