package darkroom.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On a server whose pages are a text each, and which answers one request at a time. */
@Timeout(60)
final class PageLoopTest {
    private static final Duration STALL = Duration.ofMillis(600);

    private final Map<String, String> pages = new ConcurrentHashMap<>();
    private final AtomicInteger stalls = new AtomicInteger();
    private HttpServer server;
    private PageVisitor visitor;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        pages.put("/sign-in", "");
        visitor =
                PageVisitor.signIn(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                        "ada",
                        "secret");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        if (stalls.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            try {
                Patience.pause(STALL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        String page = pages.get(exchange.getRequestURI().toString());
        boolean signsIn = exchange.getRequestMethod().equals("POST");
        boolean isIn =
                "session=1".equals(exchange.getRequestHeaders().getFirst("Cookie")) || signsIn;
        byte[] body = String.valueOf(page).getBytes(StandardCharsets.UTF_8);
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().add("Set-Cookie", "session=1; Path=/; HttpOnly");
        exchange.sendResponseHeaders(
                signsIn ? 303 : !isIn ? 401 : page == null ? 404 : 200, Math.max(1, body.length));
        exchange.getResponseBody().write(body.length == 0 ? new byte[1] : body);
        exchange.close();
    }

    private static String link(String address) {
        return "<a href=\"" + address + "\">x</a>";
    }

    @Test
    void pagesAreThoseThatLinksLeadTo() {
        pages.put("/", link("/a?x=1&amp;y=2") + link("/assets/a.css") + link("//other/") + "#");
        pages.put("/a?x=1&y=2", link("/") + link("/a?y=3&amp;x=4") + link("/b#part"));
        pages.put("/a?y=3&x=4", link("https://other.example/"));

        PageMap map = PageMap.from(List.of("/"), visitor);

        assertThat(map.pages()).containsExactly("/", "/a?x&y");
        assertThat(map.address("/a?x&y", 0)).isEqualTo("/a?x=1&y=2");
        assertThat(map.address("/a?x&y", 3)).isEqualTo("/a?y=3&x=4");
    }

    @Test
    void pageThatIsNotAnsweredIsNoFigure() {
        pages.put("/", link("/gone"));

        assertThatThrownBy(() -> PageMap.from(List.of("/"), visitor))
                .isInstanceOf(BenchFailedException.class)
                .hasMessageContaining("/gone: expected 200, found 404");
    }

    @Test
    void whoSignsInInVainMeasuresNothing() {
        URI nowhere = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
        server.removeContext("/");

        assertThatThrownBy(() -> PageVisitor.signIn(nowhere, "ada", "wrong"))
                .isInstanceOf(BenchFailedException.class)
                .hasMessageContaining("cannot sign in: expected 303");
    }

    @Test
    void whatIsLateHasWaited() throws InterruptedException {
        pages.put("/", link("/b"));
        pages.put("/b", "");
        PageLoop loop = new PageLoop(visitor, PageMap.from(List.of("/"), visitor));
        stalls.set(1);

        assertThat(loop.run(Duration.ofSeconds(1), 100)).isEqualTo(100);

        Map<String, Histogram> taken = loop.taken();
        assertThat(taken).containsOnlyKeys("/", "/b");
        assertThat(taken.values().stream().mapToLong(Histogram::getTotalCount).sum())
                .isEqualTo(100);
        // Fifty were due within the half second in which nothing was answered, and no more than
        // sixteen were on their way.
        long late =
                taken.values().stream()
                        .mapToLong(
                                one ->
                                        one.getCountBetweenValues(
                                                Duration.ofMillis(100).toNanos(),
                                                Duration.ofMinutes(1).toNanos()))
                        .sum();
        assertThat(late).isGreaterThanOrEqualTo(45);
        loop.forget();
        assertThat(loop.taken()).isEmpty();
    }
}
