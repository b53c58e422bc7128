package darkroom.web;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.embedded.PostgresOptions;
import darkroom.embedded.PostgresServer;
import darkroom.embedded.RedisServer;
import darkroom.embedded.fixtures.TestRedis;
import darkroom.jobs.shards.DatabaseAddress;
import darkroom.jobs.shards.Shards;
import darkroom.queue.redis.RedisAddress;
import darkroom.web.TestClient.Answer;
import darkroom.web.TestClient.Login;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What goes on, and what is said, while Redis or a database is away. */
@Timeout(180)
final class OutageIT {
    // The usual one forgets its last commits when it is killed, and so the migration.
    private static final PostgresOptions DURABLE =
            PostgresOptions.defaults().withDurability(PostgresOptions.Durability.ON_COMMIT);

    @TempDir Path folder;

    @Test
    void whileRedisIsAwayEveryRequestGoesOnAndTheOutboxHoldsTheJobs() {
        try (RedisServer redis = TestRedis.own();
                TestService service =
                        TestService.on(
                                folder,
                                RedisAddress.of(redis.uri().toString()),
                                TestService.freshDatabases())) {
            service.migrate();
            TestClient client = service.client;
            assertThat(client.get("", "/ready").status()).isEqualTo(200);

            redis.kill();

            Login ada = client.signUpAndIn("ada");
            Login bob = client.signUpAndIn("bob");
            assertThat(client.put(bob.token(), "/api/people/" + ada.id() + "/follow").status())
                    .isEqualTo(204);
            Answer posted = client.postPhoto(ada.token(), TestPictures.jpeg(64, 64), Map.of());
            assertThat(posted.status()).as(posted.text()).isEqualTo(201);
            assertThat(service.outboxRows()).isEqualTo(2);
            String photo = "/api/photos/" + posted.at("id");
            assertThat(client.put(bob.token(), photo + "/like").status()).isEqualTo(204);
            assertThat(
                            client.post(bob.token(), photo + "/comments", Map.of("text", "nice"))
                                    .status())
                    .isEqualTo(201);
            assertThat(client.get(bob.token(), "/api/feed").status()).isEqualTo(200);
            assertThat(client.get("", "/health").status()).isEqualTo(200);
            assertThat(client.get("", "/metrics").text()).contains("darkroom_queue_up 0\n");

            assertNotReady(client, "redis", redis.uri());
            redis.restart();
            becomesReady(client);
        }
    }

    @Test
    void withNothingThereItStartsSaysWhatIsAwayAndRecovers() {
        try (RedisServer redis = TestRedis.own();
                PostgresServer postgres = PostgresServer.start(DURABLE)) {
            List<DatabaseAddress> databases =
                    List.of(
                            new DatabaseAddress("db0", postgres.createDatabase("d0")),
                            new DatabaseAddress("db1", postgres.createDatabase("d1")));
            RedisAddress redisAddress = RedisAddress.of(redis.uri().toString());
            migrate(redisAddress, databases);
            redis.kill();
            postgres.kill();

            try (TestService service = TestService.on(folder, redisAddress, databases)) {
                TestClient client = service.client;
                assertThat(client.get("", "/health").status()).isEqualTo(200);
                assertNotReady(client, "redis", redis.uri());
                assertNotReady(
                        client,
                        "databases",
                        URI.create(databases.get(0).jdbcUrl().substring("jdbc:".length())));
                Answer refused =
                        client.post(
                                "", "/api/people", Map.of("name", "early", "password", "12345678"));
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.at("reason")).isEqualTo("database-unavailable");
                assertThat(refused.header("Retry-After")).isNotBlank();
                assertThat(client.get("A".repeat(54), "/api/feed").status()).isIn(401, 503);

                postgres.restart();
                redis.restart();

                becomesReady(client);
                client.signUpAndIn("late");
            }
        }
    }

    private void migrate(RedisAddress redis, List<DatabaseAddress> databases) {
        try (TestService service = TestService.on(folder, redis, databases)) {
            service.migrate();
            assertThat(service.shards).isInstanceOf(Shards.class);
        }
    }

    private static void assertNotReady(TestClient client, String check, URI address) {
        Eventually.becomesTrue(
                () -> {
                    Answer answer = client.get("", "/ready");
                    return answer.status() == 503
                            && answer.at("reason").equals("not-ready")
                            && answer.at("detail").contains(check)
                            && answer.at("detail")
                                    .contains(address.getHost() + ":" + address.getPort());
                });
    }

    private static void becomesReady(TestClient client) {
        Eventually.becomesTrue(() -> client.get("", "/ready").status() == 200);
    }
}
