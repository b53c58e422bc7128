package darkroom.jobs.push;

import com.eatthepath.pushy.apns.ApnsClient;
import com.eatthepath.pushy.apns.ApnsClientBuilder;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The client in use, and a new one when it has gone silent: a client that could not connect for a
 * while waits up to a minute before it tries again, and one whose connection has died without a
 * word goes on using it. Thread-safe.
 */
final class ApnsClients implements AutoCloseable {
    /**
     * The youngest that is replaced, so that a silent server is not asked for ever more of them.
     */
    private static final Duration AGE_MIN = Duration.ofSeconds(5);

    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final ApnsClientBuilder builder;
    private ApnsClient client;
    private long bornNanos;
    private @Nullable CompletableFuture<Void> closing;
    private boolean closed;

    /**
     * Takes the builder for itself.
     *
     * @throws SSLException if it cannot build a client
     */
    ApnsClients(ApnsClientBuilder builder) throws SSLException {
        this.builder = builder.setGracefulShutdownTimeout(CLOSE);
        this.client = builder.build();
        this.bornNanos = System.nanoTime();
    }

    synchronized ApnsClient current() {
        return client;
    }

    /** This one has given no answer. Only one that is old enough, and in use, is replaced. */
    synchronized void silent(ApnsClient which) {
        boolean old = System.nanoTime() - bornNanos >= AGE_MIN.toNanos();
        boolean isBeingClosed = closing != null && !closing.isDone();
        if (which != client || !old || closed || isBeingClosed) {
            return;
        }
        try {
            ApnsClient next = builder.build();
            closing = client.close();
            client = next;
            bornNanos = System.nanoTime();
        } catch (SSLException e) {
            throw new IllegalStateException("a client that was built once is built again", e);
        }
    }

    /** Waits a few seconds for what is under way, then closes the connections. */
    @Override
    public void close() {
        try {
            all().get(CLOSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // Its threads are daemons of an event loop that was told to end; there is no more to
            // do.
            return;
        }
    }

    private synchronized CompletableFuture<Void> all() {
        closed = true;
        CompletableFuture<Void> last = client.close();
        CompletableFuture<Void> before = closing;
        return before == null ? last : CompletableFuture.allOf(last, before);
    }
}
