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
import darkroom.web.WebConfig;
import darkroom.web.WebServer;
import darkroom.web.WebServices;
import darkroom.web.health.Probes;
import darkroom.web.metrics.FleetSource;
import darkroom.web.metrics.JvmSource;
import darkroom.web.metrics.MetricSource;
import darkroom.web.metrics.OutboxSource;
import darkroom.web.metrics.RedisSource;
import darkroom.web.metrics.RelaySource;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;

/** The web tier of this process. */
public final class WebService implements AutoCloseable {
    /** On loopback, at any port that is free. */
    public static final WebConfig ANY_PORT = new WebConfig(WebConfig.LOOPBACK, 0);

    private final People people;
    private final Devices devices;
    private final WebServer server;
    private final Deque<AutoCloseable> reading = new ArrayDeque<>();

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
                                        sources(backend))));
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
        Closing.all(reading);
    }

    private List<MetricSource> sources(Backend backend) {
        Map<String, DataSource> databases = new TreeMap<>();
        backend.shards()
                .databases()
                .forEach(database -> databases.put(database.name(), database.dataSource()));
        FleetSource fleet = new FleetSource(backend.store());
        OutboxSource outboxes = new OutboxSource(databases);
        reading.add(fleet);
        reading.add(outboxes);
        return List.of(
                fleet,
                outboxes,
                new RelaySource(backend.resent()),
                new RedisSource(backend.store()),
                new JvmSource());
    }
}
