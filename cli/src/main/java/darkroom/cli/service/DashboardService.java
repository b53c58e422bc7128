package darkroom.cli.service;

import darkroom.queue.QueueFullException;
import darkroom.queue.StoreUnavailableException;
import darkroom.queue.redis.RedisStore;
import darkroom.web.DashboardServer;
import darkroom.web.WebConfig;
import darkroom.web.dashboard.BesideRedis;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;

/** The dashboard of this process. */
public final class DashboardService implements AutoCloseable {
    private final DashboardServer server;

    private DashboardService(DashboardServer server) {
        this.server = server;
    }

    /**
     * Starts it.
     *
     * @param store stays the caller's to close
     * @param beside what is known beside Redis; theirs, too
     * @param maskedKinds kinds whose args nobody sees
     */
    public static DashboardService start(
            WebConfig config, RedisStore store, BesideRedis beside, Set<String> maskedKinds) {
        return new DashboardService(
                DashboardServer.start(config, store, beside, maskedKinds, new SecureRandom()));
    }

    /** Where it listens. */
    public URI uri() {
        return server.uri();
    }

    /** What to tell whoever started it about getting in; nothing where there are operators. */
    public Optional<String> invitation() {
        try {
            return server.setupLink()
                    .map(
                            link ->
                                    "no operators yet: make the first one at "
                                            + link
                                            + " within an hour; the link works once");
        } catch (StoreUnavailableException | QueueFullException e) {
            return Optional.of(
                    "whether there are operators cannot be told now: "
                            + e.getMessage()
                            + "; start again for a link if there are none");
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
