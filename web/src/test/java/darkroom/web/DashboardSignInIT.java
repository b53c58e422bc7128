package darkroom.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.queue.operator.Role;
import darkroom.web.TestBrowser.Seen;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How somebody gets in, stays in and is out again. */
@Timeout(120)
final class DashboardSignInIT {
    private final TestDashboard dashboard = TestDashboard.start();

    @AfterEach
    void close() {
        dashboard.close();
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

    @Test
    void signInIsNotForGuessing() {
        List<Integer> statuses = new ArrayList<>();
        TestBrowser guesser = new TestBrowser(dashboard.uri());
        for (int i = 0; i < 12; i++) {
            statuses.add(guesser.signIn("admin", "wrong guess number " + i).status());
        }
        assertThat(statuses).startsWith(401, 401).endsWith(429, 429);
        Seen refused = guesser.signIn("admin", dashboard.token(Role.ADMIN));
        assertThat(refused.status()).as("with the right one, too late").isEqualTo(429);
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 300);

        statuses.clear();
        for (int i = 0; i < 25; i++) {
            statuses.add(guesser.signIn("name" + i, "wrong").status());
        }
        assertThat(statuses).as("one address, many names").startsWith(401).endsWith(429, 429);
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

    @Test
    void withoutOperatorsOthersDoNotReachIt() {
        try (TestDashboard other = TestDashboard.start()) {
            WebConfig open = new WebConfig("0.0.0.0", 0);
            DashboardServer.start(open, other.store, Set.of(), new SecureRandom()).close();
            other.command("DEL", other.keys.operators());

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
            other.command("DEL", other.keys.operators());
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
}
