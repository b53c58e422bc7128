package darkroom.web;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.queue.operator.Role;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pages that stay as things are now, by server-sent events. */
@Timeout(120)
final class DashboardLiveIT {
    private static final String STREAM = "text/event-stream";

    /** As {@code LiveStreams} has it. */
    private static final int OPEN_MAX = 256;

    private final TestDashboard dashboard = TestDashboard.start();
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<InputStream> opened = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (InputStream stream : opened) {
            stream.close();
        }
        dashboard.close();
    }

    @Test
    void whoeverLooksIsToldWhenThereIsSomethingNew() throws Exception {
        TestBrowser viewer = dashboard.browser(Role.VIEWER);
        BufferedReader stream = lines(open(viewer));

        long first = news(stream);

        // The figures are read every five seconds, whoever looks.
        assertThat(news(stream)).isEqualTo(first + 1);
    }

    @Test
    void whatIsDoneHereIsToldSoonerThanByTheClock() throws Exception {
        BufferedReader stream = lines(open(dashboard.browser(Role.VIEWER)));
        TestBrowser operator = dashboard.browser(Role.OPERATOR);
        news(stream);

        long start = System.nanoTime();
        for (int i = 0; i < 3; i++) {
            assertThat(operator.post("/queue/pause", Map.of("queue", "q")).status()).isEqualTo(303);
            news(stream);
        }

        // By the clock alone it would be more than ten seconds.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(9));
    }

    @Test
    void aStreamIsForWhoMaySeePagesAndNoSignOfAPerson() throws Exception {
        TestBrowser nobody = new TestBrowser(dashboard.uri());
        assertThat(open(nobody).statusCode()).isEqualTo(401);

        TestBrowser viewer = dashboard.browser(Role.VIEWER);
        String session = sessionKey();
        dashboard.command("PEXPIRE", session, "60000");
        assertThat(open(viewer).statusCode()).isEqualTo(200);
        assertThat(left(session)).isBetween(1L, 60_000L);

        viewer.get("/");
        assertThat(left(session)).isGreaterThan(60_000L);
    }

    @Test
    void whatDoesNotTakeEventsIsRefused() {
        TestBrowser viewer = dashboard.browser(Role.VIEWER);

        TestBrowser.Seen seen = viewer.get("/events");

        assertThat(seen.status()).isEqualTo(406);
        assertThat(seen.text()).contains("expected that it accepts text/event-stream");
    }

    @Test
    void manyStreamsAreRefusedAndThoseThatClosedAreForgotten() throws Exception {
        TestBrowser viewer = dashboard.browser(Role.VIEWER);
        for (int i = 0; i < OPEN_MAX; i++) {
            assertThat(open(viewer).statusCode()).isEqualTo(200);
        }

        HttpResponse<InputStream> refused = open(viewer);

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("30");
        assertThat(viewer.get("/").status()).isEqualTo(200);
        for (InputStream stream : opened) {
            stream.close();
        }
        opened.clear();
        Eventually.becomesTrue(() -> status(viewer) == 200);
    }

    @Test
    void aStreamDoesNotHoldUpTheEnd() throws Exception {
        InputStream stream = open(dashboard.browser(Role.VIEWER)).body();

        long start = System.nanoTime();
        dashboard.server.close();

        // The server would wait for ten seconds.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
        stream.transferTo(OutputStream.nullOutputStream());
        assertThat(stream.read()).as("after its end").isEqualTo(-1);
    }

    private int status(TestBrowser browser) {
        try {
            return open(browser).statusCode();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private HttpResponse<InputStream> open(TestBrowser browser)
            throws IOException, InterruptedException {
        HttpResponse<InputStream> response =
                http.send(
                        browser.request("/events").header("Accept", STREAM).build(),
                        BodyHandlers.ofInputStream());
        opened.add(response.body());
        if (response.statusCode() == 200) {
            assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith(STREAM);
            assertThat(response.headers().firstValue("Content-Security-Policy")).isPresent();
        }
        return response;
    }

    private static BufferedReader lines(HttpResponse<InputStream> response) {
        assertThat(response.statusCode()).isEqualTo(200);
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    /** The number of the next news. */
    private static long news(BufferedReader stream) throws IOException {
        String line = stream.readLine();
        while (!line.startsWith("data: ")) {
            assertThat(line).isIn("event: news", "");
            line = stream.readLine();
        }
        return Long.parseLong(line.substring("data: ".length()));
    }

    private String sessionKey() {
        return dashboard
                .command("KEYS", "*session*")
                .lines()
                .filter(line -> line.contains("session:"))
                .findFirst()
                .orElseThrow();
    }

    private long left(String key) {
        return Long.parseLong(dashboard.command("PTTL", key).replaceAll("[^0-9-]", ""));
    }
}
