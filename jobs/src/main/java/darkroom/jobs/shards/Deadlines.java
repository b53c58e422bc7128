package darkroom.jobs.shards;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Ends connections that are held for too long, whatever they wait for: the driver's own timeouts
 * begin anew with each byte that comes. Thread-safe.
 */
final class Deadlines implements AutoCloseable {
    private final ScheduledThreadPoolExecutor timer;

    Deadlines(String name) {
        this.timer =
                new ScheduledThreadPoolExecutor(
                        1,
                        work -> {
                            Thread thread = new Thread(work, "darkroom-deadlines-" + name);
                            thread.setDaemon(true);
                            return thread;
                        });
        timer.setRemoveOnCancelPolicy(true);
    }

    /** Ends {@code connection} unless what is returned is closed within {@code most}. */
    Deadline of(Connection connection, Duration most) throws SQLException {
        Connection raw = connection.unwrap(Connection.class);
        Future<?> end = timer.schedule(() -> abort(raw), most.toMillis(), TimeUnit.MILLISECONDS);
        return () -> end.cancel(false);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private void abort(Connection connection) {
        try {
            // Closes the socket: whoever reads from it gets an error at once.
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            // It is closed, which is all we want.
            return;
        }
    }

    /** To be closed when the work is done. */
    interface Deadline extends AutoCloseable {
        @Override
        void close();
    }
}
