package darkroom.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.web.http.Access;
import darkroom.web.http.Api;
import darkroom.web.http.Json;
import darkroom.web.http.Problem;
import darkroom.web.http.Problems;
import darkroom.web.metrics.RequestTimers;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class HttpServerIT {
    private final MetricRegistry registry = new MetricRegistry();
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch leave = new CountDownLatch(1);
    private final HttpServer server =
            HttpServer.start(
                    new WebConfig(WebConfig.LOOPBACK, 0),
                    new HttpServer.Serving(
                            context -> {
                                if (!context.routeRoles().contains(Access.OPEN)) {
                                    throw Problem.of(401, "no-token", "closed").exception();
                                }
                            },
                            new Problems(() -> "error-1"),
                            new RequestTimers(registry),
                            new SplittableRandom(7)),
                    this::routes);
    private final int port = server.uri().getPort();
    private final HttpClient client = HttpClient.newHttpClient();

    record Shape(String name, int age) {}

    private void routes(Api api) {
        api.get("/fine/{id}", Access.OPEN, context -> Json.write(context, 200, Map.of("a", 1)));
        api.get("/closed", Access.SESSION, context -> context.result("secret"));
        api.get(
                "/throws",
                Access.OPEN,
                context -> {
                    throw new IllegalStateException("password=hunter2");
                });
        api.get(
                "/error",
                Access.OPEN,
                context -> {
                    throw new StackOverflowError("password=hunter2");
                });
        api.get(
                "/slow",
                Access.OPEN,
                context -> {
                    entered.countDown();
                    assertThat(leave.await(30, TimeUnit.SECONDS)).isTrue();
                    context.result("done");
                });
        api.post(
                "/shape",
                Access.OPEN,
                context -> Json.write(context, 200, Json.read(context, Shape.class)));
    }

    @AfterEach
    void stop() {
        leave.countDown();
        server.close();
    }

    @Test
    void everyAnswerHasTheSecurityHeadersAndNoServerName() throws Exception {
        for (String path : List.of("/fine/1", "/closed", "/nowhere", "/throws")) {
            var headers = get(path).headers();

            assertThat(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(headers.firstValue("Content-Security-Policy").orElseThrow())
                    .contains("default-src 'none'");
            assertThat(headers.firstValue("Access-Control-Allow-Origin")).isEmpty();
            assertThat(headers.firstValue("Server")).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/nowhere, 404, not-found",
        "/closed, 401, no-token",
        "/throws, 500, internal",
        "/error, 500, internal",
        "/fine/%2e%2e/closed, 400, bad-request",
        "/fine/..%2f..%2fclosed, 400, bad-request",
        "/fine/%00, 400, bad-request",
        "/fine/%zz, 400, bad-request",
    })
    void everyErrorIsAProblem(String path, int status, String reason) throws Exception {
        // By hand: an URI of the JDK cannot be as wrong as this.
        Raw answer = raw("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.head().toLowerCase(java.util.Locale.ROOT))
                .contains("content-type: application/problem+json");
        JsonNode problem = new ObjectMapper().readTree(answer.body());
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("reason").asText()).isEqualTo(reason);
        assertThat(problem.path("title").asText()).isNotBlank();
        assertThat(answer.body()).doesNotContain("hunter2", "darkroom.", "Exception", "jetty");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /fine/1 HTTP/1.1\r\nConnection: close\r\n\r\n",
                "GET /fine/1 HTTP/9.9\r\nHost: a\r\nConnection: close\r\n\r\n",
                "POST /shape HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
                "POST /shape HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding:"
                        + " chunked\r\n\r\n0\r\n\r\n",
            })
    void whatIsNotHttpIsRefusedAsAProblem(String request) throws Exception {
        Raw answer = raw(request);

        assertThat(answer.status()).isBetween(400, 505);
        assertThat(answer.body()).contains("\"reason\":");
    }

    @Test
    void tooLongHeadersAreRefusedAsAProblem() throws Exception {
        Raw answer =
                raw("GET /fine/1 HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(20_000) + "\r\n\r\n");

        assertThat(answer.status()).isEqualTo(431);
        assertThat(answer.body()).contains("\"reason\":\"headers-too-large\"");
    }

    @Test
    void aWrongMethodIsToldTheRightOnes() throws Exception {
        HttpResponse<String> answer =
                send(request("/closed").method("DELETE", BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow").orElseThrow()).contains("GET", "HEAD");
        assertThat(reason(answer)).isEqualTo("method-not-allowed");
    }

    @Test
    void headAsksTheSameGuardAndHandlerAsGet() throws Exception {
        assertThat(send(request("/closed").method("HEAD", BodyPublishers.noBody())).statusCode())
                .isEqualTo(401);
        HttpResponse<String> fine =
                send(request("/fine/1").method("HEAD", BodyPublishers.noBody()));

        assertThat(fine.statusCode()).isEqualTo(200);
        assertThat(fine.headers().firstValue("Content-Length")).hasValue("7");
        assertThat(fine.body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\":\"a\",\"age\":1} | 200 | ",
                "{\"name\":\"a\",\"age\":1 | 400 | malformed-json",
                "{\"name\":\"a\",\"age\":1} 2 | 400 | wrong-shape",
                "{\"name\":\"a\",\"name\":\"b\",\"age\":1} | 400 | malformed-json",
                "{\"name\":\"a\",\"age\":1,\"x\":2} | 400 | unknown-field",
                "{\"name\":\"a\"} | 400 | wrong-shape",
                "{\"name\":null,\"age\":1} | 400 | wrong-shape",
                "{\"name\":1,\"age\":1} | 400 | wrong-shape",
                "{\"name\":\"a\",\"age\":\"1\"} | 400 | wrong-shape",
                "{\"name\":\"a\",\"age\":99999999999} | 400 | wrong-shape",
                "{\"name\":[\"a\"],\"age\":1} | 400 | wrong-shape",
                "[1] | 400 | wrong-shape",
                "null | 400 | wrong-shape",
                "'' | 400 | wrong-shape",
            })
    void jsonIsReadStrictly(String body, int status, String reason) throws Exception {
        HttpResponse<String> answer =
                send(request("/shape").POST(BodyPublishers.ofString(body)), "application/json");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        if (reason != null) {
            assertThat(reason(answer)).isEqualTo(reason);
            assertThat(answer.body()).doesNotContain("Shape", "java.");
        }
    }

    @Test
    void deepJsonIsRefused() throws Exception {
        String deep = "[".repeat(60_000);
        HttpResponse<String> answer =
                send(
                        request("/shape").POST(BodyPublishers.ofString("{\"name\":" + deep)),
                        "application/json");

        assertThat(answer.statusCode()).isEqualTo(400);
    }

    @Test
    void aBodyOverItsLimitIsRefusedWithOrWithoutALength() throws Exception {
        byte[] body = new byte[3_000_000];
        HttpResponse<String> declared =
                send(request("/shape").POST(BodyPublishers.ofByteArray(body)), "application/json");
        HttpResponse<String> chunked =
                send(
                        request("/shape")
                                .POST(
                                        BodyPublishers.ofInputStream(
                                                () -> new java.io.ByteArrayInputStream(body))),
                        "application/json");

        assertThat(declared.statusCode()).isEqualTo(413);
        assertThat(chunked.statusCode()).isEqualTo(413);
        assertThat(reason(chunked)).isEqualTo("too-large");
    }

    @Test
    void aBodyOfAnotherTypeIsRefused() throws Exception {
        HttpResponse<String> answer =
                send(request("/shape").POST(BodyPublishers.ofString("{}")), "text/plain");

        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(reason(answer)).isEqualTo("unsupported-media-type");
    }

    @Test
    void anUnexpectedFailureNamesTheLineOfTheLogAndNothingElse() throws Exception {
        JsonNode problem = new ObjectMapper().readTree(get("/throws").body());

        assertThat(problem.path("error").asText()).isEqualTo("error-1");
    }

    @Test
    void stoppingWaitsForTheRequestInHand() throws Exception {
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(request("/slow").build(), BodyHandlers.ofString());
        assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();

        CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::close);
        Eventually.becomesTrue(this::takesNoMoreConnections);
        assertThat(answer.isDone()).isFalse();
        assertThat(stopped.isDone()).isFalse();
        leave.countDown();

        assertThat(answer.get(20, TimeUnit.SECONDS).body()).isEqualTo("done");
        stopped.get(20, TimeUnit.SECONDS);
    }

    @Test
    void anAddressInUseIsNamed() {
        WebConfig taken = new WebConfig(WebConfig.LOOPBACK, server.uri().getPort());

        assertThatThrownBy(
                        () ->
                                HttpServer.start(
                                        taken,
                                        new HttpServer.Serving(
                                                context -> {},
                                                new Problems(() -> "x"),
                                                new RequestTimers(registry),
                                                new SplittableRandom(7)),
                                        api -> {}))
                .isInstanceOf(CannotListenException.class)
                .hasMessageContaining("127.0.0.1:" + taken.port());
    }

    @Test
    void requestsAreTimedByPatternNotByAddress() throws Exception {
        get("/fine/1");
        get("/fine/2");
        get("/nowhere/3");
        get("/nowhere/4");

        assertThat(registry.getMetrics().keySet())
                .containsExactlyInAnyOrder(
                        "http.request|GET|/fine/{id}|2xx", "http.request|GET|unmatched|4xx");
    }

    private String reason(HttpResponse<String> answer) throws IOException {
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
        return new ObjectMapper().readTree(answer.body()).path("reason").asText();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String contentType)
            throws Exception {
        return send(request.header("Content-Type", contentType));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.uri() + path))
                .timeout(Duration.ofSeconds(20));
    }

    private boolean takesNoMoreConnections() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return !socket.isConnected();
        } catch (IOException e) {
            return true;
        }
    }

    private record Raw(int status, String head, String body) {}

    private Raw raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.uri().getPort())) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            InputStream in = socket.getInputStream();
            String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            int end = all.indexOf("\r\n\r\n");
            return new Raw(
                    Integer.parseInt(all.substring(9, 12)),
                    all.substring(0, end),
                    all.substring(end + 4));
        }
    }
}
