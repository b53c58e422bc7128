package darkroom.web.dashboard;

import darkroom.web.http.Problem;
import darkroom.web.metrics.RequestTimers;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.sse.SseClient;
import io.javalin.http.sse.SseHandler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tells open pages that there is something new, by server-sent events: {@code news}, with a number.
 * What is new a page asks for itself, as whoever looks at it. Thread-safe.
 *
 * <p>A stream ends after a quarter of an hour and is opened again by its page: so whoever has
 * signed out meanwhile gets none, and one that nobody reads never holds more than a few kilobytes,
 * which the socket takes: to tell waits for nobody.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent
 *     events</a>
 */
final class LiveStreams implements AutoCloseable {
    /** The most that are open at once. A page that gets none asks every five seconds. */
    private static final int OPEN_MAX = 256;

    private static final Duration LIFE = Duration.ofMinutes(15);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(30);

    private final Map<SseClient, Long> openedNanos = new ConcurrentHashMap<>();
    private final Semaphore free = new Semaphore(OPEN_MAX);
    private final AtomicLong told = new AtomicLong();
    private final Handler stream = new SseHandler(this::opened);
    private volatile boolean closed;

    /** Opens one. */
    void open(Context context) throws Exception {
        if (context.method().name().equals("HEAD")) {
            context.contentType("text/event-stream");
            return;
        }
        if (!String.valueOf(context.header("Accept")).contains("text/event-stream")) {
            throw Problem.of(
                            406,
                            "not-acceptable",
                            "cannot open a stream: expected that it accepts text/event-stream")
                    .exception();
        }
        if (closed || !free.tryAcquire()) {
            throw Problem.of(
                            503,
                            "too-many-streams",
                            "cannot open another stream: expected at most "
                                    + OPEN_MAX
                                    + "; close pages that nobody looks at")
                    .retryAfter(TRY_AGAIN)
                    .exception();
        }
        context.attribute(RequestTimers.LEFT_OUT, true);
        try {
            stream.handle(context);
        } catch (Exception e) {
            free.release();
            throw e;
        }
    }

    /** Tells all pages that there is something new, and ends streams that are old. */
    void tell() {
        long number = told.incrementAndGet();
        long now = System.nanoTime();
        for (Map.Entry<SseClient, Long> one : List.copyOf(openedNanos.entrySet())) {
            SseClient client = one.getKey();
            if (now - one.getValue() > LIFE.toNanos()) {
                client.close();
            } else {
                client.sendEvent("news", Long.toString(number));
            }
        }
    }

    /** Ends them all, and opens no more. */
    @Override
    public void close() {
        closed = true;
        List.copyOf(openedNanos.keySet()).forEach(SseClient::close);
    }

    private void opened(SseClient client) {
        client.keepAlive();
        client.onClose(
                () -> {
                    openedNanos.remove(client);
                    free.release();
                });
        openedNanos.put(client, System.nanoTime());
        if (closed) {
            client.close();
        }
    }
}
