package darkroom.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The requests and answers of an {@link XServer}. */
final class XApi implements HttpHandler {
    private static final int BODY_BYTES_MAX = 64 * 1024;
    private static final int TEXT_LENGTH_MAX = 280;
    private static final int RESULTS_DEFAULT = 10;
    private static final Pattern USER_TWEETS = Pattern.compile("/2/users/([0-9]{1,19})/tweets");
    private static final Pattern MAX_RESULTS =
            Pattern.compile("(?:^|.*&)max_results=([0-9]{1,3})(?:&.*|$)");

    private static final Map<Integer, String> TITLES =
            Map.of(
                    400, "Invalid Request",
                    401, "Unauthorized",
                    403, "Forbidden",
                    404, "Not Found",
                    429, "Too Many Requests",
                    500, "Internal Server Error",
                    503, "Service Unavailable");

    private final OauthVerifier verifier;
    private final XTimeline timeline;
    private final Queue<XFault> faults;
    private final InstantSource clock;
    private final ObjectMapper json = new ObjectMapper();

    /**
     * @param faults one is taken for each post
     */
    XApi(OauthVerifier verifier, XTimeline timeline, Queue<XFault> faults, InstantSource clock) {
        this.verifier = verifier;
        this.timeline = timeline;
        this.faults = faults;
        this.clock = clock;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(BODY_BYTES_MAX);
            URI url =
                    URI.create("http://" + header(exchange, "Host"))
                            .resolve(exchange.getRequestURI());
            Optional<XUser> user =
                    verifier.verify(
                            exchange.getRequestMethod(), url, header(exchange, "Authorization"));
            if (user.isPresent()) {
                route(exchange, user.get(), body);
            } else {
                problem(exchange, 401, "Unauthorized");
            }
        } catch (InterruptedException e) {
            // The server closes, so this exchange ends without an answer.
            Thread.currentThread().interrupt();
        }
    }

    private void route(HttpExchange exchange, XUser user, byte[] body)
            throws IOException, InterruptedException {
        String path = exchange.getRequestURI().getPath();
        String route = exchange.getRequestMethod() + " " + path;
        Matcher userTweets = USER_TWEETS.matcher(path);
        if (route.equals("POST /2/tweets")) {
            post(exchange, user, body);
        } else if (route.equals("GET /2/users/me")) {
            me(exchange, user);
        } else if (userTweets.matches() && exchange.getRequestMethod().equals("GET")) {
            latest(exchange, user, userTweets.group(1));
        } else {
            problem(exchange, 404, "No such resource: " + route);
        }
    }

    private void post(HttpExchange exchange, XUser user, byte[] body)
            throws IOException, InterruptedException {
        XFault fault = Optional.ofNullable(faults.poll()).orElse(XFault.none());
        if (!fault.delay().isZero()) {
            pause(fault.delay().toNanos());
        }
        if (!fault.posts()) {
            rate(exchange, timeline.count(user), fault);
            answerFault(exchange, fault);
            return;
        }
        if (!isAllowed(exchange, user)) {
            return;
        }
        Optional<String> text = text(body);
        if (text.isEmpty()) {
            problem(exchange, 400, "One or more parameters to your request was invalid.");
        } else if (timeline.isDuplicate(user, text.get())) {
            problem(exchange, 403, "You are not allowed to create a Tweet with duplicate content.");
        } else {
            Tweet tweet = timeline.post(user, text.get());
            if (fault.status().isPresent() || !fault.answers()) {
                answerFault(exchange, fault);
            } else {
                answer(
                        exchange,
                        201,
                        Map.of("data", Map.of("id", tweet.id(), "text", tweet.text())));
            }
        }
    }

    private void answerFault(HttpExchange exchange, XFault fault)
            throws IOException, InterruptedException {
        if (!fault.answers()) {
            pause(Long.MAX_VALUE);
        }
        int status = fault.status().orElseThrow();
        problem(exchange, status, TITLES.getOrDefault(status, "Error"));
    }

    private void me(HttpExchange exchange, XUser user) throws IOException {
        if (isAllowed(exchange, user)) {
            answer(
                    exchange,
                    200,
                    Map.of(
                            "data",
                            Map.of("id", user.id(), "name", user.name(), "username", user.name())));
        }
    }

    private void latest(HttpExchange exchange, XUser user, String userId) throws IOException {
        if (!isAllowed(exchange, user)) {
            return;
        }
        String query = Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse("");
        Matcher matcher = MAX_RESULTS.matcher(query);
        int max = matcher.matches() ? Integer.parseInt(matcher.group(1)) : RESULTS_DEFAULT;
        // https://docs.x.com/x-api/users/get-posts: 5 to 100.
        if (max < 5 || max > 100) {
            problem(
                    exchange,
                    400,
                    "The `max_results` query parameter value ["
                            + max
                            + "] is not between 5 and 100");
            return;
        }
        List<Map<String, String>> data =
                timeline.latest(userId, max).stream()
                        .map(
                                tweet ->
                                        Map.of(
                                                "id", tweet.id(),
                                                "text", tweet.text(),
                                                "author_id", tweet.userId(),
                                                "created_at", tweet.createdAt().toString()))
                        .toList();
        Map<String, Integer> meta = Map.of("result_count", data.size());
        // Like X, without "data" when there is none.
        answer(
                exchange,
                200,
                data.isEmpty() ? Map.of("meta", meta) : Map.of("data", data, "meta", meta));
    }

    /** Counts the request against its user's limit, and answers 429 when there is none left. */
    private boolean isAllowed(HttpExchange exchange, XUser user) throws IOException {
        XTimeline.Rate rate = timeline.count(user);
        rate(exchange, rate, XFault.none());
        if (!rate.allowed()) {
            problem(exchange, 429, "Too Many Requests");
        }
        return rate.allowed();
    }

    private void rate(HttpExchange exchange, XTimeline.Rate rate, XFault fault) {
        Instant reset = fault.untilReset().map(clock.instant()::plus).orElse(rate.reset());
        int remaining = fault.untilReset().isPresent() ? 0 : rate.remaining();
        long resetSeconds = reset.getEpochSecond() + (reset.getNano() > 0 ? 1 : 0);
        exchange.getResponseHeaders().set("x-rate-limit-limit", Integer.toString(rate.limit()));
        exchange.getResponseHeaders().set("x-rate-limit-remaining", Integer.toString(remaining));
        exchange.getResponseHeaders().set("x-rate-limit-reset", Long.toString(resetSeconds));
    }

    private void problem(HttpExchange exchange, int status, String detail) throws IOException {
        String title = TITLES.getOrDefault(status, "Error");
        answer(
                exchange,
                status,
                Map.of("title", title, "type", "about:blank", "status", status, "detail", detail));
    }

    private void answer(HttpExchange exchange, int status, Map<String, ?> content)
            throws IOException {
        byte[] body = json.writeValueAsBytes(content);
        exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    /** X counts weighted characters; code points are near enough for what we post. */
    private Optional<String> text(byte[] body) {
        try {
            JsonNode text = json.readTree(body).path("text");
            return Optional.of(text.asText())
                    .filter(value -> text.isTextual() && !value.isBlank())
                    .filter(value -> value.codePointCount(0, value.length()) <= TEXT_LENGTH_MAX);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Ends by the time or, with an exception, when the server closes. */
    private static void pause(long nanos) throws InterruptedException {
        if (new CountDownLatch(1).await(nanos, TimeUnit.NANOSECONDS)) {
            throw new IllegalStateException("nobody counts this latch down");
        }
    }

    private static String header(HttpExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)).orElse("");
    }
}
