package darkroom.jobs.shards;

import darkroom.queue.handler.FencedException;
import darkroom.queue.handler.JobContext;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Which run of a job wants to have an effect. A database lets none through once it has seen a later
 * run of the same job, so a process that was given up for lost, or a handler that was given up as
 * stuck, writes nothing when it goes on.
 *
 * <p>Only a run that may not be the job's first leaves a row, for a day: a longer sleep is not
 * fenced. A first run only looks, and holds off later ones until its transaction has ended; one
 * that stands still in the middle of it is ended by the database.
 *
 * @param jobId the job's id
 * @param token its run's {@link JobContext#fencingToken()}
 * @param mayHaveBegun its {@link JobContext#mayHaveBegun()}
 */
public record Fence(String jobId, long token, boolean mayHaveBegun) {
    /** What the function below says when it refuses. */
    private static final String REFUSED = "DR002";

    // Two old rows go for each that comes, so the table is as large as a day needs.
    private static final String TABLE =
            """
            CREATE TABLE IF NOT EXISTS darkroom.fence (
              job text PRIMARY KEY,
              token bigint NOT NULL,
              at timestamptz NOT NULL
            );
            CREATE INDEX IF NOT EXISTS fence_at ON darkroom.fence (at);
            CREATE OR REPLACE FUNCTION darkroom.pass_fence(of bigint, id text, later boolean)
            RETURNS void LANGUAGE plpgsql VOLATILE AS $$
            DECLARE
              seen bigint;
            BEGIN
              -- For this transaction: who sleeps in it must not hold up the run that follows.
              PERFORM set_config('idle_in_transaction_session_timeout', '5000', true);
              IF later THEN
                PERFORM pg_advisory_xact_lock(hashtextextended(id, 7077891));
              ELSE
                PERFORM pg_advisory_xact_lock_shared(hashtextextended(id, 7077891));
              END IF;
              SELECT token INTO seen FROM darkroom.fence WHERE job = id;
              IF seen > of THEN
                RAISE SQLSTATE 'DR002' USING MESSAGE = 'a run with token ' || seen || ' was here';
              END IF;
              IF later THEN
                INSERT INTO darkroom.fence (job, token, at) VALUES (id, of, now())
                ON CONFLICT (job) DO UPDATE SET token = EXCLUDED.token, at = EXCLUDED.at;
                DELETE FROM darkroom.fence WHERE job IN (
                  SELECT old.job FROM darkroom.fence old WHERE old.at < now() - interval '1 day'
                  ORDER BY old.at LIMIT 2 FOR UPDATE SKIP LOCKED);
              END IF;
            END $$""";

    /** That of the run with this context. */
    public static Fence of(JobContext context) {
        return new Fence(context.jobId(), context.fencingToken(), context.mayHaveBegun());
    }

    /**
     * Lets this run through for the transaction.
     *
     * @throws FencedException if a later run was let through before
     */
    void pass(Connection connection) throws SQLException {
        try (PreparedStatement pass =
                Sql.prepare(
                        connection,
                        "SELECT darkroom.pass_fence(?, ?, ?)",
                        token,
                        jobId,
                        mayHaveBegun)) {
            pass.execute();
        } catch (SQLException e) {
            if (REFUSED.equals(e.getSQLState())) {
                throw new FencedException(
                        "cannot have an effect for job "
                                + jobId
                                + ": expected that no later run of it has been here than that of"
                                + " token "
                                + token
                                + ", found that "
                                + e.getMessage()
                                + "; this run was given up, the other has its effect");
            }
            throw e;
        }
    }

    static void createTable(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(Sql.TIMEOUT_SECONDS);
            statement.execute(TABLE);
        }
    }
}
