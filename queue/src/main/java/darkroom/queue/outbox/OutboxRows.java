package darkroom.queue.outbox;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.sql.DataSource;

/** The rows of one outbox, as a doctor looks at them. Thread-safe; each call is a transaction. */
public final class OutboxRows {
    // A claim is over after five seconds; what is due later than that was sent, or waits for its
    // day.
    private static final int SENT_SECONDS = 2 * Relay.CLAIM_SECONDS;

    private final Statements statements;

    /** The rows in this database. */
    public OutboxRows(DataSource database) {
        this.statements = new Statements(database, "outbox-rows");
    }

    /** Whether the table is there. */
    public boolean exists() throws SQLException {
        return statements.run(
                "SELECT to_regclass('darkroom.outbox') IS NOT NULL",
                query -> {
                    try (ResultSet row = query.executeQuery()) {
                        row.next();
                        return row.getBoolean(1);
                    }
                });
    }

    /** How many rows have been due for more than so many seconds and are not claimed. */
    public long overdue(int seconds) throws SQLException {
        return statements.run(
                "SELECT count(*) FROM darkroom.outbox"
                        + " WHERE due_at < now() - ? * interval '1 second'",
                query -> {
                    query.setInt(1, seconds);
                    try (ResultSet row = query.executeQuery()) {
                        row.next();
                        return row.getLong(1);
                    }
                });
    }

    /** For how long the row that has been due the longest waits to be sent; zero if none does. */
    public Duration longestWait() throws SQLException {
        return statements.run(
                "SELECT ceil(extract(epoch FROM now() - due_at) * 1000) FROM darkroom.outbox"
                        + " WHERE due_at < now() ORDER BY due_at LIMIT 1",
                query -> {
                    try (ResultSet row = query.executeQuery()) {
                        return row.next() ? Duration.ofMillis(row.getLong(1)) : Duration.ZERO;
                    }
                });
    }

    /**
     * A row that was sent and whose job is not known to be done.
     *
     * @param position grows with each row
     */
    public record Sent(long position, String jobId) {}

    /** Rows that were sent, from the first after {@code position} on. */
    public List<Sent> sent(long position, int limit) throws SQLException {
        return statements.run(
                "SELECT position, job_id FROM darkroom.outbox WHERE position > ?"
                        + " AND due_at > greatest(run_at, now()) + ? * interval '1 second'"
                        + " ORDER BY position LIMIT ?",
                query -> {
                    query.setLong(1, position);
                    query.setInt(2, SENT_SECONDS);
                    query.setInt(3, limit);
                    List<Sent> rows = new ArrayList<>();
                    try (ResultSet row = query.executeQuery()) {
                        while (row.next()) {
                            rows.add(new Sent(row.getLong(1), row.getString(2)));
                        }
                    }
                    return rows;
                });
    }

    /** Those of these jobs that have a row. */
    public List<String> present(Collection<String> jobIds) throws SQLException {
        return statements.run(
                "SELECT job_id FROM darkroom.outbox WHERE job_id = ANY (?)",
                query -> {
                    query.setArray(1, Statements.texts(query, jobIds));
                    List<String> present = new ArrayList<>();
                    try (ResultSet row = query.executeQuery()) {
                        while (row.next()) {
                            present.add(row.getString(1));
                        }
                    }
                    return present;
                });
    }

    /** How far the row of a job has come. */
    public enum Stage {
        /** Not sent, or not known to be. */
        WAITING,
        /** Sent; its job is not known to be done. */
        SENT,
        /** Deleted: its job is done, or was never here. */
        GONE
    }

    /** How far the row of this job has come. */
    public Stage stageOf(String jobId) throws SQLException {
        return statements.run(
                "SELECT due_at > greatest(run_at, now()) + ? * interval '1 second'"
                        + " FROM darkroom.outbox WHERE job_id = ?",
                query -> {
                    query.setInt(1, SENT_SECONDS);
                    query.setString(2, jobId);
                    try (ResultSet row = query.executeQuery()) {
                        if (!row.next()) {
                            return Stage.GONE;
                        }
                        return row.getBoolean(1) ? Stage.SENT : Stage.WAITING;
                    }
                });
    }

    /** Deletes the row of this job, wherever its job is; what is not sent never will be. */
    public void withdraw(String jobId) throws SQLException {
        statements.run(
                "DELETE FROM darkroom.outbox WHERE job_id = ?",
                delete -> {
                    delete.setString(1, jobId);
                    return delete.executeUpdate();
                });
    }

    /** Has these sent again as soon as they are to run; how many there were. */
    public int sendAgain(Collection<String> jobIds) throws SQLException {
        return statements.run(
                "UPDATE darkroom.outbox SET due_at = greatest(run_at, now())"
                        + " WHERE job_id = ANY (?)",
                update -> {
                    update.setArray(1, Statements.texts(update, jobIds));
                    return update.executeUpdate();
                });
    }
}
