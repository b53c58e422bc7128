package darkroom.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.queue.inspect.Queues;
import darkroom.queue.json.DeadJob;
import darkroom.queue.operator.Role;
import darkroom.web.TestBrowser.Seen;
import darkroom.web.dashboard.access.AllowedTo;
import darkroom.web.dashboard.access.Routes.Route;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
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
            GET /failure VIEWER
            GET /failures VIEWER
            GET /fleet VIEWER
            GET /health ANYONE
            GET /job VIEWER
            GET /kinds VIEWER
            GET /operators ADMIN
            GET /queue VIEWER
            GET /queues VIEWER
            GET /retrying VIEWER
            GET /scheduled VIEWER
            GET /setup ANYONE
            GET /sign-in ANYONE
            POST /account/password VIEWER
            POST /dead/discard OPERATOR
            POST /dead/retry OPERATOR
            POST /failure/assign OPERATOR
            POST /failure/mute OPERATOR
            POST /failure/note OPERATOR
            POST /failure/resolve OPERATOR
            POST /failure/runbook OPERATOR
            POST /failure/unmute OPERATOR
            POST /job/args OPERATOR
            POST /operators/remove ADMIN
            POST /queue/pause OPERATOR
            POST /queue/resume OPERATOR
            POST /setup ANYONE
            POST /sign-in ANYONE
            POST /sign-out VIEWER
            """;

    private static final DeadJob.Cause CAUSE =
            new DeadJob.Cause("attempts", "java.io.IOException", "no", "at a.B.c(B.java:1)");
    private static final Pattern LINK = Pattern.compile("href=\"(/[^\"]*)\"");

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
        dashboard.bury("seen", "note", TestDashboard.job("seen", "1"), CAUSE);
        TestBrowser admin = dashboard.browser(Role.ADMIN);
        Map<String, String> before = dashboard.dump();
        Set<String> seen = new TreeSet<>();
        List<String> left = new ArrayList<>(List.of("/", "/queue?name=x", "/job?id=seen"));
        while (!left.isEmpty() && seen.size() < 200) {
            String path = left.remove(left.size() - 1);
            if (seen.add(path)) {
                Seen page = admin.get(path);
                assertThat(page.status()).as(path).isEqualTo(200);
                assertThat(
                                admin.send(
                                                admin.request(path)
                                                        .method("HEAD", BodyPublishers.noBody()))
                                        .status())
                        .isEqualTo(200);
                LINK.matcher(page.text())
                        .results()
                        .forEach(link -> left.add(link.group(1).replace("&amp;", "&")));
            }
        }

        assertThat(seen).contains("/audit", "/operators", "/dead", "/fleet").hasSizeGreaterThan(12);
        assertThat(dashboard.dump()).isEqualTo(before);
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

    @Test
    void everySignInHasASessionOfItsOwn() {
        TestBrowser browser = new TestBrowser(dashboard.uri());
        browser.get("/sign-in");
        assertThat(browser.cookie).as("before signing in").isEmpty();
        String name = dashboard.browser(Role.VIEWER).cookie.replaceAll("=.*", "");
        browser.cookie = name + "=planted-by-somebody-else";

        Seen in = browser.signIn("viewer", dashboard.token(Role.VIEWER));
        String first = browser.cookie;
        assertThat(in.header("Set-Cookie"))
                .contains("; Path=/", "; HttpOnly", "; SameSite=Strict")
                .doesNotContain("planted");
        browser.signIn("viewer", dashboard.token(Role.VIEWER));
        String second = browser.cookie;

        assertThat(second).isNotEqualTo(first);
        assertThat(status(first)).as("the one before").isEqualTo(401);
        assertThat(status(name + "=planted-by-somebody-else")).isEqualTo(401);
        assertThat(status(second)).isEqualTo(200);
        browser.get("/");
        assertThat(browser.post("/sign-out", Map.of()).status()).isEqualTo(303);
        assertThat(browser.cookie).endsWith("=");
        assertThat(status(second)).as("after signing out").isEqualTo(401);
    }

    @Test
    void removedOperatorIsOutAtOnce() {
        String token = dashboard.operators.addWithToken("leaver", Role.OPERATOR);
        TestBrowser leaver = TestBrowser.signedIn(dashboard.uri(), "leaver", token);
        assertThat(leaver.get("/audit").status()).isEqualTo(200);

        TestBrowser admin = dashboard.browser(Role.ADMIN);
        assertThat(admin.get("/operators").text()).contains("leaver");
        assertThat(admin.post("/operators/remove", Map.of("name", "leaver")).status())
                .isEqualTo(303);

        assertThat(leaver.get("/").status()).isEqualTo(401);
        assertThat(leaver.signIn("leaver", token).status()).isEqualTo(401);
        assertThat(admin.post("/operators/remove", Map.of("name", "admin")).status())
                .as("oneself")
                .isEqualTo(409);
    }

    @Test
    void passwordIsChosenOnceSignedInAndEndsOtherSessions() {
        String token = dashboard.operators.addWithToken("chooser", Role.VIEWER);
        TestBrowser here = TestBrowser.signedIn(dashboard.uri(), "chooser", token);
        TestBrowser there = TestBrowser.signedIn(dashboard.uri(), "chooser", token);
        String password = "correct horse battery";

        assertThat(change(here, "wrong", password)).isEqualTo(403);
        assertThat(change(here, token, "short")).isEqualTo(400);
        assertThat(there.get("/").status()).isEqualTo(200);
        assertThat(change(here, token, password)).isEqualTo(303);

        assertThat(here.get("/").status()).isEqualTo(200);
        assertThat(there.get("/").status()).isEqualTo(401);
        assertThat(there.signIn("Chooser ", password).status()).isEqualTo(303);
        assertThat(there.signIn("chooser", password + "x").status()).isEqualTo(401);
        assertThat(there.signIn("chooser", token).status()).as("the token").isEqualTo(303);
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

    @Test
    void whereSomebodyWantedToGoIsHereOrNowhere() {
        for (String next :
                List.of(
                        "https://evil.example",
                        "//evil.example",
                        "/\\evil.example",
                        "\\\\evil.example",
                        "/a\r\nSet-Cookie: x=1",
                        "javascript:alert(1)",
                        "")) {
            Seen seen = signInTo(next);
            assertThat(seen.status()).as(next).isEqualTo(303);
            assertThat(seen.header("Location")).as(next).matches("(http://127.0.0.1:[0-9]+)?/");
        }
        assertThat(signInTo("/queue?name=a%2Fb").header("Location")).endsWith("/queue?name=a%2Fb");
    }

    private Seen signInTo(String next) {
        return new TestBrowser(dashboard.uri())
                .post(
                        "/sign-in",
                        Map.of(
                                "name",
                                "viewer",
                                "secret",
                                dashboard.token(Role.VIEWER),
                                "next",
                                next));
    }

    @Test
    void withoutOperatorsOthersDoNotReachIt() {
        try (TestDashboard other = TestDashboard.start()) {
            WebConfig open = new WebConfig("0.0.0.0", 0);
            DashboardServer.start(open, other.store, Set.of(), new SecureRandom()).close();
            other.redis.command("DEL", other.keys.operators());

            assertThatThrownBy(
                            () ->
                                    DashboardServer.start(
                                            open, other.store, Set.of(), new SecureRandom()))
                    .isInstanceOf(CannotListenException.class)
                    .hasMessageContaining("expected at least one operator");
        }
    }

    @Test
    void firstOperatorIsMadeByALinkThatWorksOnce() {
        try (TestDashboard other = TestDashboard.start()) {
            assertThat(other.server.setupLink()).isEmpty();
            other.redis.command("DEL", other.keys.operators());
            String link = other.server.setupLink().orElseThrow().getRawQuery();
            String token = link.substring("token=".length());
            TestBrowser browser = new TestBrowser(other.uri());
            assertThat(browser.get("/setup?token=wrong").status()).isEqualTo(403);
            assertThat(browser.get("/setup?" + link).text()).contains("Make the account");
            assertThat(setup(browser, token, "root", "short")).isEqualTo(400);
            assertThat(setup(browser, token, "Root!", "correct horse battery")).isEqualTo(400);

            assertThat(setup(browser, token, "root", "correct horse battery")).isEqualTo(303);

            assertThat(browser.get("/operators").status()).isEqualTo(200);
            assertThat(other.server.setupLink()).isEmpty();
            assertThat(setup(browser, token, "evil", "correct horse battery")).isEqualTo(403);
            assertThat(other.operators.list()).hasSize(1);
        }
    }

    private static int setup(TestBrowser browser, String token, String name, String password) {
        return browser.post("/setup", Map.of("token", token, "name", name, "password", password))
                .status();
    }

    private static int change(TestBrowser browser, String secret, String password) {
        browser.get("/account");
        return browser.post("/account/password", Map.of("secret", secret, "password", password))
                .status();
    }

    private int status(String cookie) {
        TestBrowser browser = new TestBrowser(dashboard.uri());
        browser.cookie = cookie;
        return browser.get("/").status();
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
