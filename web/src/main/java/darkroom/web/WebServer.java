package darkroom.web;

import darkroom.jobs.shards.NoSuchShardException;
import darkroom.jobs.shards.ShardBusyException;
import darkroom.jobs.shards.ShardUnavailableException;
import darkroom.web.account.AccountRoutes;
import darkroom.web.feed.FeedRoutes;
import darkroom.web.health.HealthRoutes;
import darkroom.web.health.Readiness;
import darkroom.web.http.Api;
import darkroom.web.http.Problem;
import darkroom.web.http.Problems;
import darkroom.web.metrics.MetricsRoute;
import darkroom.web.metrics.RequestTimers;
import darkroom.web.people.PeopleRoutes;
import darkroom.web.photos.CommentRoutes;
import darkroom.web.photos.PhotoRoutes;
import darkroom.web.photos.Pictures;
import darkroom.web.session.SessionGuard;
import darkroom.web.session.SessionRoutes;
import java.net.URI;
import java.security.SecureRandom;

/**
 * A running web server: the API, the pictures, health, readiness and metrics. Thread-safe.
 *
 * <p>It starts whether or not Redis and the databases are there; {@code /ready} tells, and it
 * recovers by itself. What it was given stays its caller's to close.
 */
public final class WebServer implements AutoCloseable {
    private final HttpServer server;
    private final Readiness readiness;

    private WebServer(HttpServer server, Readiness readiness) {
        this.server = server;
        this.readiness = readiness;
    }

    /**
     * Starts to serve.
     *
     * @throws CannotListenException if the address cannot be bound
     */
    public static WebServer start(WebConfig config, WebServices services) {
        Readiness readiness = new Readiness(services.operations().probes().checks());
        try {
            SecureRandom random = new SecureRandom();
            HttpServer server =
                    HttpServer.start(
                            config,
                            new HttpServer.Serving(
                                    new SessionGuard(services.people()),
                                    Problems.withIdsOf(random),
                                    new RequestTimers(services.operations().metrics()),
                                    random),
                            api -> register(api, config, services, readiness));
            return new WebServer(server, readiness);
        } catch (CannotListenException e) {
            readiness.close();
            throw e;
        }
    }

    /** Where it listens: {@code http://HOST:PORT}, with the port it got where 0 was asked for. */
    public URI uri() {
        return server.uri();
    }

    /** Says from now on that it is not ready, and goes on to serve: so that nobody new comes. */
    public void drain() {
        readiness.drain();
    }

    /** Takes no more requests, waits up to ten seconds for those in hand, and ends. */
    @Override
    public void close() {
        drain();
        server.close();
        readiness.close();
    }

    private static void register(
            Api api, WebConfig config, WebServices services, Readiness readiness) {
        WebServices.Content content = services.content();
        WebServices.Operations operations = services.operations();
        new SessionRoutes(services.people()).register(api);
        new PeopleRoutes(services.people()).register(api);
        new PhotoRoutes(content.photos(), config.uploads()).register(api);
        new CommentRoutes(content.photos(), services.people()).register(api);
        new Pictures(content.photos(), content.store()).register(api);
        new FeedRoutes(content.feed()).register(api);
        new AccountRoutes(services.links().devices(), services.links().xAccounts()).register(api);
        new HealthRoutes(operations.probes(), readiness).register(api);
        new MetricsRoute(operations.metrics(), operations.sources()).register(api);
        Outages outages = new Outages();
        api.problem(ShardUnavailableException.class, outages::problem)
                .problem(ShardBusyException.class, outages::problem)
                .problem(NoSuchShardException.class, e -> Problem.of(404, "not-found", e));
    }
}
