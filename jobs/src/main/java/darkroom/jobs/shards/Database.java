package darkroom.jobs.shards;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import darkroom.queue.client.QueueClient;
import darkroom.queue.outbox.Outbox;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/** One physical database: its pool of connections and its outbox. Thread-safe. */
public final class Database implements AutoCloseable {
    private static final int TRIES = 4;
    private static final Duration BORROW = Duration.ofSeconds(3);
    private static final Duration VALIDATION = Duration.ofSeconds(2);
    private static final Duration LIFE = Duration.ofMinutes(30);
    private static final Duration IDLE = Duration.ofMinutes(5);
    private static final int CONNECT_SECONDS = 3;
    private static final int SOCKET_SECONDS = 90;

    private final DatabaseAddress address;
    private final ShardMap map;
    private final HikariDataSource pool;
    private final Outbox outbox;
    private volatile boolean checked;

    private Database(DatabaseAddress address, ShardMap map, HikariDataSource pool, Outbox outbox) {
        this.address = address;
        this.map = map;
        this.pool = pool;
        this.outbox = outbox;
    }

    /** Opens no connection yet: a database that is down is met by the first call that needs it. */
    static Database open(DatabaseAddress address, ShardMap map, QueueClient queue, int poolSize) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("darkroom-" + address.name());
        config.setJdbcUrl(address.jdbcUrl());
        config.setMaximumPoolSize(poolSize);
        config.setMinimumIdle(Math.min(poolSize, 2));
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(BORROW.toMillis());
        config.setValidationTimeout(VALIDATION.toMillis());
        config.setMaxLifetime(LIFE.toMillis());
        config.setIdleTimeout(IDLE.toMillis());
        config.setKeepaliveTime(IDLE.toMillis());
        // Prepared statements live in a session; behind PgBouncer there is none to rely on.
        config.addDataSourceProperty("prepareThreshold", "0");
        config.addDataSourceProperty("connectTimeout", Integer.toString(CONNECT_SECONDS));
        config.addDataSourceProperty("loginTimeout", Integer.toString(CONNECT_SECONDS));
        config.addDataSourceProperty("socketTimeout", Integer.toString(SOCKET_SECONDS));
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("assumeMinServerVersion", "12");
        config.addDataSourceProperty("ApplicationName", "darkroom");
        return new Database(
                address, map, new HikariDataSource(config), new Outbox(address.name(), queue));
    }

    /** Its name, which is also its outbox's. */
    public String name() {
        return address.name();
    }

    /** Its connections; each comes in auto-commit mode. Closed with the {@link Shards}. */
    public DataSource dataSource() {
        return pool;
    }

    /** Its outbox, for a {@link darkroom.queue.outbox.Relay} and for enqueues in a transaction. */
    public Outbox outbox() {
        return outbox;
    }

    /**
     * Does {@code work} in one transaction: committed when it returns, rolled back when it throws
     * anything. Where it met another transaction (a deadlock, a failed serialization) it is done
     * again, {@value #TRIES} times in all, so it must have no effect outside the connection.
     *
     * <p>For bulk work over several shards of this database whose every row stands for itself; what
     * belongs to one shard goes through {@link Shard#transact}.
     *
     * @throws ShardUnavailableException if the database is away, full, or did not answer in time
     * @throws SqlFailureException if it refused a statement
     * @throws RefusedDatabaseException if it has another shard map or was not migrated
     */
    public <T> T transact(SqlFunction<Connection, T> work) {
        check();
        return transactUnchecked(work);
    }

    /** The same before the shard map is known to be there. */
    <T> T transactUnchecked(SqlFunction<Connection, T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return attempt(work);
            } catch (SQLException e) {
                if (attempt == TRIES || !SqlErrors.isConflict(e)) {
                    throw SqlErrors.toUnchecked(name(), e);
                }
            }
        }
    }

    /** Closes its connections. */
    @Override
    public void close() {
        pool.close();
    }

    private <T> T attempt(SqlFunction<Connection, T> work) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.apply(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException | Error e) {
                rollBack(connection, e);
                throw e;
            }
        }
    }

    private static void rollBack(Connection connection, Throwable cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            // The pool throws a broken connection away; the server rolls back by itself.
            cause.addSuppressed(e);
        }
    }

    private void check() {
        if (!checked) {
            transactUnchecked(
                    connection -> {
                        map.check(connection, name());
                        return true;
                    });
            checked = true;
        }
    }
}
