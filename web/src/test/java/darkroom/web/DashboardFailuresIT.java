package darkroom.web;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.queue.failures.FailureGroup;
import darkroom.queue.failures.FailureGroup.State;
import darkroom.queue.failures.FailureGroups;
import darkroom.queue.handler.Failure;
import darkroom.queue.operator.Role;
import darkroom.web.TestBrowser.Seen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Groups of failures: from the page to the cause, and what is said of them. */
@Timeout(120)
final class DashboardFailuresIT {
    private static final String STACK =
            """
            java.io.IOException: no route to 10.0.0.7
            \tat java.base/java.net.Socket.connect(Socket.java:633)
            \tat com.example.photos.Sender.send(Sender.java:17)
            \tat com.example.photos.Handler.run(Handler.java:4)
            \tat org.library.Loop.run(Loop.java:1)
            """;
    private static final Failure NO_ROUTE =
            new Failure("java.io.IOException", "no route to 10.0.0.7", STACK);
    private static final Failure TOO_LONG = Failure.of("java.lang.Oops", "too long");

    private final TestDashboard dashboard = TestDashboard.start();
    private final TestFailures failures = new TestFailures(dashboard.store);
    private final FailureGroups groups = new FailureGroups(dashboard.store);

    @AfterEach
    void close() {
        dashboard.close();
    }

    @Test
    void wayFromHomeToTheCauseIsShort() {
        String group = failures.bury(NO_ROUTE, 3);
        String other = failures.bury(TOO_LONG, 1);
        TestBrowser viewer = dashboard.browser(Role.VIEWER);

        // Pages of figures show readings of a second ago.
        Eventually.becomesTrue(() -> viewer.get("/").text().contains("New failures: 2"));
        String home = viewer.get("/").text();
        String list = viewer.get("/failures").text();
        String page = viewer.get("/failure?id=" + group).text();
        String dead = viewer.get("/dead?group=" + group).text();

        assertThat(home).contains("/failure?id=" + group, "groups new or back");
        assertThat(rows(list))
                .hasSize(2)
                .anyMatch(row -> row.contains("IOException: no route to") && row.contains(" 3 "));
        assertThat(page)
                .contains("IOException: no route to", "build-7", "/dead?group=" + group)
                .contains("Frames of the application", "What else began", "/failure?id=" + other)
                .doesNotContain("Resolve<", "Keep the note");
        assertThat(page.indexOf("com.example.photos.Sender"))
                .isLessThan(page.indexOf("java.net.Socket"));
        // Of what failed in one call to Redis one job is kept.
        assertThat(links(page, "/job\\?id=[^\"]+")).hasSize(1);
        assertThat(links(dead, "/job\\?id=[^\"]+")).hasSize(3);
        String job = links(dead, "/job\\?id=[^\"]+").get(0);
        assertThat(viewer.get(job).text()).contains("no route to", "/failure?id=" + group);
    }

    @Test
    void whatIsSaidOfAGroupIsKeptAndNotedByWhom() {
        String group = failures.bury(NO_ROUTE, 1);
        TestBrowser operator = dashboard.browser(Role.OPERATOR);
        assertThat(operator.get("/failure?id=" + group).text())
                .contains("Resolve<", "Assign to me", "Keep the note");

        say(operator, "note", group, "note", "ask the network team\r\nfirst");
        say(operator, "runbook", group, "link", "https://wiki.example.org/no-route");
        say(operator, "assign", group, "assignee", "operator");
        say(operator, "mute", group, "hours", "24");
        FailureGroup.Triage said = groups.find(group).orElseThrow().triage();
        String page = operator.get("/failure?id=" + group).text();
        say(operator, "unmute", group, "x", "");
        State unmuted = groups.find(group).orElseThrow().triage().state();
        say(operator, "resolve", group, "x", "");
        State resolved = groups.find(group).orElseThrow().triage().state();
        failures.bury(NO_ROUTE, 1);

        assertThat(said.note()).isEqualTo("ask the network team\nfirst");
        assertThat(said.assignee()).isEqualTo("operator");
        assertThat(said.state()).isEqualTo(State.MUTED);
        assertThat(page)
                .contains("href=\"https://wiki.example.org/no-route\" rel=\"external")
                .contains("muted until", "Unmute<", "ask the network team");
        assertThat(unmuted).isEqualTo(State.OPEN);
        assertThat(resolved).isEqualTo(State.RESOLVED);
        assertThat(operator.get("/failures?by=returned").text()).contains("came back");
        assertThat(rows(operator.get("/audit").text()))
                .hasSize(6)
                .allMatch(row -> row.contains(group))
                .anyMatch(row -> row.contains("failures runbook") && row.contains("wiki"));
    }

    @Test
    void whatCannotBeSaidIsRefusedAndChangesNothing() {
        String group = failures.bury(NO_ROUTE, 1);
        TestBrowser operator = dashboard.browser(Role.OPERATOR);
        TestBrowser viewer = dashboard.browser(Role.VIEWER);
        FailureGroup before = groups.find(group).orElseThrow();

        Seen link = post(operator, "runbook", group, "link", "javascript:alert(1)");
        Seen person = post(operator, "assign", group, "assignee", "<b>ada</b>");
        Seen note = post(operator, "note", group, "note", "x".repeat(2_001));
        Seen hours = post(operator, "mute", group, "hours", "-1");
        Seen unknown = post(operator, "resolve", "0123456789ab", "x", "");

        assertThat(List.of(link, person, note, hours)).allMatch(seen -> seen.status() == 400);
        assertThat(link.text()).contains("expected http:// or https://");
        assertThat(unknown.status()).isEqualTo(409);
        assertThat(unknown.text()).contains("no such group of failures");
        for (String verb : List.of("mute", "unmute", "resolve", "assign", "note", "runbook")) {
            assertThat(post(viewer, verb, group, "hours", "1").status()).as(verb).isEqualTo(403);
        }
        assertThat(groups.find(group).orElseThrow().triage()).isEqualTo(before.triage());
    }

    @Test
    void groupsAreWalkedAndOddQueriesAreRefused() {
        for (int i = 0; i < 60; i++) {
            failures.bury(Failure.of("com.example.Type" + (char) ('A' + i), "no such row"), 1);
        }
        TestBrowser viewer = dashboard.browser(Role.VIEWER);
        List<String> seen = new ArrayList<>();
        String next = "/failures?by=rate";
        while (!next.isEmpty()) {
            String page = viewer.get(next).text();
            seen.addAll(links(page, "/failure\\?id=[^\"]+"));
            Matcher link = Pattern.compile("href=\"([^\"]+)\" rel=\"next\"").matcher(page);
            next = link.find() ? link.group(1).replace("&amp;", "&") : "";
        }

        assertThat(seen).hasSize(60).doesNotHaveDuplicates();
        for (String path :
                List.of(
                        "/failures?by=colour",
                        "/failures?after=x",
                        "/dead?group=x",
                        "/dead?group=0123456789ab&after=x")) {
            assertThat(viewer.get(path).status()).as(path).isEqualTo(400);
        }
        assertThat(viewer.get("/failure?id=0123456789ab").status()).isEqualTo(404);
        assertThat(viewer.get("/failure").status()).isEqualTo(404);
    }

    private static void say(
            TestBrowser operator, String verb, String group, String field, String value) {
        Seen seen = post(operator, verb, group, field, value);
        assertThat(seen.status()).as(verb + ": " + seen.text()).isEqualTo(303);
        assertThat(seen.header("Location")).contains("/failure?done=said&id=" + group);
    }

    private static Seen post(
            TestBrowser browser, String verb, String group, String field, String value) {
        return browser.post("/failure/" + verb, Map.of("id", group, field, value));
    }

    private static List<String> links(String page, String pattern) {
        return Pattern.compile("href=\"(" + pattern + ")\"")
                .matcher(page)
                .results()
                .map(found -> found.group(1).replace("&amp;", "&"))
                .distinct()
                .toList();
    }

    /** The rows of a page's first table, as text. */
    private static List<String> rows(String page) {
        String body = page.substring(page.indexOf("<tbody>"), page.indexOf("</tbody>"));
        return Pattern.compile("(?s)<tr>.*?</tr>")
                .matcher(body)
                .results()
                .map(row -> row.group().replaceAll("<[^>]*>", " ").replaceAll("\\s+", " "))
                .toList();
    }
}
