package darkroom.cli.service;

import com.codahale.metrics.MetricRegistry;
import darkroom.jobs.check.RoundTrip;
import darkroom.jobs.crosspost.XAccounts;
import darkroom.jobs.feed.Feed;
import darkroom.jobs.people.PasswordHash;
import darkroom.jobs.people.People;
import darkroom.jobs.photos.Photos;
import darkroom.jobs.push.Devices;
import darkroom.jobs.thumbnail.ImageCheck;
import darkroom.jobs.thumbnail.ImageLimits;
import darkroom.queue.inspect.Fleet;
import darkroom.queue.inspect.Queues;
import darkroom.queue.inspect.Stats;
import darkroom.queue.ledger.Ledger;
import darkroom.queue.redis.RedisStore;
import darkroom.web.WebConfig;
import darkroom.web.WebServer;
import darkroom.web.WebServices;
import darkroom.web.health.Probes;
import darkroom.web.metrics.QueueFigures;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;

/** The web tier of this process. */
public final class WebService implements AutoCloseable {
    /** On loopback, at any port that is free. */
    public static final WebConfig ANY_PORT = new WebConfig(WebConfig.LOOPBACK, 0);

    private final People people;
    private final Devices devices;
    private final WebServer server;

    private WebService(Backend backend, WebConfig config) {
        InstantSource clock = InstantSource.system();
        SecureRandom random = new SecureRandom();
        people = new People(backend.shards(), new PasswordHash(random), clock, random);
        devices = new Devices(backend.shards(), clock);
        Photos photos =
                new Photos(
                        backend.shards(),
                        backend.photos(),
                        new ImageCheck(ImageLimits.DEFAULT),
                        clock,
                        backend::committed);
        server =
                WebServer.start(
                        config,
                        new WebServices(
                                people,
                                new WebServices.Content(
                                        photos, new Feed(backend.shards()), backend.photos()),
                                new WebServices.Links(
                                        devices, new XAccounts(backend.shards(), clock)),
                                new WebServices.Operations(
                                        Probes.of(Checks.of(backend))
                                                .withRoundTrip(
                                                        new RoundTrip(
                                                                backend.shards(),
                                                                backend::committed,
                                                                clock)),
                                        new MetricRegistry(),
                                        () -> figures(backend.store()))));
        backend.startRelays();
    }

    /** Starts it, with the relays of the outboxes it fills. */
    public static WebService start(Backend backend, WebConfig config) {
        return new WebService(backend, config);
    }

    /** Where it listens. */
    public URI uri() {
        return server.uri();
    }

    /** Accounts and follows. */
    public People people() {
        return people;
    }

    /** Phones to be told. */
    public Devices devices() {
        return devices;
    }

    /** Says from now on that it is not ready, and goes on to serve. */
    public void drain() {
        server.drain();
    }

    @Override
    public void close() {
        server.close();
    }

    static QueueFigures.Snapshot figures(RedisStore store) {
        Stats stats = Stats.read(store);
        Map<String, Long> ready = new TreeMap<>();
        new Queues(store).list().forEach(queue -> ready.put(queue.name(), queue.ready()));
        return new QueueFigures.Snapshot(
                ready,
                stats.scheduled(),
                stats.retrying(),
                stats.dead(),
                new Fleet(store).list().size(),
                Ledger.readSum(store).sum().missing(),
                stats.counters());
    }
}
