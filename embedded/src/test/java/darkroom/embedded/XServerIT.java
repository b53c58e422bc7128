package darkroom.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import twitter4j.OAuthAuthorization;
import twitter4j.OauthHeader;

@Timeout(60)
final class XServerIT {
    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    private final InstantSource system = InstantSource.system();
    private final XServer x = XServer.start(() -> system.instant().plus(ahead.get()));
    private final XUser jane = x.addUser("jane");
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        x.close();
        x.close();
    }

    @Test
    void signedPostIsTakenAndListedNewestFirst() throws Exception {
        HttpResponse<String> first = post(jane, "one & “two” ğ");
        HttpResponse<String> second = post(jane, "two");

        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(first.body()).contains("\"text\":\"one & “two” ğ\"");
        assertThat(second.statusCode()).isEqualTo(201);
        assertThat(x.tweets()).extracting(Tweet::text).containsExactly("one & “two” ğ", "two");
        assertThat(x.tweets()).extracting(Tweet::userId).containsOnly(jane.id());
        HttpResponse<String> latest = get(jane, "/2/users/" + jane.id() + "/tweets?max_results=5");
        assertThat(latest.statusCode()).isEqualTo(200);
        assertThat(latest.body().indexOf("\"two\""))
                .isPositive()
                .isLessThan(latest.body().indexOf("\"one & "));
        assertThat(get(jane, "/2/users/me").body()).contains(jane.id()).contains("jane");
    }

    @Test
    void wrongSecretReusedNonceAndOldTimestampAreRefused() throws Exception {
        XUser forger = new XUser(jane.id(), "jane", jane.accessToken(), "guess");
        assertThat(post(forger, "forged").statusCode()).isEqualTo(401);

        String header = OauthHeader.sign(signer(jane), "POST", tweetsUri());
        assertThat(send(header, "once").statusCode()).isEqualTo(201);
        assertThat(send(header, "twice").statusCode()).isEqualTo(401);

        ahead.set(Duration.ofMinutes(6));
        HttpResponse<String> late = post(jane, "late");
        assertThat(late.statusCode()).isEqualTo(401);
        assertThat(late.body()).contains("\"title\":\"Unauthorized\"").contains("\"status\":401");
        assertThat(x.tweets()).extracting(Tweet::text).containsExactly("once");
    }

    @Test
    void sameTextIsRefusedForHalfAnHour() throws Exception {
        assertThat(post(jane, "again").statusCode()).isEqualTo(201);

        HttpResponse<String> duplicate = post(jane, "again");

        assertThat(duplicate.statusCode()).isEqualTo(403);
        assertThat(duplicate.body()).contains("duplicate content");
        assertThat(post(x.addUser("joe"), "again").statusCode()).isEqualTo(201);
        assertThat(x.tweets()).hasSize(2);
    }

    @Test
    void limitIsCountedPerUserAndToldInHeaders() throws Exception {
        x.limitPerUser(1);

        HttpResponse<String> first = post(jane, "first");
        HttpResponse<String> second = post(jane, "second");

        assertThat(rate(first, "limit")).isEqualTo(1);
        assertThat(rate(first, "remaining")).isZero();
        assertThat(second.statusCode()).isEqualTo(429);
        assertThat(Instant.ofEpochSecond(rate(second, "reset")))
                .isBetween(system.instant().plusSeconds(800), system.instant().plusSeconds(901));
        assertThat(post(x.addUser("joe"), "first").statusCode()).isEqualTo(201);
    }

    @Test
    void faultsComeInOrderAndEnd() throws Exception {
        x.failNext(
                XFault.refuse(500),
                XFault.tooMany(Duration.ofSeconds(30)),
                XFault.postThenRefuse(503),
                XFault.delay(Duration.ofMillis(100)));

        assertThat(post(jane, "a").statusCode()).isEqualTo(500);
        HttpResponse<String> tooMany = post(jane, "b");
        assertThat(tooMany.statusCode()).isEqualTo(429);
        assertThat(rate(tooMany, "remaining")).isZero();
        assertThat(Instant.ofEpochSecond(rate(tooMany, "reset")))
                .isBefore(system.instant().plusSeconds(32));
        assertThat(post(jane, "c").statusCode()).isEqualTo(503);
        assertThat(post(jane, "d").statusCode()).isEqualTo(201);
        assertThat(post(jane, "e").statusCode()).isEqualTo(201);
        assertThat(x.tweets()).extracting(Tweet::text).containsExactly("c", "d", "e");
    }

    @Test
    void hangingAnswersEndInTheClientsTimeout() {
        x.failNext(XFault.postThenHang(), XFault.hang());

        assertThatThrownBy(() -> post(jane, "posted")).isInstanceOf(HttpTimeoutException.class);
        assertThatThrownBy(() -> post(jane, "not posted")).isInstanceOf(HttpTimeoutException.class);

        assertThat(x.tweets()).extracting(Tweet::text).containsExactly("posted");
    }

    @Test
    void malformedPostsAreRefused() throws Exception {
        for (String body : new String[] {"", "{", "{}", "{\"text\":\"\"}", "{\"text\":1}", "[]"}) {
            String header = OauthHeader.sign(signer(jane), "POST", tweetsUri());
            assertThat(sendRaw(header, body).statusCode()).as(body).isEqualTo(400);
        }
        assertThat(post(jane, "x".repeat(281)).statusCode()).isEqualTo(400);
        assertThat(get(jane, "/2/users/" + jane.id() + "/tweets?max_results=4").statusCode())
                .isEqualTo(400);
        assertThat(get(jane, "/1.1/statuses").statusCode()).isEqualTo(404);
        assertThat(x.tweets()).isEmpty();
    }

    private URI tweetsUri() {
        return URI.create(x.uri() + "/2/tweets");
    }

    private OAuthAuthorization signer(XUser user) {
        return OAuthAuthorization.newBuilder()
                .oAuthConsumer(x.consumerKey(), x.consumerSecret())
                .oAuthAccessToken(user.accessToken(), user.accessSecret())
                .build();
    }

    private HttpResponse<String> post(XUser user, String text)
            throws IOException, InterruptedException {
        return send(OauthHeader.sign(signer(user), "POST", tweetsUri()), text);
    }

    private HttpResponse<String> send(String header, String text)
            throws IOException, InterruptedException {
        return sendRaw(header, "{\"text\":\"" + text + "\"}");
    }

    private HttpResponse<String> sendRaw(String header, String body)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(tweetsUri())
                        .timeout(Duration.ofSeconds(2))
                        .header("Authorization", header)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body, UTF_8))
                        .build();
        return client.send(request, BodyHandlers.ofString(UTF_8));
    }

    private HttpResponse<String> get(XUser user, String path)
            throws IOException, InterruptedException {
        URI uri = URI.create(x.uri() + path);
        HttpRequest request =
                HttpRequest.newBuilder(uri)
                        .header("Authorization", OauthHeader.sign(signer(user), "GET", uri))
                        .build();
        return client.send(request, BodyHandlers.ofString(UTF_8));
    }

    private static long rate(HttpResponse<String> response, String what) {
        return response.headers().firstValueAsLong("x-rate-limit-" + what).orElseThrow();
    }
}
