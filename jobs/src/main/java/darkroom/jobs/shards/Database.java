package darkroom.jobs.shards;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import darkroom.jobs.dependency.Dependency;
import darkroom.queue.client.QueueClient;
import darkroom.queue.handler.DependencyUnavailableException;
import darkroom.queue.outbox.Deadlines;
import darkroom.queue.outbox.Outbox;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * One physical database: its pool of connections, its breaker and its outbox. Thread-safe.
 *
 * <p>No call takes longer than its time, whatever the network does: {@value #CONNECT_SECONDS} s for
 * a connection, {@value #READ_SECONDS} s for any answer, {@value Sql#TIMEOUT_SECONDS} s for a
 * statement, {@value #TRANSACTION_SECONDS} s for a transaction in all.
 */
public final class Database implements AutoCloseable {
    private static final int TRIES = 4;
    private static final int CONNECT_SECONDS = 3;
    private static final int CANCEL_SECONDS = 2;

    /** A statement that was cancelled after its time has answered by then. */
    private static final int READ_SECONDS = 15;

    private static final int TRANSACTION_SECONDS = 30;
    private static final int PROBE_SECONDS = 2;
    private static final Duration BORROW = Duration.ofSeconds(CONNECT_SECONDS);
    private static final Duration VALIDATION = Duration.ofSeconds(2);
    private static final Duration LIFE = Duration.ofMinutes(30);
    private static final Duration IDLE = Duration.ofMinutes(5);

    /** So many connections stay however long nobody needs them. */
    private static final int KEPT_IDLE = 2;

    private static final Duration KEEPALIVE = Duration.ofMinutes(2);

    private final DatabaseAddress address;
    private final ShardMap map;
    private final HikariDataSource pool;
    private final Outbox outbox;
    private final Dependency dependency;
    private final Deadlines deadlines;
    private volatile boolean checked;

    private Database(
            DatabaseAddress address,
            ShardMap map,
            HikariDataSource pool,
            Outbox outbox,
            int callsMax) {
        this.address = address;
        this.map = map;
        this.pool = pool;
        this.outbox = outbox;
        this.dependency = new Dependency("postgres:" + address.name(), callsMax);
        this.deadlines = new Deadlines(address.name());
    }

    /** Opens no connection yet: a database that is down is met by the first call that needs it. */
    static Database open(
            DatabaseAddress address, ShardMap map, QueueClient queue, PoolLimits limits) {
        int size = limits.connections();
        HikariConfig config = new HikariConfig();
        config.setPoolName("darkroom-" + address.name());
        config.setJdbcUrl(address.jdbcUrl());
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(Math.min(size, KEPT_IDLE));
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(BORROW.toMillis());
        config.setValidationTimeout(VALIDATION.toMillis());
        config.setMaxLifetime(LIFE.toMillis());
        if (size > KEPT_IDLE) {
            config.setIdleTimeout(IDLE.toMillis());
        }
        config.setKeepaliveTime(KEEPALIVE.toMillis());
        // Prepared statements live in a session; behind PgBouncer there is none to rely on.
        config.addDataSourceProperty("prepareThreshold", "0");
        config.addDataSourceProperty("connectTimeout", Integer.toString(CONNECT_SECONDS));
        config.addDataSourceProperty("loginTimeout", Integer.toString(CONNECT_SECONDS));
        config.addDataSourceProperty("cancelSignalTimeout", Integer.toString(CANCEL_SECONDS));
        config.addDataSourceProperty("socketTimeout", Integer.toString(READ_SECONDS));
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("assumeMinServerVersion", "12");
        config.addDataSourceProperty("ApplicationName", "darkroom");
        return new Database(
                address,
                map,
                new HikariDataSource(config),
                new Outbox(address.name(), queue),
                limits.callsMax());
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

    /** Whether its calls have failed and none has shown yet that it is back. */
    public boolean isAway() {
        return dependency.isAway();
    }

    /**
     * Does {@code work} in one transaction: committed when it returns, rolled back when it throws
     * anything. Where it met another transaction (a deadlock, a failed serialization) it is done
     * again at once, {@value #TRIES} times in all, so it must have no effect outside the
     * connection.
     *
     * <p>For bulk work over several shards of this database whose every row stands for itself; what
     * belongs to one shard goes through {@link Shard#transact}.
     *
     * @throws ShardUnavailableException if the database is away, full, did not let us in, or did
     *     not answer in time; at once where it is known to be away
     * @throws ShardBusyException if it met others too often, or took too long; nothing was written
     * @throws SqlFailureException if it refused a statement
     * @throws RefusedDatabaseException if it has another shard map or was not migrated
     */
    public <T> T transact(SqlFunction<Connection, T> work) {
        check();
        return transactUnchecked(work);
    }

    /**
     * The same for a run of a job, unless a later run of it has been here: then nothing is written.
     *
     * @throws darkroom.queue.handler.FencedException if so
     */
    public <T> T transact(Fence fence, SqlFunction<Connection, T> work) {
        return transact(
                connection -> {
                    fence.pass(connection);
                    return work.apply(connection);
                });
    }

    /**
     * Whether it takes writes: returns if so.
     *
     * @throws ShardUnavailableException if it does not, within seconds
     * @throws RefusedDatabaseException if it has another shard map
     */
    public void probe() {
        transact(
                connection -> {
                    try (PreparedStatement update =
                            Sql.prepare(connection, "UPDATE darkroom.probe SET at = now()")) {
                        update.setQueryTimeout(PROBE_SECONDS);
                        return update.executeUpdate();
                    }
                });
    }

    /** The same before the shard map is known to be there. */
    <T> T transactUnchecked(SqlFunction<Connection, T> work) {
        return transactUnchecked(work, Span.USUAL);
    }

    /** The same, for a span of its own. */
    <T> T transactUnchecked(SqlFunction<Connection, T> work, Span span) {
        try (Dependency.Call call = dependency.begin()) {
            T result = tried(work, span, call);
            call.succeeded();
            return result;
        } catch (ShardUnavailableException e) {
            throw e;
        } catch (DependencyUnavailableException e) {
            throw new ShardUnavailableException(
                    e.dependency(), e.retryIn(), String.valueOf(e.getMessage()), e);
        }
    }

    /** Closes its connections. */
    @Override
    public void close() {
        pool.close();
        deadlines.close();
    }

    private <T> T tried(SqlFunction<Connection, T> work, Span span, Dependency.Call call) {
        for (int attempt = 1; ; attempt++) {
            try {
                return attempt(work, span);
            } catch (SQLException e) {
                SqlErrors.Remedy remedy = SqlErrors.remedy(e);
                if (remedy != SqlErrors.Remedy.AGAIN || attempt == TRIES) {
                    throw unchecked(e, remedy, call);
                }
            }
        }
    }

    private RuntimeException unchecked(
            SQLException e, SqlErrors.Remedy remedy, Dependency.Call call) {
        SQLException origin = SqlErrors.origin(e);
        String message =
                "cannot complete work on database \"" + name() + "\": " + origin.getMessage();
        if (e.getCause() instanceof InterruptedException) {
            // Ours, and no fault of the database's.
            Thread.currentThread().interrupt();
        } else if (remedy == SqlErrors.Remedy.WHEN_BACK) {
            call.failed(origin);
        } else if (remedy == SqlErrors.Remedy.WHEN_MENDED) {
            call.refused(origin);
        } else {
            call.succeeded();
        }
        return switch (remedy) {
            case WHEN_BACK -> unavailable(message + "; try again later", e);
            case WHEN_MENDED ->
                    unavailable(message + "; correct its address, user, password or rights", e);
            case AGAIN, LATER -> new ShardBusyException(message + "; try again later", e);
            case NONE -> new SqlFailureException(message, e);
        };
    }

    private ShardUnavailableException unavailable(String message, SQLException e) {
        return new ShardUnavailableException(dependency.name(), dependency.pause(), message, e);
    }

    @SuppressWarnings("try") // the deadline is there to be closed
    private <T> T attempt(SqlFunction<Connection, T> work, Span span) throws SQLException {
        try (Connection connection = pool.getConnection();
                Deadlines.Deadline deadline = deadlines.of(connection, span.whole)) {
            connection.setAutoCommit(false);
            if (span != Span.USUAL) {
                // The pool takes it back when the connection is returned.
                connection.setNetworkTimeout(Runnable::run, (int) span.answer.toMillis());
            }
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

    /** How long a transaction may take. */
    enum Span {
        USUAL(Duration.ofSeconds(READ_SECONDS), Duration.ofSeconds(TRANSACTION_SECONDS)),
        /** One shard's migrations, and the wait for another process that does the same. */
        MIGRATION(Duration.ofSeconds(90), Duration.ofMinutes(5));

        private final Duration answer;
        private final Duration whole;

        Span(Duration answer, Duration whole) {
            this.answer = answer;
            this.whole = whole;
        }
    }
}
