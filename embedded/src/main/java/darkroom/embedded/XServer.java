package darkroom.embedded;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A local X with the part of its API v2 that cross-posting needs: {@code POST /2/tweets}, {@code
 * GET /2/users/ID/tweets}, {@code GET /2/users/me}, signed by OAuth 1.0a
 * (https://docs.x.com/x-api). On 127.0.0.1, plain HTTP, a free port.
 *
 * <p>Refuses what X refuses: a wrong signature, a reused nonce or a clock more than five minutes
 * off (401); the same text by the same user within 30 minutes (403); more than 100 posts by one
 * user in 15 minutes (429). Every answer to a signed request carries the three {@code x-rate-limit}
 * headers. All tweets stay in memory until it closes. Thread-safe.
 */
public final class XServer implements AutoCloseable {
    private static final int POSTS_PER_WINDOW = 100;

    private final HttpServer server;
    // An exchange that hangs holds its thread, hence as many threads as it takes.
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Secrets secrets = new Secrets();
    private final AtomicLong lastUserId = new AtomicLong(2_244_994_944L);
    private final Queue<XFault> faults = new ConcurrentLinkedQueue<>();
    private final OauthVerifier.Consumer consumer;
    private final OauthVerifier verifier;
    private final XTimeline timeline;

    private XServer(HttpServer server, InstantSource clock) {
        this.server = server;
        this.consumer = new OauthVerifier.Consumer(secrets.next(), secrets.next());
        this.verifier = new OauthVerifier(consumer, clock);
        this.timeline = new XTimeline(clock, POSTS_PER_WINDOW);
    }

    /** Starts a server that goes by the system's clock. */
    public static XServer start() {
        return start(InstantSource.system());
    }

    /**
     * Starts a server that goes by {@code clock}: its signatures' times, its windows, its tweets'
     * times.
     */
    public static XServer start(InstantSource clock) {
        try {
            HttpServer http =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            XServer server = new XServer(http, clock);
            http.setExecutor(server.threads);
            XApi api = new XApi(server.verifier, server.timeline, server.faults, clock);
            http.createContext("/", api);
            http.start();
            return server;
        } catch (IOException e) {
            throw new ServerFailed("cannot start the X server: found " + e.getMessage(), e);
        }
    }

    /** The API's base: {@code http://127.0.0.1:PORT}, without a slash at the end. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The application's OAuth 1.0a key. */
    public String consumerKey() {
        return consumer.key();
    }

    /** The application's OAuth 1.0a secret. */
    public String consumerSecret() {
        return consumer.secret();
    }

    /** Adds a user who has allowed the application to post. */
    public XUser addUser(String name) {
        String id = Long.toString(lastUserId.incrementAndGet());
        XUser user = new XUser(id, name, id + "-" + secrets.next(), secrets.next());
        verifier.add(user);
        return user;
    }

    /** All tweets, the oldest first; a copy. */
    public List<Tweet> tweets() {
        return timeline.all();
    }

    /**
     * The next posts, in order, meet these faults; then all is normal again. Adds to faults not met
     * yet.
     */
    public void failNext(XFault... next) {
        faults.addAll(List.of(next));
    }

    /** Sets how many requests one user may send in 15 minutes, and begins new windows. */
    public void limitPerUser(int requests) {
        if (requests < 0) {
            throw new IllegalArgumentException(
                    "cannot limit to " + requests + " requests: expected zero or more");
        }
        timeline.limit(requests);
    }

    /** Ends the server; answers that hang are never sent. May be called twice. */
    @Override
    public void close() {
        // Interrupts the exchanges that hang.
        threads.shutdownNow();
        server.stop(0);
    }
}
