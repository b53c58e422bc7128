package darkroom.queue.outbox;

import darkroom.queue.Job;
import darkroom.queue.client.QueueClient;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The outbox of one PostgreSQL database: table {@code darkroom.outbox}. Thread-safe.
 *
 * <p>Rows hold the job's JSON. They carry no secret that the job does not.
 */
public final class Outbox {
    private static final Pattern NAME = Pattern.compile("[a-z0-9_-]{1,40}");
    private static final int TIMEOUT_SECONDS = 10;

    private final String name;
    private final QueueClient client;

    /**
     * The outbox called {@code name}.
     *
     * @param name {@code [a-z0-9_-]{1,40}}, a different one for each database
     * @param client encodes the jobs; it sends nothing here
     */
    public Outbox(String name, QueueClient client) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "cannot name an outbox \"" + name + "\": expected " + NAME);
        }
        this.name = name;
        this.client = client;
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** Makes the table unless it is there. Two at once are one after the other. */
    public static void createTable(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    """
                    DO $$ BEGIN
                      PERFORM pg_advisory_xact_lock(7077888);
                      CREATE SCHEMA IF NOT EXISTS darkroom;
                      CREATE TABLE IF NOT EXISTS darkroom.outbox (
                        position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                        job_id text NOT NULL UNIQUE,
                        queue text NOT NULL,
                        payload text NOT NULL,
                        unique_key text,
                        run_at timestamptz NOT NULL,
                        due_at timestamptz NOT NULL DEFAULT now()
                      );
                      CREATE INDEX IF NOT EXISTS outbox_due ON darkroom.outbox (due_at, position);
                    END $$""");
        }
    }

    /**
     * Enqueues a job if, and only if, the caller's transaction commits. Wake the {@link Relay}
     * after the commit; without that it is on its way within a second.
     *
     * @param connection in a transaction of the caller's, which stays open
     * @return the job's id
     * @throws darkroom.queue.InvalidJobException if the job cannot be taken; nothing was written
     */
    public String enqueue(Connection connection, Job<?> job) throws SQLException {
        QueueClient.Stored stored = client.encode(job, Optional.of(name));
        try (PreparedStatement insert =
                connection.prepareStatement(
                        """
                        INSERT INTO darkroom.outbox (job_id, queue, payload, unique_key, run_at)
                        VALUES (?, ?, ?, ?, now() + ? * interval '1 millisecond')
                        ON CONFLICT (job_id) DO NOTHING""")) {
            insert.setQueryTimeout(TIMEOUT_SECONDS);
            insert.setString(1, stored.id());
            insert.setString(2, stored.queue());
            insert.setString(3, new String(stored.payload(), StandardCharsets.UTF_8));
            insert.setString(4, stored.uniqueKey().orElse(null));
            insert.setLong(5, stored.delayMillis());
            insert.executeUpdate();
        }
        return stored.id();
    }
}
