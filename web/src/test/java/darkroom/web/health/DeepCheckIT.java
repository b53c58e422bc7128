package darkroom.web.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.embedded.fixtures.TestPostgres;
import darkroom.embedded.fixtures.TestRedis;
import darkroom.jobs.check.RoundTrip;
import darkroom.jobs.shards.Database;
import darkroom.jobs.shards.DatabaseAddress;
import darkroom.jobs.shards.PoolLimits;
import darkroom.jobs.shards.Shards;
import darkroom.queue.client.QueueClient;
import darkroom.queue.redis.RedisAddress;
import darkroom.queue.redis.RedisStore;
import darkroom.web.http.Problems;
import io.javalin.Javalin;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A deep check where nobody relays: it comes back only where the test takes its row away. */
@Timeout(60)
final class DeepCheckIT {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofSeconds(20);

    private final RedisStore store =
            RedisStore.open(
                    RedisAddress.of(TestRedis.shared().uri().toString())
                            .withNamespace(TestRedis.freshNamespace()));
    private final Shards shards =
            Shards.open(
                    List.of(
                            new DatabaseAddress("db0", TestPostgres.freshDatabase()),
                            new DatabaseAddress("db1", TestPostgres.freshDatabase())),
                    2,
                    new QueueClient(store, InstantSource.system(), () -> 7),
                    PoolLimits.ofConnections(2));
    private final AtomicInteger rows = new AtomicInteger();
    private final HttpClient http = HttpClient.newHttpClient();
    private Javalin server = Javalin.create();

    @AfterEach
    void close() {
        server.stop();
        shards.close();
        store.close();
    }

    @Test
    void jobThatComesBackFromEachDatabaseIsWellAndTheAnswerIsKept() throws Exception {
        URI check = serve(LONG, DeepCheckIT::takeAway);

        HttpResponse<String> first = get(check);
        HttpResponse<String> second = get(check);

        JsonNode said = new ObjectMapper().readTree(first.body());
        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
        assertThat(said.path("status").asText()).isEqualTo("well");
        assertThat(said.path("databases"))
                .hasSize(2)
                .allMatch(leg -> leg.path("well").asBoolean() && !leg.has("fault"));
        assertThat(said.path("databases").findValuesAsText("database"))
                .containsExactly("db0", "db1");
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(rows).as("a row for each database, once").hasValue(2);
    }

    @Test
    void databaseWhoseJobIsNotBackInTimeIsNamedWithHowFarItCame() throws Exception {
        URI check =
                serve(
                        SHORT,
                        database -> {
                            if (database.name().equals("db0")) {
                                takeAway(database);
                            }
                        });

        HttpResponse<String> answer = get(check);

        JsonNode said = new ObjectMapper().readTree(answer.body());
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(said.path("reason").asText()).isEqualTo("check-failed");
        assertThat(said.path("detail").asText())
                .startsWith("cannot bring a job through the system within 300 ms: db1: its row")
                .contains("expected a relay")
                .doesNotContain("db0");
        assertThat(said.path("databases").get(0).path("well").asBoolean()).isTrue();
        assertThat(said.path("databases").get(1).path("reached").asText()).isEqualTo("relay");
        assertThat(get(check).body()).as("kept, too").isEqualTo(answer.body());
        assertThat(rows).hasValue(2);
    }

    @Test
    void whoAsksWhileOneIsUnderWayIsToldToComeBack() throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch gate = new CountDownLatch(1);
        URI check =
                serve(
                        LONG,
                        database -> {
                            begun.countDown();
                            await(gate);
                            takeAway(database);
                        });
        CompletableFuture<HttpResponse<String>> first =
                http.sendAsync(request(check).build(), BodyHandlers.ofString());
        await(begun);

        HttpResponse<String> second = get(check);

        assertThat(second.statusCode()).isEqualTo(429);
        assertThat(second.headers().firstValue("Retry-After")).contains("10");
        assertThat(second.body()).contains("check-running", "another one is under way");
        gate.countDown();
        assertThat(first.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(get(check).statusCode()).isEqualTo(200);
        assertThat(rows).hasValue(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"})
    void whoHasComeThroughAProxyIsRefusedAndNothingIsSent(String header) throws Exception {
        URI check = serve(LONG, DeepCheckIT::takeAway);

        HttpResponse<String> answer =
                http.send(
                        request(check).header(header, "127.0.0.1").build(),
                        BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("loopback-only", "darkroom check");
        assertThat(rows).hasValue(0);
    }

    /** Serves a check with databases that are ready. */
    private URI serve(Duration deadline, Consumer<Database> committed) {
        shards.migrate((done, total) -> {});
        RoundTrip roundTrip =
                new RoundTrip(
                        shards,
                        database -> {
                            rows.incrementAndGet();
                            committed.accept(database);
                        },
                        InstantSource.system());
        DeepCheck check = new DeepCheck(roundTrip, deadline);
        server =
                Javalin.create(
                        settings -> {
                            settings.startup.showJavalinBanner = false;
                            settings.jetty.host = "127.0.0.1";
                            settings.jetty.port = 0;
                            new Problems(() -> "id").register(settings.routes);
                            settings.routes.get("/check/deep", check::show);
                        });
        server.start();
        return URI.create("http://127.0.0.1:" + server.port() + "/check/deep");
    }

    /** As a relay does when the job is done. */
    private static void takeAway(Database database) {
        database.transact(
                connection -> {
                    try (PreparedStatement delete =
                            connection.prepareStatement("DELETE FROM darkroom.outbox")) {
                        return delete.executeUpdate();
                    }
                });
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
        return http.send(request(uri).build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(URI uri) {
        return HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30));
    }
}
