package darkroom.web;

import darkroom.web.health.HealthRoutes;
import darkroom.web.health.Readiness;
import darkroom.web.http.Api;
import darkroom.web.http.Problems;
import darkroom.web.metrics.MetricsRoute;
import darkroom.web.metrics.RequestTimers;
import java.net.URI;
import java.util.random.RandomGenerator;

/**
 * What a process that is no web server shows to who watches over it: {@code /health}, {@code
 * /ready} and {@code /metrics}, and nothing else. Thread-safe. What it was given stays its caller's
 * to close.
 */
public final class OperationsServer implements AutoCloseable {
    private final HttpServer server;
    private final Readiness readiness;

    private OperationsServer(HttpServer server, Readiness readiness) {
        this.server = server;
        this.readiness = readiness;
    }

    /**
     * Starts to serve.
     *
     * @param random for the ids of problems and traces
     * @throws CannotListenException if the address cannot be bound
     */
    public static OperationsServer start(
            WebConfig config, WebServices.Operations operations, RandomGenerator random) {
        Readiness readiness = new Readiness(operations.probes().checks());
        try {
            HttpServer server =
                    HttpServer.start(
                            config,
                            new HttpServer.Serving(
                                    context -> {},
                                    Problems.withIdsOf(random),
                                    new RequestTimers(operations.metrics()),
                                    random),
                            api -> register(api, operations, readiness));
            return new OperationsServer(server, readiness);
        } catch (CannotListenException e) {
            readiness.close();
            throw e;
        }
    }

    /** Where it listens: {@code http://HOST:PORT}, with the port it got where 0 was asked for. */
    public URI uri() {
        return server.uri();
    }

    /** Takes no more requests, waits up to ten seconds for those in hand, and ends. */
    @Override
    public void close() {
        server.close();
        readiness.close();
    }

    private static void register(Api api, WebServices.Operations operations, Readiness readiness) {
        new HealthRoutes(operations.probes(), readiness).register(api);
        new MetricsRoute(operations.metrics(), operations.sources()).register(api);
    }
}
