package darkroom.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import darkroom.embedded.fixtures.TestRedis;
import darkroom.queue.handler.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The parts of the load of pages, with a fleet of four slow threads and a server of two pages. */
@Timeout(120)
final class PagesPartsIT {
    private static final int ROUNDS = 3;
    private static final Size SMALL = new Size(20_000, 4, 1, ROUNDS, 1);

    private final Site site =
            Site.at(
                    TestRedis.shared().uri(),
                    Force.YES,
                    InstantSource.system(),
                    new SecureRandom());
    private final AtomicInteger asked = new AtomicInteger();
    private final Map<String, Supplier<Duration>> programs =
            Map.of("dashboard", () -> Usage.of(ProcessHandle.current()));
    private final List<String> said = new ArrayList<>();
    private HttpServer server;
    private PageVisitor visitor;
    private PageMap map;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    asked.incrementAndGet();
                    boolean signsIn = exchange.getRequestMethod().equals("POST");
                    exchange.getRequestBody().readAllBytes();
                    byte[] body = "<a href=\"/b?x=1\">b</a>".getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().add("Set-Cookie", "session=1; Path=/");
                    exchange.sendResponseHeaders(signsIn ? 303 : 200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
        visitor =
                PageVisitor.signIn(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                        "ada",
                        "secret");
        map = PageMap.from(List.of("/"), visitor);
        asked.set(0);
    }

    @AfterEach
    void stop() {
        server.stop(0);
        site.close();
    }

    private static Figure figure(List<Figure> figures, String row, String label, String of) {
        return figures.stream()
                .filter(figure -> figure.row().equals(row))
                .filter(figure -> of.equals(figure.labels().get(label)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @SuppressWarnings("try") // the crew is there to run, not to be called
    void fleetIsMeasuredWithPagesAndWithoutByTurns() throws InterruptedException {
        FleetPairs pairs = new FleetPairs(site, SMALL, new PageLoop(visitor, map), programs);

        List<Figure> rest = pairs.atRest();

        assertThat(asked).hasValue(ROUNDS * (int) PagesLoad.RATE);
        assertThat(figure(rest, "pages-cpu-at-rest", "of", "dashboard").samples()).hasSize(ROUNDS);
        try (Crew crew =
                Crew.here(
                        site,
                        SMALL.threads(),
                        (noop, context) -> {
                            LockSupport.parkNanos(1_000_000);
                            return Outcome.completed();
                        })) {
            List<Figure> full = pairs.atFullSpeed(said::add);

            assertThat(asked).hasValue(2 * ROUNDS * (int) PagesLoad.RATE);
            for (String of : List.of("with", "without", "ratio")) {
                // The first only warms up.
                assertThat(figure(full, "fleet", "of", of).samples())
                        .hasSize(ROUNDS - 1)
                        .allMatch(value -> value > 0);
            }
            assertThat(figure(full, "fleet", "of", "with").value()).isLessThan(4_000);
            assertThat(figure(full, "cores", "of", "dashboard").value()).isPositive();
            assertThat(figure(full, "cores", "of", Usage.OTHERS).samples()).hasSize(ROUNDS - 1);
        }
        assertThat(said).contains("pair 1 of 3", "pair 3 of 3");
    }

    @Test
    void whatAPageCostsIsWrittenIntoThePage(@TempDir Path folder)
            throws IOException, InterruptedException {
        Path page = folder.resolve("page.md");
        String from = "<!-- written by darkroom bench pages: from here -->\n";
        String to = "<!-- written by darkroom bench pages: to here -->\n";
        Files.writeString(page, "# Pages\n\n" + from + to);
        PageCosts costs = new PageCosts(site, visitor, map, programs);

        costs.warmUp(7);

        assertThat(asked).hasValue(7);
        List<Figure> each = costs.each(5);
        assertThat(asked).hasValue(7 + 2 * 5);
        assertThat(figure(each, "page-size", "page", "/b?x").value()).isBetween(0.01, 0.1);
        assertThat(figure(each, "page-cpu-dashboard", "page", "/").samples()).hasSize(1);
        List<Figure> all = new ArrayList<>();
        for (String one : map.pages()) {
            for (String at : List.of("p50", "p99", "max")) {
                all.add(new Figure("page", Labels.of("at", at, "page", one), "ms", List.of(1.5)));
            }
        }
        all.addAll(each);
        all.add(new Figure("fleet", Labels.of("of", "ratio"), "x", List.of(0.9, 1.1, 2.0)));
        all.add(new Figure("fleet", Labels.of("of", "with"), "jobs/s", List.of(123_456.0)));
        new PagesPage(() -> all, site, List.of(PagesPage.checked(page))).run();
        assertThat(Files.readString(page))
                .containsPattern("`/b\\?x`")
                .containsPattern("fleet, ratio +\\| 1\\.100 x +\\| 0\\.900 +\\| 2\\.000 +\\| 3")
                .containsPattern("\\| 3 +\\| disturbed")
                .contains("123,456 jobs/s");
    }
}
