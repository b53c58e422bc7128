package darkroom.queue.outbox;

import darkroom.queue.redis.RedisStore;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees when Redis may have lost jobs that it took - after a failover, a restart, a FLUSHALL - and
 * makes all rows of an outbox due. For one relay's thread.
 */
final class Losses {
    private static final Logger LOG = LoggerFactory.getLogger(Losses.class);
    private static final int TIMEOUT_SECONDS = 60;

    private final String outbox;
    private final DataSource database;
    private final RedisStore store;
    private String seen = "";

    Losses(Outbox outbox, DataSource database, RedisStore store) {
        this.outbox = outbox.name();
        this.database = database;
        this.store = store;
    }

    /** Makes all rows due if there may have been a loss since the last look of any relay. */
    void repair() throws SQLException {
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
            return;
        }
        int rows = makeAllDue();
        store.setField(key, outbox, history);
        seen = history;
        LOG.atInfo()
                .addKeyValue("outbox", outbox)
                .addKeyValue("rows", rows)
                .log("Redis may have lost jobs, rows are sent again");
    }

    private int makeAllDue() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement all =
                        connection.prepareStatement(
                                "UPDATE darkroom.outbox SET due_at = least(run_at, now())"
                                        + " WHERE due_at > now()")) {
            connection.setAutoCommit(true);
            all.setQueryTimeout(TIMEOUT_SECONDS);
            return all.executeUpdate();
        }
    }
}
