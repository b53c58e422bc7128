package darkroom.queue.archive;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The tables of the archive: {@code darkroom.dead_job}, a row for each dead job and for a day of
 * each that is not dead any more, and {@code darkroom.dead_archive}, how far the copying is.
 *
 * <p>The lane is the namespace in Redis. An index of each column that is searched by ends in when a
 * job died, so that the newest are found first without sorting; rows of jobs that are not dead any
 * more are in none of them.
 */
public final class ArchiveTable {
    private static final String STATE =
            """
            PERFORM pg_advisory_xact_lock(7077891);
            CREATE SCHEMA IF NOT EXISTS darkroom;
            CREATE TABLE IF NOT EXISTS darkroom.dead_archive (
              lane text COLLATE "C" PRIMARY KEY,
              holder text NOT NULL,
              held_until timestamptz NOT NULL,
              copied_at bigint NOT NULL DEFAULT 0,
              copied_name text COLLATE "C" NOT NULL DEFAULT '',
              history text NOT NULL DEFAULT ''
            );
            """;

    private static final String ROWS =
            """
            CREATE TABLE darkroom.dead_job (
              lane text COLLATE "C" NOT NULL,
              died_at bigint NOT NULL,
              name text COLLATE "C" NOT NULL,
              kind text COLLATE "C" NOT NULL,
              queue text COLLATE "C" NOT NULL,
              failure_group text COLLATE "C" NOT NULL,
              error text COLLATE "C" NOT NULL,
              error_name text COLLATE "C" NOT NULL,
              reason text NOT NULL,
              message text NOT NULL,
              attempt int NOT NULL,
              shard text COLLATE "C" NOT NULL,
              person text COLLATE "C" NOT NULL,
              args text[] COLLATE "C" NOT NULL,
              outbox text NOT NULL,
              job_id text NOT NULL,
              history text NOT NULL,
              digest bytea NOT NULL,
              bytes int NOT NULL,
              spilled boolean NOT NULL DEFAULT false,
              gone_at timestamptz,
              body bytea NOT NULL,
              PRIMARY KEY (lane, died_at, name)
            ) WITH (toast_tuple_target = 256);
            """;

    private static final String INDEXES =
            """
            CREATE INDEX dead_job_time ON darkroom.dead_job
              (lane, died_at, name) WHERE gone_at IS NULL;
            CREATE INDEX dead_job_name ON darkroom.dead_job
              (lane, name, died_at) WHERE gone_at IS NULL;
            CREATE INDEX dead_job_kind ON darkroom.dead_job
              (lane, kind, died_at, name) WHERE gone_at IS NULL;
            CREATE INDEX dead_job_queue ON darkroom.dead_job
              (lane, queue, died_at, name) WHERE gone_at IS NULL;
            CREATE INDEX dead_job_group ON darkroom.dead_job
              (lane, failure_group, died_at, name) WHERE gone_at IS NULL;
            CREATE INDEX dead_job_error ON darkroom.dead_job
              (lane, error_name, died_at, name) WHERE gone_at IS NULL;
            CREATE INDEX dead_job_shard ON darkroom.dead_job
              (lane, shard, died_at, name) WHERE gone_at IS NULL;
            CREATE INDEX dead_job_person ON darkroom.dead_job
              (lane, person, died_at, name) WHERE gone_at IS NULL;
            CREATE INDEX dead_job_args ON darkroom.dead_job
              USING gin (args) WHERE gone_at IS NULL;
            CREATE INDEX dead_job_here ON darkroom.dead_job
              (lane, died_at, name) INCLUDE (bytes)
              WHERE NOT spilled AND gone_at IS NULL;
            CREATE INDEX dead_job_gone ON darkroom.dead_job
              (lane, gone_at) WHERE gone_at IS NOT NULL;
            """;

    // Of what an earlier build has copied the trace is not known.
    private static final String TRACE =
            """
            IF NOT EXISTS (SELECT FROM pg_attribute
                WHERE attrelid = 'darkroom.dead_job'::regclass AND attname = 'trace') THEN
              ALTER TABLE darkroom.dead_job
                ADD COLUMN trace text COLLATE "C" NOT NULL DEFAULT '',
                ADD COLUMN step text COLLATE "C" NOT NULL DEFAULT '';
              CREATE INDEX dead_job_trace ON darkroom.dead_job
                (lane, trace, step, died_at, name) WHERE gone_at IS NULL AND trace <> '';
            END IF;
            """;

    private ArchiveTable() {}

    /** Makes the tables unless they are there. Two at once are one after the other. */
    public static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "DO $$ BEGIN "
                            + STATE
                            + "IF to_regclass('darkroom.dead_job') IS NULL THEN "
                            + ROWS
                            + INDEXES
                            + "END IF; "
                            + TRACE
                            + "END $$");
        }
    }
}
