package darkroom.jobs.crosspost;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import darkroom.jobs.dependency.Dependency;
import darkroom.jobs.dependency.RefusalStreak;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import twitter4j.OAuthAuthorization;
import twitter4j.RequestSigner;

/**
 * The two calls of the X API v2 that are needed. Thread-safe; one a process.
 *
 * @see <a href="https://docs.x.com/x-api/posts/creation-of-a-post">POST /2/tweets</a>
 * @see <a href="https://docs.x.com/x-api/users/get-posts">GET /2/users/:id/tweets</a>
 */
public final class XApi {
    private static final int BODY_BYTES_MAX = 1 << 20;
    private static final int RESULTS = 100;
    private static final Duration RESET_MAX = Duration.ofHours(24);

    /** X counts in windows of 15 minutes; waited for where it does not say when one ends. */
    private static final Duration RESET_DEFAULT = Duration.ofMinutes(15);

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final URI base;
    private final XApp app;
    private final XTimes times;
    private final InstantSource clock;
    private final HttpClient client;
    private volatile long remaining = -1;
    private final RefusalStreak revocations = new RefusalStreak();

    /**
     * Connects with the first call.
     *
     * @param base such as {@code https://api.x.com}, without a slash at the end
     * @param clock to tell from now until a limit's end
     */
    public XApi(URI base, XApp app, XTimes times, InstantSource clock) {
        this.base = base;
        this.app = app;
        this.times = times;
        this.clock = clock;
        this.client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(times.connect())
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build();
    }

    /**
     * How many more posts X would have taken from the account that posted last, as it said then;
     * empty before it has said so.
     */
    public OptionalLong rateLimitRemaining() {
        long last = remaining;
        return last < 0 ? OptionalLong.empty() : OptionalLong.of(last);
    }

    /** How long this waits. */
    XTimes times() {
        return times;
    }

    /** Posts {@code text}, and tells {@code call} how X is. */
    XAnswer post(XAccount account, String text, Dependency.Call call) throws InterruptedException {
        URI uri = URI.create(base + "/2/tweets");
        HttpRequest request =
                request(uri, "POST", account)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json(text), StandardCharsets.UTF_8))
                        .build();
        try {
            return answer(send(request, call), call);
        } catch (ConnectException | HttpConnectTimeoutException e) {
            return new XAnswer.Away("no connection: " + e);
        } catch (IOException e) {
            return new XAnswer.Unknown("no answer: " + e);
        }
    }

    /**
     * The id of a tweet with {@code marker} in it, among the user's latest hundred since {@code
     * since}.
     *
     * @throws XUnreadableException if X does not tell
     * @throws IOException if X is away
     */
    Optional<String> find(XAccount account, String marker, Instant since, Dependency.Call call)
            throws InterruptedException, IOException {
        // Each post read is paid for: no older ones than can be ours.
        String start = since.truncatedTo(ChronoUnit.SECONDS).toString().replace(":", "%3A");
        URI uri =
                URI.create(
                        "%s/2/users/%s/tweets?max_results=%s&start_time=%s"
                                .formatted(
                                        base, account.userId(), Integer.toString(RESULTS), start));
        HttpResponse<byte[]> response = send(request(uri, "GET", account).GET().build(), call);
        if (response.statusCode() >= 500) {
            throw new IOException("X answered " + response.statusCode() + " " + reason(response));
        }
        if (response.statusCode() != 200) {
            throw new XUnreadableException(
                    "cannot read the posts of an account: X answered "
                            + response.statusCode()
                            + " "
                            + reason(response),
                    response.statusCode() == 429 ? untilReset(response) : Duration.ZERO);
        }
        for (JsonNode tweet : JSON.readTree(response.body()).path("data")) {
            if (tweet.path("text").asText().contains(marker)) {
                return Optional.of(tweet.path("id").asText());
            }
        }
        return Optional.empty();
    }

    private HttpRequest.Builder request(URI uri, String method, XAccount account) {
        OAuthAuthorization authorization =
                OAuthAuthorization.newBuilder()
                        .oAuthConsumer(app.key(), app.secret())
                        .oAuthAccessToken(account.token(), account.secret())
                        .build();
        return HttpRequest.newBuilder(uri)
                .timeout(times.answer())
                .header("Authorization", RequestSigner.sign(authorization, method, uri))
                .header("User-Agent", "darkroom");
    }

    /** The whole answer within the time for it: the client's own timeout ends with the headers. */
    private HttpResponse<byte[]> send(HttpRequest request, Dependency.Call call)
            throws IOException, InterruptedException {
        try {
            HttpResponse<byte[]> response = send(request);
            if (response.statusCode() >= 500) {
                call.failed(new IOException("X answered " + response.statusCode()));
            } else if (response.statusCode() != 401) {
                // Who may not ask anything shows nothing of how others fare.
                call.succeeded();
            }
            return response;
        } catch (IOException e) {
            call.failed(e);
            throw e;
        }
    }

    private HttpResponse<byte[]> send(HttpRequest request)
            throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(request, head -> new BoundedBody(BODY_BYTES_MAX));
        try {
            return answer.get(times.answer().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IOException(String.valueOf(e.getCause()), e);
        } catch (TimeoutException e) {
            throw new IOException("not within " + times.answer(), e);
        } finally {
            answer.cancel(true);
        }
    }

    private XAnswer answer(HttpResponse<byte[]> response, Dependency.Call call) {
        response.headers()
                .firstValue("x-rate-limit-remaining")
                .filter(number -> number.matches("[0-9]{1,9}"))
                .ifPresent(number -> remaining = Long.parseLong(number));
        int status = response.statusCode();
        String reason = reason(response);
        if (status == 201 || status == 200) {
            String id = tree(response).path("data").path("id").asText("");
            revocations.accepted();
            return id.isEmpty()
                    ? new XAnswer.Unknown("accepted without an id")
                    : new XAnswer.Posted(id);
        }
        if (status >= 500 || status < 400) {
            return new XAnswer.Unknown("X answered " + status + " " + reason);
        }
        if (status == 401) {
            return revoked(call);
        }
        revocations.accepted();
        if (status == 429 && !reason.contains("usage-capped")) {
            return new XAnswer.Limited(untilReset(response));
        }
        if (status == 403 && reason.toLowerCase(Locale.ROOT).contains("duplicate")) {
            return new XAnswer.Duplicate();
        }
        return new XAnswer.Refused("X answered " + status + " " + reason);
    }

    private XAnswer revoked(Dependency.Call call) {
        if (revocations.believes()) {
            call.succeeded();
            return new XAnswer.Revoked();
        }
        String reason =
                "X answered 401 for "
                        + RefusalStreak.BELIEVED_MAX
                        + " accounts in a row and one more: expected the app's key and secret;"
                        + " correct them";
        call.refused(new IOException(reason));
        return new XAnswer.Away(reason);
    }

    private Duration untilReset(HttpResponse<byte[]> response) {
        Optional<String> reset = response.headers().firstValue("x-rate-limit-reset");
        Duration wait = RESET_DEFAULT;
        if (reset.isPresent() && reset.get().matches("[0-9]{1,12}")) {
            Instant end = Instant.ofEpochSecond(Long.parseLong(reset.get()));
            wait = Duration.between(clock.instant(), end);
        }
        Duration atLeast = wait.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : wait;
        return atLeast.compareTo(RESET_MAX) > 0 ? RESET_MAX : atLeast;
    }

    /** X's own words, cut: its problems have a title, a detail and a type. */
    private static String reason(HttpResponse<byte[]> response) {
        JsonNode problem = tree(response);
        String words =
                problem.path("title").asText("")
                        + ": "
                        + problem.path("detail").asText("")
                        + " "
                        + problem.path("type").asText("");
        return words.length() <= 500 ? words : words.substring(0, 500);
    }

    private static JsonNode tree(HttpResponse<byte[]> response) {
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            return JSON.missingNode();
        }
    }

    private static String json(String text) {
        try {
            return JSON.writeValueAsString(Map.of("text", text));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a text is always JSON", e);
        }
    }
}
