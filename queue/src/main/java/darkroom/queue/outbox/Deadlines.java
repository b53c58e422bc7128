package darkroom.queue.outbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Ends connections that are held for too long, whatever they wait for: the driver's own timeouts
 * begin anew with each byte that comes. Its thread is there while a deadline is. Thread-safe.
 */
public final class Deadlines implements AutoCloseable {
    private static final long IDLE_SECONDS = 5;

    private final ScheduledThreadPoolExecutor timer;

    /** Those of connections to what is called {@code name}, which its thread's name ends in. */
    public Deadlines(String name) {
        this.timer =
                new ScheduledThreadPoolExecutor(
                        1,
                        work -> {
                            Thread thread = new Thread(work, "darkroom-deadlines-" + name);
                            thread.setDaemon(true);
                            return thread;
                        });
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
    }

    /** Ends {@code connection} unless what is returned is closed within {@code most}. */
    public Deadline of(Connection connection, Duration most) throws SQLException {
        Connection raw = connection.unwrap(Connection.class);
        Future<?> end = timer.schedule(() -> abort(raw), most.toMillis(), TimeUnit.MILLISECONDS);
        return () -> end.cancel(false);
    }

    /** Ends nothing any more. */
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
    public interface Deadline extends AutoCloseable {
        @Override
        void close();
    }
}
