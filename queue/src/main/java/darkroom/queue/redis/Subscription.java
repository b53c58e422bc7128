package darkroom.queue.redis;

import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.BinaryJedisPubSub;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Listens on channels on a thread and a connection of its own, and goes on listening after the
 * connection was lost. What was published meanwhile is missed, so each message may only save a
 * wait.
 */
public final class Subscription implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);
    private static final Duration RETRY = Duration.ofMillis(500);

    private final RedisStore store;
    private final Runnable onMove = this::reconnect;
    private final List<String> channels;
    private final Consumer<byte[]> onMessage;
    private final Thread thread;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch listening = new CountDownLatch(1);
    private volatile @Nullable Jedis connection;
    private volatile @Nullable Long listeningSinceNanos;

    private Subscription(RedisStore store, List<String> channels, Consumer<byte[]> onMessage) {
        this.store = store;
        this.channels = List.copyOf(channels);
        this.onMessage = onMessage;
        this.thread = new Thread(this::listen, "darkroom-subscription");
        thread.setDaemon(true);
    }

    /**
     * Starts to listen.
     *
     * @param onMessage called on the subscription's thread with each message, and with an empty one
     *     each time it begins to listen; may make calls that have a timeout, and must not wait for
     *     anything else
     */
    public static Subscription open(
            RedisStore store, List<String> channels, Consumer<byte[]> onMessage) {
        Subscription subscription = new Subscription(store, channels, onMessage);
        store.connections().onMove(subscription.onMove);
        subscription.thread.start();
        return subscription;
    }

    /** Waits until it has listened once; false if that took longer than {@code timeout}. */
    public boolean awaitListening(Duration timeout) throws InterruptedException {
        return listening.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * For how long it has listened without a break; zero while it does not. A connection that is
     * opened anew since nothing was said for long is none.
     */
    public Duration listeningFor() {
        Long since = listeningSinceNanos;
        return since == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - since);
    }

    @Override
    public void close() {
        closed.countDown();
        store.connections().remove(onMove);
        reconnect();
        thread.interrupt();
    }

    // Jedis reads on until its connection is closed: no interrupt reaches a blocked read.
    private void reconnect() {
        Jedis open = connection;
        if (open != null) {
            open.disconnect();
        }
    }

    private void listen() {
        boolean failing = false;
        while (closed.getCount() > 0) {
            boolean silence = false;
            try (Jedis jedis = store.connections().forSubscription()) {
                connection = jedis;
                if (closed.getCount() == 0) {
                    return; // closed before it could see this connection
                }
                failing = false;
                byte[][] names =
                        channels.stream()
                                .map(name -> name.getBytes(StandardCharsets.UTF_8))
                                .toArray(byte[][]::new);
                jedis.subscribe(new Listener(), names);
            } catch (JedisException e) {
                silence = connection != null && e.getCause() instanceof SocketTimeoutException;
                if (closed.getCount() > 0 && !failing && !silence) {
                    failing = true;
                    LOG.atWarn()
                            .addKeyValue("redis", store.address().display())
                            .addKeyValue("cause", e.getMessage())
                            .log("subscription lost, trying again");
                }
            }
            connection = null;
            // While nobody listens this process may be taken for dead: after mere silence it
            // listens again at once.
            if (!silence) {
                listeningSinceNanos = null;
                pause();
            }
        }
    }

    private void pause() {
        try {
            if (closed.await(RETRY.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            closed.countDown();
        }
    }

    private final class Listener extends BinaryJedisPubSub {
        @Override
        public void onSubscribe(byte[] channel, int subscribedChannels) {
            if (subscribedChannels == channels.size()) {
                if (listeningSinceNanos == null) {
                    listeningSinceNanos = System.nanoTime();
                }
                listening.countDown();
                onMessage.accept(new byte[0]);
            }
        }

        @Override
        public void onMessage(byte[] channel, byte[] message) {
            onMessage.accept(message);
        }
    }
}
