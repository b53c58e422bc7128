package darkroom.web;

import com.codahale.metrics.MetricRegistry;
import darkroom.embedded.fixtures.TestPostgres;
import darkroom.embedded.fixtures.TestRedis;
import darkroom.jobs.check.RoundTrip;
import darkroom.jobs.crosspost.XAccounts;
import darkroom.jobs.feed.Feed;
import darkroom.jobs.people.PasswordHash;
import darkroom.jobs.people.People;
import darkroom.jobs.photos.Photos;
import darkroom.jobs.push.Devices;
import darkroom.jobs.shards.Database;
import darkroom.jobs.shards.DatabaseAddress;
import darkroom.jobs.shards.PoolLimits;
import darkroom.jobs.shards.Shards;
import darkroom.jobs.store.PhotoStore;
import darkroom.jobs.thumbnail.ImageCheck;
import darkroom.jobs.thumbnail.ImageLimits;
import darkroom.queue.client.QueueClient;
import darkroom.queue.redis.RedisAddress;
import darkroom.queue.redis.RedisStore;
import darkroom.web.health.Probes;
import darkroom.web.health.ReadinessCheck;
import darkroom.web.metrics.FleetSource;
import darkroom.web.metrics.JvmSource;
import darkroom.web.metrics.OutboxSource;
import darkroom.web.metrics.RedisSource;
import darkroom.web.metrics.RelaySource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A web server on its own databases, its own keys in Redis and its own folders. */
final class TestService implements AutoCloseable {
    static final int SHARDS = 4;

    final Path folder;
    final Path uploads;
    final List<DatabaseAddress> addresses;
    final RedisStore redis;
    final QueueClient queue;
    final Shards shards;
    final People people;
    final Photos photos;
    final PhotoStore store;
    final Devices devices;
    final XAccounts xAccounts;
    final MetricRegistry metrics = new MetricRegistry();
    final RoundTrip roundTrip;
    private final FleetSource fleet;
    private final OutboxSource outboxes;
    final WebServer server;
    final TestClient client;

    private TestService(Path folder, RedisAddress redisAddress, List<DatabaseAddress> addresses) {
        this.folder = folder;
        this.addresses = addresses;
        this.uploads = made(folder.resolve("uploads"));
        this.redis = RedisStore.open(redisAddress);
        SecureRandom random = new SecureRandom();
        this.queue = new QueueClient(redis, InstantSource.system(), random);
        this.shards = Shards.open(addresses, SHARDS, queue, PoolLimits.ofConnections(4));
        this.people = new People(shards, new PasswordHash(random), InstantSource.system(), random);
        this.store = PhotoStore.folder(folder.resolve("photos"));
        this.devices = new Devices(shards, InstantSource.system());
        this.xAccounts = new XAccounts(shards, InstantSource.system());
        this.photos =
                new Photos(
                        shards,
                        store,
                        new ImageCheck(ImageLimits.DEFAULT),
                        InstantSource.system(),
                        database -> {});
        this.roundTrip = new RoundTrip(shards, database -> {}, InstantSource.system());
        this.fleet = new FleetSource(redis);
        this.outboxes =
                new OutboxSource(
                        shards.databases().stream()
                                .collect(Collectors.toMap(Database::name, Database::dataSource)));
        this.server = WebServer.start(new WebConfig(WebConfig.LOOPBACK, 0, uploads), services());
        this.client = new TestClient(server.uri());
    }

    /** Ready to serve. */
    static TestService migrated(Path folder) {
        TestService service = on(folder, sharedRedis(), freshDatabases());
        service.migrate();
        return service;
    }

    /** On these servers, whether they are there or not. */
    static TestService on(Path folder, RedisAddress redis, List<DatabaseAddress> databases) {
        return new TestService(folder, redis, databases);
    }

    static RedisAddress sharedRedis() {
        return RedisAddress.of(TestRedis.shared().uri().toString())
                .withNamespace(TestRedis.freshNamespace());
    }

    static List<DatabaseAddress> freshDatabases() {
        return List.of(
                new DatabaseAddress("db0", TestPostgres.freshDatabase()),
                new DatabaseAddress("db1", TestPostgres.freshDatabase()));
    }

    void migrate() {
        shards.migrate((done, total) -> {});
    }

    /**
     * What posted photos have left behind.
     *
     * @param uploads temporary files
     */
    record Left(long photos, long outbox, long files, long uploads) {}

    Left left() {
        return new Left(
                rows("photo"), outboxRows(), files(folder.resolve("photos")), files(uploads));
    }

    long rows(String table) {
        long rows = 0;
        for (int i = 0; i < SHARDS; i++) {
            rows +=
                    count(
                            addresses.get(i * addresses.size() / SHARDS),
                            "SELECT count(*) FROM %s.%s".formatted(shards.at(i).schema(), table));
        }
        return rows;
    }

    long outboxRows() {
        return addresses.stream()
                .mapToLong(address -> count(address, "SELECT count(*) FROM darkroom.outbox"))
                .sum();
    }

    @Override
    public void close() {
        server.close();
        fleet.close();
        outboxes.close();
        shards.close();
        redis.close();
    }

    private WebServices services() {
        return new WebServices(
                people,
                new WebServices.Content(photos, new Feed(shards), store),
                new WebServices.Links(devices, xAccounts),
                new WebServices.Operations(
                        Probes.of(
                                        List.of(
                                                new ReadinessCheck(
                                                        "redis",
                                                        redis.address().display(),
                                                        redis::probe),
                                                new ReadinessCheck(
                                                        "databases",
                                                        addresses.toString(),
                                                        shards::probe)))
                                .withRoundTrip(roundTrip),
                        metrics,
                        List.of(
                                fleet,
                                outboxes,
                                new RelaySource(Map.of("db0", () -> 0)),
                                new RedisSource(redis),
                                new JvmSource())));
    }

    private static long count(DatabaseAddress address, String sql) {
        try (Connection connection = DriverManager.getConnection(address.jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static long files(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path made(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
