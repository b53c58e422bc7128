package darkroom.jobs.crosspost;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import twitter4j.RequestSigner;

/**
 * The X API v2, as much of it as we use: {@code POST /2/tweets} and {@code GET
 * /2/users/:id/tweets}. Thread-safe.
 *
 * <p>No call takes longer than {@link #TIMEOUT}. Nothing is sent twice by itself.
 */
public final class XApi {
    /** The longest that one call takes. */
    public static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration RESET_MAX = Duration.ofHours(24);
    private static final Duration RESET_UNKNOWN = Duration.ofMinutes(15);

    /** The most that one call returns, and as many as one user may post in 15 minutes. */
    private static final int LATEST = 100;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final XApp app;
    private final InstantSource clock;
    private final Duration timeout;
    private final HttpClient http;

    /**
     * The API as our app sees it.
     *
     * @param clock to tell how long it is until a limit's reset
     */
    public XApi(XApp app, InstantSource clock) {
        this(app, clock, TIMEOUT);
    }

    XApi(XApp app, InstantSource clock, Duration timeout) {
        this.app = app;
        this.clock = clock;
        this.timeout = timeout;
        this.http = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();
    }

    /** The longest that one call of this one takes. */
    Duration timeout() {
        return timeout;
    }

    /** Posts a text for a user. */
    XAnswer post(XAccount account, String text) throws InterruptedException {
        return send(
                account,
                "POST",
                "/2/tweets",
                HttpRequest.BodyPublishers.ofByteArray(json(Map.of("text", text))),
                body -> new XAnswer.Posted(body.path("data").path("id").asText()));
    }

    /**
     * Looks among the user's latest tweets for one with this marker in it.
     *
     * @return posted with its id, or with an empty id if there is none; else why it could not look
     */
    XAnswer find(XAccount account, String marker) throws InterruptedException {
        return send(
                account,
                "GET",
                "/2/users/" + account.userId() + "/tweets?max_results=" + LATEST,
                HttpRequest.BodyPublishers.noBody(),
                body -> {
                    for (JsonNode tweet : body.path("data")) {
                        if (tweet.path("text").asText().contains(marker)) {
                            return new XAnswer.Posted(tweet.path("id").asText());
                        }
                    }
                    return new XAnswer.Posted("");
                });
    }

    private XAnswer send(
            XAccount account,
            String method,
            String path,
            HttpRequest.BodyPublisher body,
            Reader reader)
            throws InterruptedException {
        URI url = URI.create(app.uri() + path);
        HttpRequest request =
                HttpRequest.newBuilder(url)
                        .timeout(timeout)
                        .header("Authorization", signer(account).authorization(method, url))
                        .header("Content-Type", "application/json")
                        .method(method, body)
                        .build();
        // The request's own timeout ends with the head of the answer; this one is for all of it.
        CompletableFuture<HttpResponse<byte[]>> sent =
                http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
        try {
            return read(sent.get(timeout.toMillis(), TimeUnit.MILLISECONDS), reader);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            return cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException
                    ? new XAnswer.NotSent("no connection to " + app.uri() + ": " + cause)
                    : new XAnswer.Unknown("no answer from " + app.uri() + ": " + cause);
        } catch (TimeoutException e) {
            return new XAnswer.Unknown("no answer from " + app.uri() + " within " + timeout);
        } finally {
            sent.cancel(true);
        }
    }

    /** Reads the body of a success. */
    @FunctionalInterface
    private interface Reader {
        XAnswer read(JsonNode body);
    }

    private XAnswer read(HttpResponse<byte[]> response, Reader reader) {
        int status = response.statusCode();
        JsonNode body;
        try {
            body = JSON.readTree(response.body());
        } catch (IOException e) {
            return new XAnswer.Unknown("status " + status + " with a body that is not JSON");
        }
        if (status / 100 == 2) {
            return reader.read(body);
        }
        if (status == 429) {
            return new XAnswer.Limited(untilReset(response));
        }
        String detail = body.path("detail").asText(body.path("title").asText("(no detail)"));
        return status / 100 == 4
                ? new XAnswer.Refused(status, detail)
                : new XAnswer.Unknown("status " + status + ": " + detail);
    }

    // Unix seconds in x-rate-limit-reset, https://docs.x.com/x-api/fundamentals/rate-limits.
    private Duration untilReset(HttpResponse<byte[]> response) {
        Optional<String> header = response.headers().firstValue("x-rate-limit-reset");
        if (header.isEmpty() || !header.get().matches("[0-9]{1,12}")) {
            return RESET_UNKNOWN;
        }
        Instant reset = Instant.ofEpochSecond(Long.parseLong(header.get()));
        Duration left = Duration.between(clock.instant(), reset);
        if (left.toMillis() < 1_000) {
            return Duration.ofSeconds(1);
        }
        return left.compareTo(RESET_MAX) > 0 ? RESET_MAX : left;
    }

    private RequestSigner signer(XAccount account) {
        return new RequestSigner(
                new RequestSigner.Credentials(app.consumerKey(), app.consumerSecret()),
                new RequestSigner.Credentials(account.token(), account.secret()));
    }

    private static byte[] json(Map<String, String> fields) {
        try {
            return JSON.writeValueAsBytes(fields);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
