package darkroom.web;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.queue.inspect.Queues;
import darkroom.queue.operator.Role;
import darkroom.web.TestBrowser.Seen;
import darkroom.web.dashboard.access.AllowedTo;
import darkroom.web.dashboard.access.Routes.Route;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets where, and by which requests. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DashboardAccessIT {
    /** Every route there is, and whom it is for. One that is added has to be added here. */
    private static final String ROUTES =
            """
            GET / VIEWER
            GET /account VIEWER
            GET /assets/{file} ANYONE
            GET /audit OPERATOR
            GET /dead VIEWER
            GET /events VIEWER
            GET /failure VIEWER
            GET /failures VIEWER
            GET /fan-out VIEWER
            GET /fan-outs VIEWER
            GET /fleet VIEWER
            GET /health ANYONE
            GET /job VIEWER
            GET /kinds VIEWER
            GET /operation VIEWER
            GET /operations VIEWER
            GET /operators ADMIN
            GET /order OPERATOR
            GET /queue VIEWER
            GET /queues VIEWER
            GET /retrying VIEWER
            GET /scheduled VIEWER
            GET /search VIEWER
            GET /setup ANYONE
            GET /sign-in ANYONE
            GET /threads VIEWER
            GET /threads/job VIEWER
            GET /waiting VIEWER
            POST /account/password VIEWER
            POST /dead/discard OPERATOR
            POST /dead/export OPERATOR
            POST /dead/retry OPERATOR
            POST /failure/assign OPERATOR
            POST /failure/mute OPERATOR
            POST /failure/note OPERATOR
            POST /failure/resolve OPERATOR
            POST /failure/runbook OPERATOR
            POST /failure/unmute OPERATOR
            POST /fan-out/cancel OPERATOR
            POST /fan-out/resume OPERATOR
            POST /job/args OPERATOR
            POST /job/edit OPERATOR
            POST /operation/cancel OPERATOR
            POST /operation/pause OPERATOR
            POST /operation/resume OPERATOR
            POST /operation/start OPERATOR
            POST /operation/undo OPERATOR
            POST /operators/remove ADMIN
            POST /queue/objective OPERATOR
            POST /queue/pause OPERATOR
            POST /queue/resume OPERATOR
            POST /setup ANYONE
            POST /sign-in ANYONE
            POST /sign-out VIEWER
            """;

    private final TestDashboard dashboard = TestDashboard.start();

    @AfterAll
    void close() {
        dashboard.close();
    }

    List<Route> routes() {
        return dashboard.server.routes();
    }

    @Test
    void everyRouteIsKnown() {
        assertThat(
                        routes().stream()
                                .map(
                                        route ->
                                                route.method()
                                                        + " "
                                                        + route.path()
                                                        + " "
                                                        + route.allowedTo()))
                .containsExactlyInAnyOrderElementsOf(ROUTES.lines().toList());
    }

    @ParameterizedTest
    @MethodSource("routes")
    void nobodyGetsToARouteThatIsNotForAnyone(Route route) {
        Seen seen = call(new TestBrowser(dashboard.uri()), route);

        if (route.allowedTo() == AllowedTo.ANYONE) {
            assertThat(seen.status()).isNotIn(405, 500);
        } else {
            assertThat(seen.status()).isEqualTo(401);
            assertThat(seen.text()).contains("Sign in").doesNotContain("Sign out");
            assertThat(seen.header("WWW-Authenticate")).isEqualTo("Bearer");
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyRoleGetsWhereItMayAndNowhereElse(Role role) {
        SoftAssertions softly = new SoftAssertions();
        for (Route route : routes()) {
            if (route.path().equals("/sign-in")) {
                continue;
            }
            Set<Integer> statuses = new TreeSet<>();
            statuses.add(call(dashboard.browser(role), route).status());
            statuses.add(byToken(route, dashboard.token(role)).status());
            boolean may =
                    route.allowedTo().role().isEmpty()
                            || role.covers(route.allowedTo().role().get());
            softly.assertThat(statuses)
                    .as(role + " " + route)
                    .allMatch(status -> may ? status != 401 && status != 500 : status == 403);
            if (may && !route.path().contains("setup") && !route.path().contains("password")) {
                softly.assertThat(statuses).as(role + " " + route).doesNotContain(403);
            }
        }
        softly.assertAll();
    }

    @Test
    void noPageChangesAnything() {
        dashboard.bury("seen", "note", TestDashboard.job("seen", "1"), TestDashboard.CAUSE);
        TestBrowser admin = dashboard.browser(Role.ADMIN);
        Map<String, String> before = state();
        Map<String, Seen> seen =
                admin.crawl("/", "/queue?name=x", "/waiting?queue=x", "/job?id=seen");
        seen.forEach(
                (path, page) -> {
                    assertThat(page.status()).as(path).isEqualTo(200);
                    assertThat(
                                    admin.send(
                                                    admin.request(path)
                                                            .method(
                                                                    "HEAD",
                                                                    BodyPublishers.noBody()))
                                            .status())
                            .isEqualTo(200);
                });

        assertThat(seen.keySet())
                .contains("/audit", "/operators", "/dead", "/fleet", "/threads")
                .hasSizeGreaterThan(12);
        assertThat(dashboard.dump()).containsKey(dashboard.keys.threadsWanted());
        assertThat(state()).isEqualTo(before);
    }

    /** All there is, but for the wish to see threads, which expires by itself. */
    private Map<String, String> state() {
        Map<String, String> state = dashboard.dump();
        state.remove(dashboard.keys.threadsWanted());
        return state;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "https://evil.example",
                "http://127.0.0.1",
                "http://127.0.0.1:1",
                "http://localhost",
                "javascript:alert(1)",
                "http://evil.example@127.0.0.1",
                "\\\\x"
            })
    void whatAnotherSiteSendsIsRefused(String origin) {
        TestBrowser browser = dashboard.browser(Role.ADMIN);
        browser.origin = origin;

        Seen seen = browser.post("/queue/pause", Map.of("queue", "unpaused"));

        assertThat(seen.status()).isEqualTo(403);
        assertThat(new Queues(dashboard.store).paused()).doesNotContain("unpaused");
        assertThat(browser.signIn("admin", dashboard.token(Role.ADMIN)).status())
                .as("signing somebody in from elsewhere")
                .isEqualTo(403);
    }

    @Test
    void formWithoutTheTokenOfItsSessionIsRefused() {
        TestBrowser browser = dashboard.browser(Role.ADMIN);
        String others = dashboard.browser(Role.ADMIN).csrf;
        assertThat(others).isNotEqualTo(browser.csrf);

        for (String token : List.of("", "x", others)) {
            assertThat(
                            browser.post("/queue/pause", Map.of("queue", "unpaused", "csrf", token))
                                    .status())
                    .isEqualTo(403);
        }

        assertThat(new Queues(dashboard.store).paused()).doesNotContain("unpaused");
        assertThat(browser.post("/queue/pause", Map.of("queue", "really")).status()).isEqualTo(303);
        assertThat(new Queues(dashboard.store).paused()).contains("really");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/assets/../page.jte",
                "/assets/..%2f..%2fpage.jte",
                "/assets/%2e%2e/%2e%2e/etc/passwd",
                "/assets/....//....//etc/passwd",
                "/assets/..%5c..%5cetc%5cpasswd",
                "/assets/%00",
                "/assets/dashboard.css",
                "/assets//etc/passwd",
                "/../../etc/passwd",
                "/META-INF/resources/webjars/uplot/package.json",
            })
    void noPathLeadsOutOfTheAssets(String path) throws IOException {
        String answer = raw("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        assertThat(answer).matches("(?s)HTTP/1.1 (400|404) .*").doesNotContain("root:", "@import");
    }

    @Test
    void assetsAreServedForEver() {
        Seen page = new TestBrowser(dashboard.uri()).get("/sign-in");
        List<String> assets =
                Pattern.compile("\"(/assets/[^\"]+)\"")
                        .matcher(page.text())
                        .results()
                        .map(found -> found.group(1))
                        .toList();
        assertThat(assets).hasSize(6);

        for (String path : assets) {
            Seen asset = new TestBrowser(dashboard.uri()).get(path);
            assertThat(asset.status()).isEqualTo(200);
            assertThat(asset.header("Cache-Control")).contains("immutable");
            assertThat(asset.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(asset.header("Content-Type"))
                    .startsWith(
                            path.endsWith(".css")
                                    ? "text/css"
                                    : path.endsWith(".svg") ? "image/svg+xml" : "text/javascript");
        }
    }

    @Test
    void everyAnswerIsClosedToOthers() {
        TestBrowser admin = dashboard.browser(Role.ADMIN);
        for (String path : List.of("/", "/sign-in", "/nowhere", "/job?id=none", "/dead?since=x")) {
            Seen seen = admin.get(path);
            assertThat(seen.header("Content-Security-Policy"))
                    .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe", "*");
            assertThat(seen.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(seen.header("X-Frame-Options")).isEqualTo("DENY");
            assertThat(seen.header("Referrer-Policy")).isEqualTo("same-origin");
            assertThat(seen.header("Cache-Control")).isEqualTo("no-store");
            assertThat(seen.header("Access-Control-Allow-Origin")).isEmpty();
            assertThat(seen.header("Server")).isEmpty();
            assertThat(seen.text())
                    .doesNotContainPattern("(?i)<script(?![^>]* src=)")
                    .doesNotContainPattern("(?i)<style|\\sstyle=|\\son[a-z]+=\"");
        }
    }

    private static Seen call(TestBrowser browser, Route route) {
        return route.method().equals("GET")
                ? browser.get(route.path().replace("{file}", "x") + "?id=none")
                : browser.post(route.path(), Map.of("id", "none", "queue", "q"));
    }

    private Seen byToken(Route route, String token) {
        TestBrowser browser = new TestBrowser(dashboard.uri());
        var request =
                browser.request(route.path().replace("{file}", "x"))
                        .header("Authorization", "Bearer " + token);
        if (route.method().equals("POST")) {
            request.header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString("id=none&queue=q"));
        }
        return browser.send(request);
    }

    private String raw(String request) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), dashboard.uri().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
