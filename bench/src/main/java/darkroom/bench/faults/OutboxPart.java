package darkroom.bench.faults;

import darkroom.bench.BenchFailedException;
import darkroom.embedded.PostgresServer;
import darkroom.queue.outbox.Outbox;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.IntConsumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A database with an outbox in it, and the child that relays it. Not thread-safe. */
final class OutboxPart implements AutoCloseable {
    private static final int BATCH = 100;
    private static final String DEADLOCK = "40P01";

    private final Stage stage;
    private final PostgresServer server;
    private final DataSource database;
    private final Outbox outbox;
    private volatile @Nullable Child relay;

    private OutboxPart(Stage stage, PostgresServer server) {
        this.stage = stage;
        this.server = server;
        this.database = Databases.at(server.jdbcUrl(), server.user());
        this.outbox = new Outbox(RelayChild.OUTBOX, stage.client());
    }

    static OutboxPart open(Stage stage) {
        OutboxPart part = new OutboxPart(stage, PostgresServer.start());
        try (Connection connection = part.database.getConnection()) {
            Outbox.createTable(connection);
            return part;
        } catch (SQLException e) {
            part.close();
            throw new BenchFailedException("cannot make the outbox", e);
        }
    }

    /** Starts the relay unless one runs. */
    void fill() throws InterruptedException {
        if (relay == null) {
            Child child = stage.spares().take();
            child.order(
                    Order.to(Order.Verb.RELAY)
                            .with("port", stage.victimWay().port())
                            .with("namespace", stage.store().address().namespace())
                            .with("url", server.jdbcUrl())
                            .with("user", server.user()));
            relay = child;
        }
    }

    boolean hasRelay() {
        return relay != null;
    }

    /** The child that relays; it is gone from here on. */
    Child takeRelay() {
        Child child = relay;
        if (child == null) {
            throw new IllegalStateException("cannot take the relay: there is none");
        }
        relay = null;
        return child;
    }

    /** Enqueues in transactions of some jobs each; a commit is what acknowledges. */
    void enqueue(Enqueuing.Shape shape, int jobs, IntConsumer pace, Acks acks) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            for (int from = 0; from < jobs; from += BATCH) {
                int count = Math.min(BATCH, jobs - from);
                pace.accept(count);
                acks.tried(shape.round(), from, count);
                for (int number = from; number < from + count; number++) {
                    outbox.enqueue(connection, shape.job(number));
                }
                connection.commit();
                acks.acknowledged(shape.round(), from, count);
            }
        } catch (SQLException e) {
            throw new BenchFailedException("cannot enqueue in the outbox", e);
        }
    }

    /** Makes all rows due now, as they are when the sweep comes round. */
    void sweep() {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE darkroom.outbox SET due_at = now()");
        } catch (SQLException e) {
            if (DEADLOCK.equals(e.getSQLState())) {
                // With the relay, which deletes rows: whoever sweeps does so again.
                return;
            }
            throw new BenchFailedException("cannot make the outbox's rows due", e);
        }
    }

    /** How many of its jobs are not known to be done. */
    long rows() {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM darkroom.outbox")) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new BenchFailedException("cannot count the outbox's rows", e);
        }
    }

    @Override
    public void close() {
        if (relay != null) {
            relay.kill();
            relay = null;
        }
        server.close();
    }
}
