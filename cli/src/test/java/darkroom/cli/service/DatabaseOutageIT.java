package darkroom.cli.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import darkroom.cli.settings.ServiceSettings;
import darkroom.embedded.FaultProxy;
import darkroom.embedded.FaultProxy.Mode;
import darkroom.embedded.PostgresOptions;
import darkroom.embedded.PostgresOptions.Durability;
import darkroom.embedded.PostgresServer;
import darkroom.embedded.fixtures.TestPostgres;
import darkroom.embedded.fixtures.TestRedis;
import darkroom.jobs.shards.DatabaseAddress;
import darkroom.jobs.shards.Shard;
import darkroom.queue.JobKind;
import darkroom.queue.handler.HandlerRegistry;
import darkroom.queue.handler.JobContext;
import darkroom.queue.handler.Outcome;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.inspect.Stats;
import darkroom.queue.redis.RedisAddress;
import darkroom.workers.WorkerConfig;
import darkroom.workers.WorkerProcess;
import java.net.URI;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One database of two is away under load: its jobs wait, and nobody else notices. */
@Timeout(240)
final class DatabaseOutageIT {
    private static final int THREADS = 16;
    private static final int SHARDS = 4;
    private static final Duration WARM_UP = Duration.ofSeconds(3);
    private static final Duration USUAL = Duration.ofSeconds(4);
    private static final Duration OUTAGE = Duration.ofSeconds(15);

    /** Every 20 ms one job for each database. */
    private static final long PERIOD_MILLIS = 20;

    /** One attempt: a job whose attempt is used up by an outage is dead. */
    private static final JobKind<Touch> TOUCH = JobKind.of("touch", Touch.class).withMaxAttempts(1);

    private final Map<String, Long> enqueuedNanos = new ConcurrentHashMap<>();
    private final Map<String, Long> doneNanos = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final ScheduledExecutorService clients = Executors.newSingleThreadScheduledExecutor();

    @TempDir private Path photos;

    private PostgresServer server;
    private FaultProxy proxy;
    private Backend backend;
    private WorkerProcess process;

    /**
     * Args of a job.
     *
     * @param shard where it has its effect
     * @param key of the effect
     */
    record Touch(int shard, String key) {}

    @BeforeEach
    void start() throws Exception {
        server =
                PostgresServer.start(
                        PostgresOptions.defaults().withDurability(Durability.ON_COMMIT));
        URI address = URI.create(server.jdbcUrl().substring("jdbc:".length()));
        proxy = FaultProxy.to(address.getHost(), address.getPort());
        String through = server.jdbcUrl().replace(":" + address.getPort(), ":" + proxy.port());
        backend =
                Backend.forWorkers(
                        new ServiceSettings(
                                RedisAddress.of(TestRedis.shared().uri().toString())
                                        .withNamespace(TestRedis.freshNamespace()),
                                List.of(
                                        new DatabaseAddress("well", TestPostgres.freshDatabase()),
                                        new DatabaseAddress("ill", through)),
                                SHARDS,
                                photos,
                                new ServiceSettings.Outside(Optional.empty(), Optional.empty())),
                        THREADS);
        backend.migrate((done, total) -> {});
        HandlerRegistry handlers = HandlerRegistry.builder().add(TOUCH, this::touch).build();
        process =
                WorkerProcess.start(
                        backend.store(),
                        handlers,
                        WorkerConfig.of("outage", THREADS, List.of("touch")));
    }

    @AfterEach
    void end() throws Exception {
        clients.shutdownNow();
        process.close();
        backend.close();
        proxy.close();
        server.close();
    }

    @Test
    void killedDatabaseHoldsUpItsOwnJobsOnly() {
        underLoad("killed", server::kill, server::restart);
    }

    @Test
    void databaseBehindABlackHoleHoldsUpItsOwnJobsOnly() {
        underLoad("black hole", () -> proxy.mode(Mode.BLACK_HOLE), () -> proxy.mode(Mode.PASS));
    }

    private void underLoad(String fault, Runnable begin, Runnable end) {
        Future<?> load =
                clients.scheduleAtFixedRate(
                        () -> {
                            enqueue("well");
                            enqueue("ill");
                        },
                        0,
                        PERIOD_MILLIS,
                        TimeUnit.MILLISECONDS);
        awaitUntil(System.nanoTime(), WARM_UP);
        long started = System.nanoTime();
        awaitUntil(started, USUAL);
        long faulty = System.nanoTime();
        begin.run();
        awaitUntil(faulty, OUTAGE);
        int wellInTime = done("well", faulty, faulty + OUTAGE.toNanos());
        long over = System.nanoTime();
        end.run();
        await().atMost(Duration.ofSeconds(60)).until(() -> allDone("ill", over));
        Duration recovery = Duration.ofNanos(System.nanoTime() - over);
        assertThat(load.isDone()).as("whether enqueueing has failed").isFalse();
        load.cancel(false);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> doneNanos.keySet().containsAll(enqueuedNanos.keySet()));

        double usual = p99Millis("well", started, faulty);
        double meanwhile = p99Millis("well", faulty, over);
        Stats stats = Stats.read(backend.store());
        System.out.printf(
                Locale.ROOT,
                "database %s for %d s, %d jobs: p99 of the other's jobs %.1f ms before, %.1f ms"
                        + " meanwhile; %d waits; its last job done %d ms after it was back%n",
                fault,
                OUTAGE.toSeconds(),
                enqueuedNanos.size(),
                usual,
                meanwhile,
                stats.by("awaited").getOrDefault("postgres:ill", 0L),
                recovery.toMillis());
        assertThat(stats.by("failed")).as("attempts used up").isEmpty();
        assertThat(new DeadJobs(backend.store()).count()).isZero();
        assertThat(stats.by("awaited")).containsOnlyKeys("postgres:ill");
        assertThat(effects()).isEqualTo(enqueuedNanos.size());
        assertThat(wellInTime)
                .as("of the other database's jobs, done while the outage lasted")
                .isGreaterThan((int) (OUTAGE.toMillis() / PERIOD_MILLIS * 9 / 10));
        assertThat(meanwhile).isLessThan(Math.max(1_000, 20 * usual));
        assertThat(recovery).isLessThan(Duration.ofSeconds(30));
    }

    private Outcome touch(Touch touch, JobContext context) {
        Shard shard = backend.shards().at(touch.shard());
        shard.transact(
                connection -> {
                    try (PreparedStatement insert =
                            shard.prepare(
                                    connection,
                                    "INSERT INTO {s}.once (key) VALUES (?) ON CONFLICT DO NOTHING",
                                    touch.key())) {
                        return insert.executeUpdate();
                    }
                });
        doneNanos.put(touch.key(), System.nanoTime());
        return Outcome.completed();
    }

    private void enqueue(String database) {
        int number = numbers.incrementAndGet();
        String key = database + number;
        int shard = database.equals("well") ? shardOf("well") : shardOf("ill");
        enqueuedNanos.put(key, System.nanoTime());
        backend.queue().enqueue(TOUCH.job(new Touch(shard, key)));
    }

    private int shardOf(String database) {
        int number = 0;
        while (!backend.shards().at(number).database().name().equals(database)) {
            number++;
        }
        return number;
    }

    private int done(String database, long from, long to) {
        return (int)
                doneNanos.entrySet().stream()
                        .filter(done -> done.getKey().startsWith(database))
                        .filter(done -> done.getValue() - from >= 0 && to - done.getValue() >= 0)
                        .count();
    }

    private boolean allDone(String database, long enqueuedBefore) {
        return enqueuedNanos.entrySet().stream()
                .filter(job -> job.getKey().startsWith(database))
                .filter(job -> enqueuedBefore - job.getValue() > 0)
                .allMatch(job -> doneNanos.containsKey(job.getKey()));
    }

    private double p99Millis(String database, long from, long to) {
        long[] nanos =
                enqueuedNanos.entrySet().stream()
                        .filter(job -> job.getKey().startsWith(database))
                        .filter(job -> job.getValue() - from >= 0 && to - job.getValue() > 0)
                        .mapToLong(
                                job ->
                                        doneNanos.getOrDefault(job.getKey(), Long.MAX_VALUE)
                                                - job.getValue())
                        .toArray();
        Arrays.sort(nanos);
        return nanos[(int) Math.ceil(nanos.length * 0.99) - 1] / 1e6;
    }

    private int effects() {
        int effects = 0;
        for (String database : List.of("well", "ill")) {
            Shard shard = backend.shards().at(shardOf(database));
            effects +=
                    shard.transact(
                            connection -> {
                                try (PreparedStatement select =
                                                shard.prepare(
                                                        connection,
                                                        "SELECT count(*) FROM {s}.once");
                                        ResultSet row = select.executeQuery()) {
                                    row.next();
                                    return row.getInt(1);
                                }
                            });
        }
        return effects;
    }

    private static void awaitUntil(long beganNanos, Duration span) {
        await().atMost(span.plusSeconds(30))
                .until(() -> System.nanoTime() - beganNanos >= span.toNanos());
    }
}
