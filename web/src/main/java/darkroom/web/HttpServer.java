package darkroom.web;

import darkroom.queue.trace.TraceParent;
import darkroom.web.http.Api;
import darkroom.web.http.BrokenAnswer;
import darkroom.web.http.Problems;
import darkroom.web.http.SecurityHeaders;
import darkroom.web.http.ServerErrors;
import darkroom.web.metrics.RequestTimers;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.router.Endpoint;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Javalin on Jetty, with every limit set. Knows no route of its own. */
final class HttpServer implements AutoCloseable {
    private static final int THREADS_MAX = 64;
    private static final int THREADS_MIN = 8;
    private static final int CONNECTIONS_MAX = 4_096;
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(10);
    private static final String UNMATCHED = "unmatched";

    private final WebConfig config;
    private final Javalin javalin;

    private HttpServer(WebConfig config, Javalin javalin) {
        this.config = config;
        this.javalin = javalin;
    }

    /**
     * Starts to listen.
     *
     * @param serving what stands around the routes
     * @param routes adds the routes
     * @throws CannotListenException if the address cannot be bound
     */
    static HttpServer start(WebConfig config, Serving serving, Consumer<Api> routes) {
        return startWith(config, serving, plain -> routes.accept(new Api(plain)));
    }

    /** The same for what is no API. */
    static HttpServer startWith(WebConfig config, Serving serving, Consumer<RoutesConfig> routes) {
        Javalin javalin =
                Javalin.create(
                        settings -> {
                            limits(settings);
                            settings.jetty.host = config.host();
                            settings.jetty.port = config.port();
                            settings.requestLogger.http(
                                    (context, millis) -> {
                                        note(serving.timers(), context, millis);
                                        RequestThread.ended();
                                    });
                            settings.routes.before(
                                    context -> RequestThread.begins(traceOf(context, serving)));
                            settings.routes.before(
                                    context -> serving.headers().forEach(context::header));
                            settings.routes.beforeMatched(serving.guard());
                            serving.errors().accept(settings.routes);
                            routes.accept(settings.routes);
                        });
        try {
            javalin.start();
        } catch (RuntimeException e) {
            throw new CannotListenException(
                    "cannot listen at %s:%d: %s; choose another address or end what uses it"
                            .formatted(config.host(), config.port(), root(e)),
                    e);
        }
        return new HttpServer(config, javalin);
    }

    /**
     * What stands around every route.
     *
     * @param headers on every answer
     * @param guard lets a request pass or throws
     * @param errors adds what answers for all that is thrown
     * @param timers are told of every request
     * @param random for the ids of traces
     */
    record Serving(
            Map<String, String> headers,
            Handler guard,
            Consumer<RoutesConfig> errors,
            RequestTimers timers,
            RandomGenerator random) {
        /** Copies the headers. */
        Serving {
            headers = Map.copyOf(headers);
        }

        /** What stands around an API. */
        Serving(Handler guard, Problems problems, RequestTimers timers, RandomGenerator random) {
            this(SecurityHeaders.ALL, guard, problems::register, timers, random);
        }
    }

    /** Where it listens. */
    URI uri() {
        String host = config.host().contains(":") ? "[" + config.host() + "]" : config.host();
        return URI.create("http://" + host + ":" + javalin.port());
    }

    /** Takes no more, waits for the requests in hand for a while, and ends. */
    @Override
    public void close() {
        javalin.stop();
    }

    private static void limits(JavalinConfig settings) {
        settings.startup.showJavalinBanner = false;
        settings.startup.showOldJavalinVersionWarning = false;
        settings.startup.startupWatcherEnabled = false;
        settings.http.prefer405over404 = true;
        settings.http.compressionStrategy = CompressionStrategy.NONE;
        settings.router.handlerWrapper(Problems::guarded);
        QueuedThreadPool threads =
                new QueuedThreadPool(
                        THREADS_MAX, THREADS_MIN, (int) Duration.ofMinutes(1).toMillis()) {
                    @Override
                    public Thread newThread(Runnable work) {
                        RequestThread thread = new RequestThread(work);
                        thread.setDaemon(isDaemon());
                        thread.setName(getName() + "-" + thread.getId());
                        thread.setContextClassLoader(HttpServer.class.getClassLoader());
                        return thread;
                    }
                };
        threads.setName("darkroom-web");
        settings.jetty.threadPool = threads;
        settings.jetty.modifyServer(HttpServer::limit);
        settings.jetty.modifyHttpConfiguration(HttpServer::limit);
    }

    private static void limit(Server server) {
        server.setErrorHandler(new ServerErrors());
        server.setStopTimeout(STOP_DEADLINE.toMillis());
        server.addBean(new NetworkConnectionLimit(CONNECTIONS_MAX, server));
    }

    private static void limit(HttpConfiguration http) {
        // Javalin would take paths such as /a/..%2fb; there is none here that needs them.
        http.setUriCompliance(UriCompliance.DEFAULT);
        http.setSendServerVersion(false);
        http.setIdleTimeout(IDLE_TIMEOUT.toMillis());
        BrokenAnswer.enable(http);
    }

    /** The step that this request is: of its caller's trace, or the first of a new one. */
    private static TraceParent traceOf(Context context, Serving serving) {
        String header = context.header(TraceParent.HEADER);
        return Optional.ofNullable(header)
                .flatMap(TraceParent::parse)
                .map(caller -> caller.next(serving.random()))
                .orElseGet(() -> TraceParent.fresh(serving.random()));
    }

    private static void note(RequestTimers timers, Context context, float millis) {
        if (context.attribute(RequestTimers.LEFT_OUT) != null) {
            return;
        }
        Endpoint matched = context.endpoints().matchedHttpEndpoint();
        timers.note(
                context.method().name(),
                matched == null ? UNMATCHED : matched.path,
                context.statusCode(),
                (long) (millis * 1_000_000));
    }

    private static Throwable root(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
