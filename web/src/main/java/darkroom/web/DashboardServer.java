package darkroom.web;

import com.codahale.metrics.MetricRegistry;
import darkroom.queue.operator.Operators;
import darkroom.queue.operator.SetupLink;
import darkroom.queue.redis.RedisStore;
import darkroom.web.dashboard.BesideRedis;
import darkroom.web.dashboard.Dashboard;
import darkroom.web.dashboard.access.Routes;
import darkroom.web.dashboard.page.Words;
import darkroom.web.http.Loopback;
import darkroom.web.http.Problems;
import darkroom.web.metrics.RequestTimers;
import java.net.URI;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A running dashboard, on a port of its own. Thread-safe.
 *
 * <p>It starts whether or not Redis is there, and recovers by itself; but where others than this
 * machine reach it only when there is an operator. What it was given stays its caller's to close.
 */
public final class DashboardServer implements AutoCloseable {
    private final HttpServer server;
    private final Dashboard dashboard;
    private final Operators operators;
    private final SetupLink link;

    private DashboardServer(
            HttpServer server, Dashboard dashboard, Operators operators, SetupLink link) {
        this.server = server;
        this.dashboard = dashboard;
        this.operators = operators;
        this.link = link;
    }

    /** The same, where no database is known. */
    public static DashboardServer start(
            WebConfig config, RedisStore store, Set<String> maskedKinds, SecureRandom random) {
        return start(config, store, BesideRedis.NONE, maskedKinds, random);
    }

    /**
     * Starts to serve.
     *
     * @param beside what is known beside Redis
     * @param maskedKinds kinds whose args nobody sees
     * @param random for tokens, ids and salts
     * @throws CannotListenException if the address cannot be bound, or is not this machine's alone
     *     and there is no operator
     * @throws darkroom.queue.StoreUnavailableException if Redis, which would know, is away then
     */
    public static DashboardServer start(
            WebConfig config,
            RedisStore store,
            BesideRedis beside,
            Set<String> maskedKinds,
            SecureRandom random) {
        Operators operators = new Operators(store, random);
        if (!Loopback.is(config.host()) && operators.count() == 0) {
            throw new CannotListenException(
                    "cannot open the dashboard at "
                            + config.host()
                            + ": expected at least one operator before others can reach it, found"
                            + " none; add one with \"darkroom operator add\", or start it on"
                            + " loopback and use the link that it prints");
        }
        Dashboard dashboard =
                new Dashboard(store, beside, maskedKinds, Problems.withIdsOf(random), random);
        try {
            HttpServer server =
                    HttpServer.startWith(
                            config,
                            new HttpServer.Serving(
                                    Dashboard.HEADERS,
                                    dashboard.guard(),
                                    routes -> {},
                                    new RequestTimers(new MetricRegistry()),
                                    random),
                            dashboard::register);
            return new DashboardServer(server, dashboard, operators, new SetupLink(store, random));
        } catch (CannotListenException e) {
            dashboard.close();
            throw e;
        }
    }

    /** Where it listens: {@code http://HOST:PORT}, with the port it got where 0 was asked for. */
    public URI uri() {
        return server.uri();
    }

    /**
     * A link by which the first operator is made, once and within an hour; none where there is an
     * operator. A new one each time: those before it have ended.
     *
     * @throws darkroom.queue.StoreUnavailableException if Redis is away
     * @throws darkroom.queue.QueueFullException if Redis is full
     */
    public Optional<URI> setupLink() {
        return operators.count() > 0
                ? Optional.empty()
                : Optional.of(uri().resolve(Words.with("/setup", "token", link.make())));
    }

    /** Takes no more requests, waits up to ten seconds for those in hand, and ends. */
    @Override
    public void close() {
        dashboard.endStreams();
        server.close();
        dashboard.close();
    }

    List<Routes.Route> routes() {
        return dashboard.routes();
    }
}
