package darkroom.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.embedded.PostgresOptions;
import darkroom.embedded.PostgresOptions.Durability;
import darkroom.embedded.PostgresServer;
import darkroom.embedded.RedisServer;
import darkroom.embedded.fixtures.PrometheusText;
import darkroom.embedded.fixtures.TestRedis;
import darkroom.queue.client.QueueClient;
import darkroom.queue.inspect.Fleet;
import darkroom.queue.redis.RedisAddress;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.reserve.ProcessState;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a supervisor hears of a worker process, whatever is away. */
@Timeout(120)
final class WorkerProbesIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    private RedisServer redis;
    private PostgresServer postgres;
    private RedisStore store;

    @TempDir private Path folder;

    @BeforeEach
    void start() {
        redis = TestRedis.own();
        postgres =
                PostgresServer.start(
                        PostgresOptions.defaults().withDurability(Durability.ON_COMMIT));
        store = RedisStore.open(RedisAddress.of(redis.uri().toString()));
    }

    @AfterEach
    void end() throws Exception {
        store.close();
        postgres.close();
        redis.close();
    }

    @Test
    void whatIsAwayIsNamedAndTheProcessIsAliveAllTheTime() throws Exception {
        try (ChildDarkroom worker = worker()) {
            URI uri = listening(worker);
            worker.awaitRunning(SOON, () -> get(uri, "/ready").statusCode() == 200);
            PrometheusText metrics = PrometheusText.parse(get(uri, "/metrics").body());
            assertThat(metrics.value("darkroom_worker_threads", "state", "idle")).isEqualTo(2);
            assertThat(metrics.value("darkroom_worker_state", "state", "serving")).isOne();
            assertThat(metrics.types())
                    .as("what all show alike")
                    .doesNotContainKey("darkroom_queue_up");
            assertThat(get(uri, "/api/people").statusCode()).isEqualTo(404);
            assertThat(get(uri, "/check/deep").statusCode()).isEqualTo(404);

            redis.kill();
            awaitNotReady(worker, uri, "redis at Redis");
            redis.restart();
            worker.awaitRunning(SOON, () -> get(uri, "/ready").statusCode() == 200);

            postgres.kill();
            awaitNotReady(worker, uri, "postgres-0 at PostgreSQL");
            postgres.restart();
            worker.awaitRunning(SOON, () -> get(uri, "/ready").statusCode() == 200);

            String id = new Fleet(store).list().get(0).id();
            new Fleet(store).want(id, ProcessState.QUIET);
            awaitNotReady(worker, uri, "it is quiet");
            new Fleet(store).want(id, ProcessState.SERVING);
            worker.awaitRunning(SOON, () -> get(uri, "/ready").statusCode() == 200);
        }
    }

    @Test
    void processThatDrainsIsAliveAndNotReady() throws Exception {
        try (ChildDarkroom worker = worker()) {
            URI uri = listening(worker);
            QueueClient queue =
                    new QueueClient(
                            store,
                            InstantSource.system(),
                            () -> ThreadLocalRandom.current().nextLong());
            queue.enqueue(GatedJobs.KIND.job(new GatedJobs.Gated(folder.toString())));
            worker.awaitRunning(SOON, () -> Files.exists(folder.resolve("begun")));

            worker.signal("TERM");

            awaitNotReady(worker, uri, "it is stopping");
            PrometheusText metrics = PrometheusText.parse(get(uri, "/metrics").body());
            assertThat(metrics.value("darkroom_worker_threads", "state", "busy")).isOne();
            assertThat(metrics.value("darkroom_worker_held_jobs")).isOne();
            assertThat(get(uri, "/metrics").body()).doesNotContain(folder.toString());
            Files.createFile(folder.resolve("gate"));
            assertThat(worker.awaitExit(SOON)).as("exit code; %s", worker.err()).isZero();
        }
    }

    @Test
    void processThatWaitsForItsDatabasesIsAliveAndNotReady() throws Exception {
        postgres.kill();
        try (ChildDarkroom worker = worker()) {
            URI uri = listening(worker);

            awaitNotReady(worker, uri, "it waits for its databases");

            postgres.restart();
            worker.awaitRunning(SOON, () -> get(uri, "/ready").statusCode() == 200);
        }
    }

    private void awaitNotReady(ChildDarkroom worker, URI uri, String why) throws Exception {
        worker.awaitRunning(
                SOON,
                () -> {
                    HttpResponse<String> ready = get(uri, "/ready");
                    assertThat(get(uri, "/health").statusCode()).as("alive").isEqualTo(200);
                    return ready.statusCode() == 503 && ready.body().contains(why);
                });
    }

    private ChildDarkroom worker() throws IOException {
        Map<String, String> environment =
                Map.of(
                        "DARKROOM_REDIS", redis.uri().toString(),
                        "DARKROOM_DATABASES", postgres.jdbcUrl(),
                        "DARKROOM_SHARDS", "1",
                        "DARKROOM_PHOTOS", folder.resolve("photos").toString());
        return ChildDarkroom.start(
                folder,
                environment,
                "worker",
                "--threads",
                "2",
                "--port",
                "0",
                "--json",
                "--jobs",
                GatedJobs.jar(folder.resolve("gated.jar")).toString());
    }

    private static URI listening(ChildDarkroom worker) throws IOException {
        worker.awaitRunning(SOON, () -> worker.out().endsWith(System.lineSeparator()));
        return URI.create(new ObjectMapper().readTree(worker.out()).path("http").asText());
    }

    private static HttpResponse<String> get(URI uri, String path) throws Exception {
        return Http.get(uri.resolve(path));
    }
}
