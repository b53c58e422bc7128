package darkroom.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.cli.service.Backend;
import darkroom.cli.service.WebService;
import darkroom.cli.service.WorkerHandlers;
import darkroom.cli.settings.ServiceSettings;
import darkroom.embedded.PostgresOptions;
import darkroom.embedded.PostgresOptions.Durability;
import darkroom.embedded.PostgresServer;
import darkroom.embedded.RedisServer;
import darkroom.embedded.fixtures.TestPostgres;
import darkroom.embedded.fixtures.TestRedis;
import darkroom.jobs.shards.DatabaseAddress;
import darkroom.queue.handler.HandlerRegistry;
import darkroom.queue.inspect.Fleet;
import darkroom.queue.inspect.Queues;
import darkroom.queue.inspect.Stats;
import darkroom.queue.outbox.OutboxRows;
import darkroom.queue.redis.RedisAddress;
import darkroom.workers.WorkerConfig;
import darkroom.workers.WorkerProcess;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A job through the whole system and back, and where it stops when a part is missing. */
@Timeout(180)
final class CheckIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<AutoCloseable> opened = new ArrayList<>();
    private RedisServer redis;
    private PostgresServer postgres;
    private ServiceSettings settings;
    private Backend backend;

    @TempDir private Path photos;

    @BeforeEach
    void start() throws InterruptedException {
        redis = opened(TestRedis.own());
        postgres =
                opened(
                        PostgresServer.start(
                                PostgresOptions.defaults().withDurability(Durability.ON_COMMIT)));
        settings =
                new ServiceSettings(
                        RedisAddress.of(redis.uri().toString()),
                        List.of(
                                new DatabaseAddress("db0", TestPostgres.freshDatabase()),
                                new DatabaseAddress("db1", postgres.createDatabase("d1"))),
                        4,
                        photos,
                        new ServiceSettings.Outside(Optional.empty(), Optional.empty()));
        backend = opened(Backend.forWorkers(settings, 4));
        backend.migrate((done, total) -> {});
    }

    @AfterEach
    void end() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    @Test
    void jobComesBackThroughEachDatabaseAndLeavesNothing() throws Exception {
        serve();

        Ran ran = check("--deadline", "30s");

        assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
        assertThat(JSON.readTree(ran.out()).path("well").asBoolean()).isTrue();
        assertThat(databases(ran))
                .extracting(leg -> leg.path("database").asText() + leg.path("reached").asText())
                .containsExactly("db0back", "db1back");
        assertThat(Stats.read(backend.store()).by("done")).isEqualTo(Map.of("check", 2L));
        assertThat(outboxRows()).isZero();
        assertThat(plain().out()).contains("well      db0 in ").contains("well      db1 in ");
    }

    @Test
    void withoutARelayItsRowIsNotSentAndIsWithdrawn() throws Exception {
        Ran ran = check("--deadline", "1");

        assertThat(ran.code()).isOne();
        assertThat(databases(ran)).allMatch(leg -> leg.path("reached").asText().equals("relay"));
        assertThat(ran.out()).contains("expected a relay");
        await().atMost(SOON).until(() -> outboxRows() == 0);
        assertThat(Stats.read(backend.store()).by("enqueued")).isEmpty();
    }

    @Test
    void whereNoProcessServesItItIsSentAndNotDone() throws Exception {
        serve();
        new Queues(backend.store()).pause("check");

        Ran ran = check("--deadline", "3");

        assertThat(ran.code()).isOne();
        assertThat(databases(ran)).allMatch(leg -> leg.path("reached").asText().equals("worker"));
        assertThat(JSON.readTree(ran.out()).path("fleet").asText())
                .isEqualTo("1 of 1 worker processes serve; queue \"check\" is paused");
        await().atMost(SOON).until(() -> outboxRows() == 0);
        new Queues(backend.store()).resume("check");
        assertThat(check("--deadline", "30").code()).isZero();
    }

    @Test
    void whileRedisIsAwayItStaysInTheOutboxAndTheCheckEndsInTime() throws Exception {
        serve();
        redis.kill();
        long begin = System.nanoTime();

        Ran ran = check("--deadline", "2");

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(15));
        assertThat(ran.code()).isOne();
        assertThat(databases(ran)).allMatch(leg -> leg.path("reached").asText().equals("relay"));
        assertThat(JSON.readTree(ran.out()).path("fleet").asText()).contains("cannot reach Redis");
        redis.restart();
        await().atMost(SOON).until(() -> check("--deadline", "10").code() == 0);
    }

    @Test
    void whileOneDatabaseIsAwayItIsTheOneThatIsNamed() throws Exception {
        serve();
        postgres.kill();

        Ran ran = check("--deadline", "6");

        assertThat(ran.code()).isOne();
        List<JsonNode> legs = databases(ran);
        assertThat(legs.get(1).path("reached").asText()).isEqualTo("commit");
        assertThat(legs.get(1).path("fault").asText()).contains("db1");
        // The worker's own check writes to every database.
        assertThat(legs.get(0).path("reached").asText()).isEqualTo("worker");
        postgres.restart();
        await().atMost(SOON).until(() -> check("--deadline", "10").code() == 0);
    }

    @Test
    void webTierChecksForCallersOnThisMachineAndNotMoreOftenThanItMay() throws Exception {
        serve();
        WebService web = opened(WebService.start(backend, WebService.ANY_PORT));
        URI deep = web.uri().resolve("/check/deep");

        HttpResponse<String> first = Http.get(deep);
        HttpResponse<String> second = Http.get(deep);
        HttpResponse<String> through =
                Http.send(HttpRequest.newBuilder(deep).header("X-Forwarded-For", "127.0.0.1"));

        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
        assertThat(second.body()).as("the same answer").isEqualTo(first.body());
        assertThat(Stats.read(backend.store()).by("done")).isEqualTo(Map.of("check", 2L));
        assertThat(through.statusCode()).isEqualTo(403);
        assertThat(through.body()).contains("loopback-only");
    }

    @Test
    void badUseIsRefused() {
        assertThat(Ran.darkroom(Map.of(), "check").code()).isEqualTo(2);
        assertThat(Ran.darkroom(Map.of(), "check").err()).contains("--databases");
        for (String deadline : List.of("0", "301", "6m", "1x", "")) {
            Ran ran = check("--deadline", deadline);
            assertThat(ran.code()).as("deadline %s", deadline).isEqualTo(2);
            assertThat(ran.err()).contains("--deadline");
        }
    }

    private void serve() {
        backend.startRelays();
        HandlerRegistry.Builder registry = HandlerRegistry.builder();
        opened(WorkerHandlers.addTo(registry, backend, 4));
        opened(
                WorkerProcess.start(
                        backend.store(),
                        registry.build(),
                        WorkerConfig.of("checked", 4, List.of("check"))));
        await().atMost(SOON)
                .until(
                        () ->
                                new Fleet(backend.store())
                                        .list().stream()
                                                .anyMatch(one -> one.state().equals("serving")));
    }

    private Ran check(String... more) {
        List<String> verb = new ArrayList<>(List.of("check", "--json"));
        verb.addAll(List.of(more));
        return Ran.darkroom(environment(), verb.toArray(String[]::new));
    }

    private Ran plain() {
        return Ran.darkroom(environment(), "check");
    }

    private Map<String, String> environment() {
        return Map.of(
                "DARKROOM_REDIS",
                redis.uri().toString(),
                "DARKROOM_DATABASES",
                settings.databases().get(0).jdbcUrl() + " " + settings.databases().get(1).jdbcUrl(),
                "DARKROOM_SHARDS",
                "4");
    }

    private static List<JsonNode> databases(Ran ran) throws Exception {
        List<JsonNode> legs = new ArrayList<>();
        JSON.readTree(ran.out()).path("databases").forEach(legs::add);
        assertThat(legs).as(ran.out() + ran.err()).hasSize(2);
        return legs;
    }

    private long outboxRows() throws SQLException {
        long rows = 0;
        for (var database : backend.shards().databases()) {
            OutboxRows outbox = new OutboxRows(database.dataSource());
            rows += outbox.sent(0, 100).size() + outbox.overdue(0);
        }
        return rows;
    }

    private <T extends AutoCloseable> T opened(T resource) {
        opened.add(resource);
        return resource;
    }
}
