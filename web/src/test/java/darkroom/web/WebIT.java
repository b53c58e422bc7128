package darkroom.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import darkroom.embedded.fixtures.PrometheusText;
import darkroom.jobs.feed.FanOutHandler;
import darkroom.jobs.feed.FanOutJob;
import darkroom.jobs.push.PushJob;
import darkroom.jobs.store.Variant;
import darkroom.queue.handler.JobContext;
import darkroom.queue.handler.Outcome;
import darkroom.web.TestClient.Answer;
import darkroom.web.TestClient.Login;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
final class WebIT {
    @TempDir static Path folder;

    private static TestService service;
    private static TestClient client;

    @BeforeAll
    static void start() {
        service = TestService.migrated(folder);
        client = service.client;
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void theWholeStory() throws Exception {
        Login ada = client.signUpAndIn("ada");
        Login bob = client.signUpAndIn("bob.b");
        assertThat(client.put(bob.token(), "/api/people/" + ada.id() + "/follow").status())
                .isEqualTo(204);

        Answer posted =
                client.postPhoto(
                        ada.token(), TestPictures.jpeg(800, 600), Map.of("caption", "a lake"));
        assertThat(posted.status()).as(posted.text()).isEqualTo(201);
        String photo = posted.at("id");
        assertThat(posted.header("Location")).isEqualTo("/api/photos/" + photo);
        fanOut(photo);

        JsonNode feed = client.get(bob.token(), "/api/feed").json();
        assertThat(feed.path("items")).hasSize(1);
        JsonNode item = feed.path("items").get(0);
        assertThat(item.path("id").isTextual()).isTrue();
        assertThat(item.path("id").asText()).isEqualTo(photo);
        assertThat(item.path("ownerName").asText()).isEqualTo("ada");
        assertThat(item.path("caption").asText()).isEqualTo("a lake");
        assertThat(Instant.parse(item.path("createdAt").asText())).isBeforeOrEqualTo(now());

        assertThat(client.put(bob.token(), "/api/photos/" + photo + "/like").status())
                .isEqualTo(204);
        assertThat(client.put(bob.token(), "/api/photos/" + photo + "/like").status())
                .isEqualTo(204);
        Answer comment =
                client.post(
                        bob.token(), "/api/photos/" + photo + "/comments", Map.of("text", "nice"));
        assertThat(comment.status()).isEqualTo(201);
        assertThat(comment.at("personName")).isEqualTo("bob.b");
        assertThat(
                        client.get(ada.token(), "/api/photos/" + photo + "/comments")
                                .json()
                                .path("items")
                                .get(0)
                                .path("text")
                                .asText())
                .isEqualTo("nice");

        JsonNode shown = client.get(ada.token(), "/api/photos/" + photo).json();
        assertThat(shown.path("likes").asInt()).isEqualTo(1);
        assertThat(shown.path("comments").asInt()).isEqualTo(1);
        JsonNode profile = client.get(bob.token(), "/api/people/" + ada.id()).json();
        assertThat(profile.path("followers").asInt()).isEqualTo(1);
        assertThat(profile.path("photos").asInt()).isEqualTo(1);
        assertThat(profile.path("followed").asBoolean()).isTrue();

        assertThat(client.delete(bob.token(), "/api/photos/" + photo + "/like").status())
                .isEqualTo(204);
        assertThat(client.delete(bob.token(), "/api/people/" + ada.id() + "/follow").status())
                .isEqualTo(204);
        assertThat(client.get(bob.token(), "/api/feed").json().path("items")).isEmpty();
        assertThat(client.delete(bob.token(), "/api/sessions").status()).isEqualTo(204);
        assertThat(client.get(bob.token(), "/api/feed").status()).isEqualTo(401);
    }

    @Test
    void aPostWritesItsRowItsFileAndItsJobsAndLeavesNoTemporaryFile() {
        Login poster = client.signUpAndIn("poster");
        TestService.Left before = service.left();

        client.postPhoto(poster.token(), TestPictures.png(40, 30), Map.of());

        assertThat(service.left())
                .isEqualTo(
                        new TestService.Left(
                                before.photos() + 1, before.outbox() + 2, before.files() + 1, 0));
    }

    @Test
    void pagesOfTheFeedFollowOneAnother() throws Exception {
        Login star = client.signUpAndIn("star");
        Login fan = client.signUpAndIn("fan");
        client.put(fan.token(), "/api/people/" + star.id() + "/follow");
        List<String> posted = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            String id =
                    client.postPhoto(star.token(), TestPictures.jpeg(20, 20), Map.of()).at("id");
            posted.add(0, id);
            fanOut(id);
        }

        List<String> seen = new ArrayList<>();
        String before = "";
        do {
            JsonNode page = client.get(fan.token(), "/api/feed?limit=2" + before).json();
            page.path("items").forEach(item -> seen.add(item.path("id").asText()));
            before = page.path("next").isNull() ? "" : "&before=" + page.path("next").asText();
        } while (!before.isEmpty());

        assertThat(seen).isEqualTo(posted);
    }

    @Test
    void picturesAreOpenImmutableAndNeverTheOriginal() {
        Login owner = client.signUpAndIn("owner");
        String photo =
                client.postPhoto(owner.token(), TestPictures.jpeg(400, 300), Map.of()).at("id");
        String path = "/photos/" + photo + "/320.jpg";

        Answer early = client.get("", path);
        assertThat(early.status()).isEqualTo(404);
        assertThat(early.at("reason")).isEqualTo("not-yet-made");
        assertThat(early.header("Retry-After")).isEqualTo("1");
        assertThat(early.header("Cache-Control")).isEqualTo("no-store");

        byte[] picture = TestPictures.jpeg(320, 240);
        service.store.save(Long.parseLong(photo), Variant.WIDE_320, picture);
        Answer made = client.get("", path);
        assertThat(made.status()).isEqualTo(200);
        assertThat((byte[]) made.response().body()).isEqualTo(picture);
        assertThat(made.header("Content-Type")).isEqualTo("image/jpeg");
        assertThat(made.header("Content-Length")).isEqualTo(Integer.toString(picture.length));
        assertThat(made.header("Cache-Control")).contains("immutable", "max-age=31536000");
        assertThat(made.header("ETag")).isNotBlank();

        for (String other :
                List.of(
                        "/photos/" + photo + "/original.jpg",
                        "/photos/" + photo + "/ORIGINAL.jpg",
                        "/photos/" + photo + "/321.jpg",
                        "/photos/" + photo + "/original",
                        "/photos/0" + photo + "/320.jpg",
                        "/photos/-1/320.jpg",
                        "/photos/9223372036854775808/320.jpg",
                        "/photos/..%5c..%5cetc/320.jpg",
                        "/photos/1/320.jpg",
                        "/photos/" + photo + "/..%2foriginal.jpg",
                        "/photos/%2e%2e/%2e%2e/etc/passwd",
                        "/photos//" + photo + "/320.jpg")) {
            Answer refused = client.get("", other);
            assertThat(refused.status()).as(other).isIn(400, 404);
            assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/people/1",
        "HEAD, /api/people/1",
        "PUT, /api/people/1/follow",
        "DELETE, /api/people/1/follow",
        "DELETE, /api/sessions",
        "POST, /api/photos",
        "GET, /api/photos/1",
        "PUT, /api/photos/1/like",
        "DELETE, /api/photos/1/like",
        "PUT, /api/photos/1/share",
        "GET, /api/photos/1/comments",
        "POST, /api/photos/1/comments",
        "GET, /api/feed",
        "PUT, /api/devices/00",
        "PUT, /api/accounts/twitter",
    })
    void withoutATokenEveryRouteIsClosed(String method, String path) {
        for (String token :
                List.of("", "x", "A".repeat(54), "_".repeat(54), "é".repeat(3), "a b c")) {
            Answer answer =
                    client.send(
                            token,
                            method,
                            path,
                            java.net.http.HttpRequest.BodyPublishers.noBody(),
                            "application/json");

            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
            if (!method.equals("HEAD")) {
                assertThat(answer.at("reason")).isIn("no-token", "invalid-token");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/ready", "/metrics"})
    void operatorsNeedNoToken(String path) {
        assertThat(client.get("", path).status()).isEqualTo(200);
    }

    @Test
    void anIdIsTextWhereverItStandsInJson() {
        Login writer = client.signUpAndIn("writer");
        String photo =
                client.postPhoto(writer.token(), TestPictures.jpeg(20, 20), Map.of()).at("id");
        client.post(writer.token(), "/api/photos/" + photo + "/comments", Map.of("text", "a"));

        for (String path :
                List.of(
                        "/api/people/" + writer.id(),
                        "/api/photos/" + photo,
                        "/api/photos/" + photo + "/comments")) {
            client.get(writer.token(), path)
                    .json()
                    .findValues("id")
                    .forEach(id -> assertThat(id.isTextual()).as(path).isTrue());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "\"><img src=x onerror=alert(1)>",
                "a\r\nSet-Cookie: stolen=1\r\n\r\nHTTP/1.1 200 OK",
                "'; DROP TABLE person; --",
                "İstanbul ıI şğ 東京 🏔️ \u202Egnp.exe \u2028",
                "{\"a\":[1]} ${jndi:ldap://x} %s %n {}",
                "\\u0000 \\\\ \\\"",
            })
    void hostileTextComesBackAsItWasSent(String text) {
        Login author = client.signUpAndIn("h" + Integer.toUnsignedString(text.hashCode(), 36));

        Answer posted =
                client.postPhoto(
                        author.token(), TestPictures.jpeg(20, 20), Map.of("caption", text));
        assertThat(posted.status()).as(posted.text()).isEqualTo(201);
        assertThat(posted.at("caption")).isEqualTo(text.strip());
        assertThat(posted.header("Set-Cookie")).isEmpty();

        String comments = "/api/photos/" + posted.at("id") + "/comments";
        assertThat(client.post(author.token(), comments, Map.of("text", text)).status())
                .isEqualTo(201);
        assertThat(
                        client.get(author.token(), comments)
                                .json()
                                .path("items")
                                .get(0)
                                .path("text")
                                .asText())
                .isEqualTo(text.strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ab",
                "with space",
                "a/../b",
                "<b>bold</b>",
                "adа-cyrillic",
                "İstanbul",
                "a\r\nX-Evil: 1",
                "0123456789012345678901234567890",
                "",
            })
    void aNameAgainstTheRuleIsRefused(String name) {
        Answer answer =
                client.post("", "/api/people", Map.of("name", name, "password", "correct horse"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("reason")).isEqualTo("refused-person");
        assertThat(answer.header("X-Evil")).isEmpty();
    }

    @Test
    void aNameIsTakenOnceWhateverItsCase() {
        client.signUpAndIn("Iris");

        Answer again =
                client.post("", "/api/people", Map.of("name", "IRIS", "password", "12345678"));

        assertThat(again.status()).isEqualTo(409);
        assertThat(again.at("reason")).isEqualTo("name-taken");
    }

    @Test
    void guessingAPasswordEndsAfterTenAttempts() {
        client.signUpAndIn("victim");
        Map<String, String> wrong = Map.of("name", "VICTIM", "password", "wrong horse");
        for (int i = 0; i < 10; i++) {
            Answer answer = client.post("", "/api/sessions", wrong);
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.at("reason")).isEqualTo("wrong-credentials");
        }

        Answer limited =
                client.post(
                        "", "/api/sessions", Map.of("name", "victim", "password", "correct horse"));

        assertThat(limited.status()).isEqualTo(429);
        assertThat(Integer.parseInt(limited.header("Retry-After"))).isBetween(1, 300);
    }

    @Test
    void whatIsNotThereIsNotFound() {
        Login seeker = client.signUpAndIn("seeker");

        for (String path :
                List.of(
                        "/api/people/1",
                        "/api/people/x",
                        "/api/people/9223372036854775807",
                        "/api/photos/1",
                        "/api/photos/1/comments",
                        "/api/nothing")) {
            Answer answer = client.get(seeker.token(), path);
            assertThat(answer.status()).as(path).isEqualTo(404);
            assertThat(answer.at("reason")).isEqualTo("not-found");
        }
        assertThat(client.put(seeker.token(), "/api/photos/1/like").status()).isEqualTo(404);
        assertThat(client.put(seeker.token(), "/api/photos/1/share").status()).isEqualTo(404);
        assertThat(client.put(seeker.token(), "/api/people/1/follow").status()).isEqualTo(404);
        assertThat(
                        client.post(seeker.token(), "/api/photos/1/comments", Map.of("text", "a"))
                                .status())
                .isEqualTo(404);
    }

    @Test
    void followingOneselfIsRefused() {
        Login narcissus = client.signUpAndIn("narcissus");

        assertThat(
                        client.put(narcissus.token(), "/api/people/" + narcissus.id() + "/follow")
                                .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=101",
                "limit=-1",
                "limit=a",
                "limit=99999999999",
                "before=a",
                "before=0",
                "before=-5",
            })
    void aWrongParameterIsRefused(String query) {
        Login reader = client.signUpAndIn("r" + Integer.toUnsignedString(query.hashCode(), 36));

        Answer answer = client.get(reader.token(), "/api/feed?" + query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("reason")).isEqualTo("wrong-parameter");
    }

    @Test
    void onlyItsOwnerSharesAPhotoAndOnlyWithALinkedAccount() {
        Login owner = client.signUpAndIn("sharer");
        Login other = client.signUpAndIn("stranger");
        String photo =
                client.postPhoto(owner.token(), TestPictures.jpeg(20, 20), Map.of()).at("id");

        assertThat(client.put(other.token(), "/api/photos/" + photo + "/share").status())
                .isEqualTo(404);
        Answer unlinked = client.put(owner.token(), "/api/photos/" + photo + "/share");
        assertThat(unlinked.status()).isEqualTo(409);
        assertThat(unlinked.at("reason")).isEqualTo("not-linked");
    }

    @Test
    void aLinkedAccountIsSharedToOnceAndItsSecretNeverShown() {
        Login owner = client.signUpAndIn("linked");
        Map<String, String> account =
                Map.of("userId", "42", "token", "canary-token", "secret", "canary-secret");
        Answer linked = client.put(owner.token(), "/api/accounts/twitter", account);
        assertThat(linked.status()).as(linked.text()).isEqualTo(204);
        long outbox = service.outboxRows();

        Answer posted =
                client.postPhoto(
                        owner.token(), TestPictures.jpeg(20, 20), Map.of("share", "twitter"));
        assertThat(posted.status()).isEqualTo(201);
        assertThat(service.outboxRows()).isEqualTo(outbox + 3);
        String share = "/api/photos/" + posted.at("id") + "/share";
        assertThat(client.put(owner.token(), share).status()).isEqualTo(202);
        assertThat(client.put(owner.token(), share).status()).isEqualTo(202);

        assertThat(service.outboxRows()).isEqualTo(outbox + 3);
        assertThat(client.get(owner.token(), "/api/people/" + owner.id()).text())
                .doesNotContain("canary");
        assertThat(client.get("", "/metrics").text()).doesNotContain("canary");
    }

    @ParameterizedTest
    @CsvSource({"x, t, s", "42, '', s", "42, t, 'canary secret'", "42, 'a\nb', s"})
    void aWrongAccountIsRefusedWithoutQuotingIt(String userId, String token, String secret) {
        Login owner =
                client.signUpAndIn(
                        "w" + Integer.toUnsignedString((userId + token + secret).hashCode(), 36));

        Answer answer =
                client.put(
                        owner.token(),
                        "/api/accounts/twitter",
                        Map.of("userId", userId, "token", token, "secret", secret));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("reason")).isEqualTo("refused-account");
        assertThat(answer.text()).doesNotContain("canary");
    }

    @Test
    void aDeviceIsRegisteredForWhoeverSignedInOnItLast() {
        Login first = client.signUpAndIn("phone.first");
        Login second = client.signUpAndIn("phone.second");
        String device = "/api/devices/" + "ab".repeat(32);

        assertThat(client.put(first.token(), device).status()).isEqualTo(204);
        assertThat(client.put(second.token(), device).status()).isEqualTo(204);

        assertThat(service.devices.of(Long.parseLong(first.id()))).isEmpty();
        assertThat(service.devices.of(Long.parseLong(second.id()))).hasSize(1);
        for (String wrong : List.of("ab", "zz".repeat(32), "ab".repeat(101))) {
            Answer refused = client.put(first.token(), "/api/devices/" + wrong);
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.at("reason")).isEqualTo("wrong-device-token");
        }
    }

    @Test
    void metricsNameRoutesNotAddressesAndEscapeLabels() {
        client.get("", "/photos/123456/320.jpg");
        for (int i = 0; i < 3; i++) {
            service.queue.enqueue(PushJob.KIND.job(new PushJob(1, 2)).onQueue("figures"));
        }
        Eventually.becomesTrue(
                () -> client.get("", "/metrics").text().contains("queue=\"figures\"} 3\n"));

        String text = client.get("", "/metrics").text();

        PrometheusText.parse(text);
        assertThat(text)
                .contains("# TYPE darkroom_http_request_duration_seconds histogram")
                .contains("route=\"/photos/{id}/{size}.jpg\"")
                .contains("darkroom_queue_ready_jobs{queue=\"figures\"} 3\n")
                .contains("darkroom_jobs_enqueued_total{queue=\"figures\"} 3\n")
                .contains("darkroom_outbox_up{database=\"db0\"} 1\n")
                .contains("darkroom_redis_command_seconds_count{script=\"append\"}")
                .contains("darkroom_jvm_heap_used_bytes ")
                .contains("darkroom_queue_up 1\n")
                .doesNotContain("123456");
    }

    private static Instant now() {
        return java.time.InstantSource.system().instant().plusSeconds(1);
    }

    private static void fanOut(String photo) throws Exception {
        Outcome outcome =
                new FanOutHandler(service.shards, service.queue)
                        .handle(new FanOutJob(Long.parseLong(photo)), new Context());
        assertThat(outcome).isEqualTo(Outcome.completed());
    }

    private static final class Context implements JobContext {
        @Override
        public String jobId() {
            return "job-1";
        }

        @Override
        public int attempt() {
            return 1;
        }

        @Override
        public int maxAttempts() {
            return 3;
        }

        @Override
        public long term() {
            return 1;
        }

        @Override
        public long fencingToken() {
            return 1;
        }

        @Override
        public boolean mayHaveBegun() {
            return false;
        }

        @Override
        public Duration timeLeft() {
            return Duration.ofMinutes(5);
        }

        @Override
        public boolean stopping() {
            return false;
        }
    }
}
