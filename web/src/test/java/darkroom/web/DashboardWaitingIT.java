package darkroom.web;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.queue.handler.Failure;
import darkroom.queue.operator.Role;
import darkroom.web.TestBrowser.Seen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The jobs that are ready in a queue, and the ways there from what counts them. */
@Timeout(120)
final class DashboardWaitingIT {
    private final TestDashboard dashboard = TestDashboard.start();

    @AfterEach
    void close() {
        dashboard.close();
    }

    private void ready(String queue, String payload) {
        dashboard.command("SADD", dashboard.keys.queues(), queue);
        dashboard.command("RPUSH", dashboard.keys.queue(queue), payload);
    }

    @Test
    void jobsAreListedNextFirstAPageAtATime() {
        for (int i = 0; i < 120; i++) {
            ready("note", TestDashboard.job("job-" + i, "1"));
        }
        TestBrowser viewer = dashboard.browser(Role.VIEWER);
        List<String> seen = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        String next = "/waiting?queue=note";
        while (!next.isEmpty()) {
            Seen page = viewer.get(next);
            assertThat(page.status()).isEqualTo(200);
            List<String> ids = all(page.text(), ">(job-[0-9]+)<");
            sizes.add(ids.size());
            seen.addAll(ids);
            Matcher link = Pattern.compile("href=\"([^\"]+)\" rel=\"next\"").matcher(page.text());
            next = link.find() ? link.group(1).replace("&amp;", "&") : "";
        }

        assertThat(sizes).containsExactly(50, 50, 20);
        assertThat(seen).hasSize(120).startsWith("job-0", "job-1").endsWith("job-119");
        assertThat(seen).doesNotHaveDuplicates();
        assertThat(viewer.get("/waiting?queue=note&offset=50").text())
                .contains("51 to 100", "href=\"/queue?name=note\"");
        assertThat(viewer.get("/waiting?queue=note&offset=120").text())
                .contains("No job is so far back.");
        assertThat(viewer.get("/waiting?queue=other").text())
                .contains("No job is ready in this queue.");
    }

    @Test
    void jobHasItsPageFarFromBothEndsAndWhenOthersHaveBegun() {
        for (int i = 0; i < 1_500; i++) {
            ready("note", TestDashboard.job("job-" + i, "1"));
        }
        TestBrowser viewer = dashboard.browser(Role.VIEWER);
        String page = viewer.get("/waiting?queue=note&offset=850").text();
        String link = all(page, "href=\"([^\"]+id=job-850)\"").get(0).replace("&amp;", "&");

        assertThat(viewer.get("/job?id=job-850").status()).as("by its id alone").isEqualTo(404);
        assertThat(viewer.get(link).text()).contains("waits in queue note");
        dashboard.command("LTRIM", dashboard.keys.queue("note"), "400", "-1");
        assertThat(viewer.get(link).text()).contains("waits in queue note");
    }

    @Test
    void jobSaysWhatItIsAndNoTextOfItsArgs() {
        long hourAgo = dashboard.store.timeMillis() - 3_600_000;
        String tried = "\"at\":1764194000000,\"due\":%d,\"attempt\":3,\"id\":\"tried\"";
        String args = "\"args\":[{\"photoId\":4711,\"note\":\"unseen\"}],";
        ready("note", "{\"class\":\"note\"," + args + tried.formatted(hourAgo) + "}");
        ready("note", "{\"class\":\"hidden-kind\",\"args\":[815],\"id\":\"hidden\"}");
        ready("note", "{\"class\":\"foreign\",\"args\":[" + "7,".repeat(200) + "7]}");
        ready("note", "{\"class\":\"note\",\"args\":[1e99999999999],\"id\":\"odd\"}");
        ready("note", "no job, unseen");

        String page = dashboard.browser(Role.ADMIN).get("/waiting?queue=note").text();

        PageShape.assertOnlyOurs("waiting", page);
        assertThat(rows(page))
                .hasSize(5)
                .satisfiesExactly(
                        row ->
                                assertThat(row)
                                        .contains("note tried 2025-11-26 21:53:20 60 min 3")
                                        .contains("photoId", "4711", "••••"),
                        row ->
                                assertThat(row)
                                        .contains(
                                                "hidden-kind hidden – – 1 The args of this kind are not"),
                        row -> assertThat(row).contains("foreign – – 1 [ 7, 7,").contains("7…"),
                        row -> assertThat(row).contains("cannot be read odd – – –"),
                        row -> assertThat(row).contains("cannot be read – – –"));
        assertThat(page).doesNotContain("unseen", "815");
    }

    @Test
    void countsOfAQueueLeadToTheJobs() {
        new TestFailures(dashboard.store).bury(Failure.of("java.io.IOException", "no route"), 2);
        ready("failing", TestDashboard.job("ready-1", "1"));
        dashboard.command("ZADD", dashboard.keys.processes(), "1", "host-1-7");
        String held = TestDashboard.job("held-1", "1");
        dashboard.command("HSET", dashboard.keys.reserved("host-1-7"), "1:failing", held);
        for (String place : List.of("retrying", "scheduled")) {
            dashboard.command("HINCRBY", dashboard.keys.stats(), "now|" + place + "|failing", "1");
        }
        String due = Long.toString(dashboard.store.timeMillis() + 3_600_000);
        String retrying = "failing:" + TestDashboard.job("retrying-1", "1");
        String scheduled = "failing:" + TestDashboard.job("scheduled-1", "1");
        dashboard.command("ZADD", dashboard.keys.retrying(), due, retrying);
        dashboard.command("ZADD", dashboard.keys.scheduled(), due, scheduled);
        TestBrowser viewer = dashboard.browser(Role.VIEWER);

        String page = viewer.pageWith("/queue?name=failing", "/waiting?queue=failing");

        assertThat(page).contains("jobs of all queues are in one list each");
        Map<String, String> facts = facts(page);
        assertThat(facts)
                .containsOnly(
                        Map.entry("Ready", "/waiting?queue=failing"),
                        Map.entry("Oldest job", "/waiting?queue=failing"),
                        Map.entry("Reserved", "/threads?queue=failing"),
                        Map.entry("Retrying", "/retrying"),
                        Map.entry("Scheduled", "/scheduled"),
                        Map.entry("Dead", "/dead?queue=failing"));
        String queues = viewer.get("/queues").text();
        facts.values().forEach(link -> assertThat(queues).contains("href=\"" + link + "\""));
        assertThat(viewer.get("/waiting?queue=failing").text()).contains(">ready-1<");
        assertThat(viewer.get("/retrying").text()).contains(">retrying-1<");
        assertThat(viewer.get("/scheduled").text()).contains(">scheduled-1<");
        String dead = viewer.get("/dead?queue=failing").text();
        assertThat(dead).contains("no route", "These are of all queues", "--databases");
        assertThat(rows(dead)).hasSize(2);
    }

    @Test
    void whatIsNoneLeadsNowhereAndWhatOthersNameTheirOwnWayIsNotLookedInto() {
        ready("A B", TestDashboard.job("theirs", "1"));
        ready("empty", TestDashboard.job("gone", "1"));
        dashboard.command("DEL", dashboard.keys.queue("empty"));
        TestBrowser viewer = dashboard.browser(Role.VIEWER);

        assertThat(facts(viewer.pageWith("/queue?name=A+B", ">1<"))).isEmpty();
        assertThat(facts(viewer.get("/queue?name=empty").text())).isEmpty();
    }

    @Test
    void oddNamesAndPlacesAreRefusedAndSaidWhy() {
        dashboard.command("ZADD", dashboard.keys.queue("theirs"), "1", "a member");
        TestBrowser viewer = dashboard.browser(Role.VIEWER);

        for (String path :
                List.of(
                        "/waiting?queue=",
                        "/waiting?x=y",
                        "/waiting?queue=A+B",
                        "/job?id=a&queue=A+B")) {
            assertRefused(viewer.get(path), "queue", "[a-z0-9._-]{1,64}");
        }
        for (String path : List.of("/queue", "/queue?name=", "/queue?name=A+B")) {
            assertRefused(viewer.get(path), "name", "[a-z0-9._-]{1,64}");
        }
        for (String offset : List.of("x", "-1", "99999999999")) {
            String path = "queue=note&offset=" + offset;
            assertRefused(viewer.get("/waiting?" + path), "offset", "0..10000000");
            assertRefused(viewer.get("/job?id=a&" + path), "offset", "0..10000000");
        }
        Seen theirs = viewer.get("/waiting?queue=theirs");
        assertThat(theirs.status()).isEqualTo(409);
        assertThat(theirs.text()).contains("expected a list at key", "found a zset");
    }

    private static void assertRefused(Seen seen, String parameter, String expected) {
        assertThat(seen.status()).isEqualTo(400);
        assertThat(seen.text())
                .contains("Cannot use parameter \"" + parameter + "\": expected", expected);
    }

    /** Where the facts of a page lead to, by their names. */
    private static Map<String, String> facts(String page) {
        return Pattern.compile("(?s)<dt>([^<]+)</dt>\\s*<dd>\\s*<a [^>]*href=\"([^\"]+)\"")
                .matcher(page)
                .results()
                .collect(Collectors.toMap(found -> found.group(1), found -> found.group(2)));
    }

    private static List<String> all(String page, String pattern) {
        return Pattern.compile(pattern).matcher(page).results().map(one -> one.group(1)).toList();
    }

    /** The rows of a page's table, as text. */
    private static List<String> rows(String page) {
        String body = page.substring(page.indexOf("<tbody>"), page.indexOf("</tbody>"));
        return Pattern.compile("(?s)<tr>.*?</tr>")
                .matcher(body)
                .results()
                .map(MatchResult::group)
                .map(row -> row.replaceAll("<[^>]*>", " ").replaceAll("\\s+", " "))
                .toList();
    }
}
