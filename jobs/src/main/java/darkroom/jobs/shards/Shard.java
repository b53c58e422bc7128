package darkroom.jobs.shards;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Locale;

/** One logical shard: a schema on a database. Immutable and thread-safe. */
public final class Shard {
    private final int number;
    private final String schema;
    private final Database database;

    Shard(int number, Database database) {
        this.number = number;
        this.schema = schemaOf(number);
        this.database = database;
    }

    static String schemaOf(int number) {
        return String.format(Locale.ROOT, "shard_%04d", number);
    }

    /** From 0. */
    public int number() {
        return number;
    }

    /** The schema with its tables, such as {@code shard_0007}. */
    public String schema() {
        return schema;
    }

    /** Where it lives. */
    public Database database() {
        return database;
    }

    /**
     * Does {@code work} in one transaction of this shard, by the rules of {@link
     * Database#transact}.
     *
     * @throws ShardUnavailableException if the database is away, full, or did not answer in time
     * @throws ShardBusyException if it met others too often, or took too long; nothing was written
     * @throws SqlFailureException if it refused a statement
     */
    public <T> T transact(SqlFunction<Connection, T> work) {
        return database.transact(work);
    }

    /**
     * The same for a run of a job, unless a later run of it has been here: then nothing is written.
     * What a handler writes goes through here.
     *
     * @throws darkroom.queue.handler.FencedException if so
     */
    public <T> T transact(Fence fence, SqlFunction<Connection, T> work) {
        return database.transact(fence, work);
    }

    /**
     * A statement on this shard's tables, with the timeout of {@link Sql#TIMEOUT_SECONDS}.
     *
     * @param connection of this shard's {@link #transact}
     * @param template SQL in which {@code {s}} stands for the schema
     * @param args its parameters, by {@link Sql#bind}
     */
    public PreparedStatement prepare(Connection connection, String template, Object... args)
            throws SQLException {
        return Sql.prepare(connection, sql(template), args);
    }

    /** {@code template} with this shard's schema for {@code {s}}. */
    public String sql(String template) {
        return template.replace("{s}", schema);
    }

    /** Its schema. */
    @Override
    public String toString() {
        return schema;
    }
}
