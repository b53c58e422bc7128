package darkroom.queue.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.embedded.fixtures.TestPostgres;
import darkroom.queue.fixtures.TestQueue;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

@Timeout(60)
final class LossesIT {
    private static final int ROWS = 25_000;

    private final TestQueue queue = TestQueue.open();
    private final String url = TestPostgres.freshDatabase();

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void allOfMoreRowsThanABatchAreSentAgainAndThoseOfLaterDaysAreToo() throws SQLException {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(url);
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            Outbox.createTable(connection);
            statement.execute(
                    """
                    INSERT INTO darkroom.outbox (job_id, queue, payload, run_at, due_at)
                    SELECT 'job' || n, 'note', '{}', now() + CASE WHEN n %% 2 = 0
                        THEN interval '1 day' ELSE interval '0' END, now() + interval '2 days'
                    FROM generate_series(1, %d) n"""
                            .formatted(ROWS));
            // Some are done, so that positions are missing, the last one and a whole batch too.
            statement.execute(
                    "DELETE FROM darkroom.outbox WHERE position BETWEEN 5000 AND 17000"
                            + " OR position = "
                            + ROWS);
            Losses losses =
                    new Losses(
                            new Outbox("db0", queue.client()),
                            new Statements(database, "losses"),
                            queue.store());

            losses.repair();

            assertThat(waiting(statement)).isZero();
            statement.execute("UPDATE darkroom.outbox SET due_at = now() + interval '2 days'");
            losses.repair();
            assertThat(waiting(statement)).as("nothing was lost since").isEqualTo(12_998);
        }
    }

    private static int waiting(Statement statement) throws SQLException {
        try (ResultSet row =
                statement.executeQuery(
                        "SELECT count(*) FROM darkroom.outbox WHERE due_at > now()")) {
            row.next();
            return row.getInt(1);
        }
    }
}
