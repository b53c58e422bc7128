package darkroom.web;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.inspect.Queues;
import darkroom.queue.operator.Role;
import darkroom.web.TestBrowser.Seen;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is done from the pages, and how long lists are walked. */
@Timeout(120)
final class DashboardActionsIT {
    private final TestDashboard dashboard = TestDashboard.start();
    private final DeadJobs dead = new DeadJobs(dashboard.store);
    private final Queues queues = new Queues(dashboard.store);

    @AfterEach
    void close() {
        dashboard.close();
    }

    @Test
    void deadJobIsRetriedOrDiscardedAndItIsNotedWhoDidIt() {
        for (String id : List.of("a", "b")) {
            dashboard.bury(id, "note", TestDashboard.job(id, "1"), TestDashboard.CAUSE);
        }
        TestBrowser operator = dashboard.browser(Role.OPERATOR);
        assertThat(operator.get("/job?id=a").text())
                .contains("no route", "a.B.c", "Retry", "Discard for good");
        assertThat(dashboard.browser(Role.VIEWER).get("/job?id=a").text())
                .contains("no route")
                .doesNotContain("Retry<", "Discard for good");

        Seen retried = operator.post("/dead/retry", Map.of("id", "a"));
        Seen discarded = operator.post("/dead/discard", Map.of("id", "b"));
        Seen again = operator.post("/dead/discard", Map.of("id", "b"));

        assertThat(retried.status()).isEqualTo(303);
        assertThat(retried.header("Location")).endsWith("/dead?done=retried");
        assertThat(operator.get("/dead?done=retried").text()).contains("back in its queue");
        assertThat(queues.peek("note", 10)).hasSize(1).allMatch(job -> job.contains("\"a\""));
        assertThat(discarded.status()).isEqualTo(303);
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.text()).contains("not dead any more");
        assertThat(dead.count()).isZero();
        String audit = operator.get("/audit").text();
        assertThat(rows(audit)).hasSize(2);
        assertThat(rows(audit).get(0))
                .contains("operator", "127.0.0.1", "dead discard", "kind note", "gone", "done");
        assertThat(rows(audit).get(1)).contains("dead retry", "queue note", "ready");
    }

    @Test
    void refusedRetryIsNotedAsSuchAndChangesNothing() {
        dashboard.bury(
                "u",
                "note",
                "{\"class\":\"note\",\"args\":[],\"id\":\"u\",\"key\":\"k\"}",
                TestDashboard.CAUSE);
        dashboard.command("SET", dashboard.keys.unique("k"), "another");
        TestBrowser operator = dashboard.browser(Role.OPERATOR);

        Seen refused = operator.post("/dead/retry", Map.of("id", "u"));

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text()).contains("held by live job another");
        assertThat(dead.count()).isOne();
        assertThat(rows(operator.get("/audit").text()).get(0)).contains("refused", "dead retry");
    }

    @Test
    void queueIsPausedAndResumedAndShownSoAtOnce() {
        dashboard.command("SADD", dashboard.keys.queues(), "note");
        dashboard.command("RPUSH", dashboard.keys.queue("note"), TestDashboard.job("a", "1"));
        TestBrowser operator = dashboard.browser(Role.OPERATOR);
        // Pages show readings of a second ago.
        Eventually.becomesTrue(() -> operator.get("/queue?name=note").text().contains(">open<"));
        assertThat(operator.get("/queue?name=note").text()).contains(">Pause<");

        operator.post("/queue/pause", Map.of("queue", "note"));
        assertThat(queues.paused()).containsExactly("note");
        assertThat(operator.get("/queue?name=note").text()).contains(">paused<", ">Resume<");
        assertThat(operator.get("/").text()).contains("1 of the queues paused");

        operator.post("/queue/resume", Map.of("queue", "note"));
        assertThat(queues.paused()).isEmpty();
        assertThat(operator.get("/queue?name=note").text()).contains(">open<");
        assertThat(rows(operator.get("/audit").text()).get(0))
                .contains("queue resume", "paused", "open");
    }

    @Test
    void whatCannotBeNotedIsNotDone() {
        dashboard.bury("a", "note", TestDashboard.job("a", "1"), TestDashboard.CAUSE);
        TestBrowser operator = dashboard.browser(Role.OPERATOR);
        dashboard.command("SET", dashboard.keys.audit(), "another program's");

        assertThat(operator.post("/dead/discard", Map.of("id", "a")).status()).isEqualTo(503);
        assertThat(operator.post("/queue/pause", Map.of("queue", "note")).status()).isEqualTo(503);

        assertThat(dead.count()).isOne();
        assertThat(queues.paused()).isEmpty();
    }

    @Test
    void deadSetIsWalkedThoughItChanges() {
        for (int i = 0; i < 130; i++) {
            String id = "job-" + i;
            dashboard.bury(
                    id,
                    "note",
                    TestDashboard.job(id, "1").getBytes(StandardCharsets.UTF_8),
                    TestDashboard.CAUSE,
                    1_700_000_000_000L + i);
        }
        TestBrowser operator = dashboard.browser(Role.OPERATOR);
        List<String> seen = new ArrayList<>();
        String next = "/dead";
        while (!next.isEmpty()) {
            String page = operator.get(next).text();
            List<String> ids =
                    Pattern.compile("/job\\?id=(job-[0-9]+)")
                            .matcher(page)
                            .results()
                            .map(found -> found.group(1))
                            .toList();
            assertThat(ids).hasSizeLessThanOrEqualTo(50);
            seen.addAll(ids);
            Matcher link = Pattern.compile("href=\"([^\"]+)\" rel=\"next\"").matcher(page);
            next = link.find() ? link.group(1).replace("&amp;", "&") : "";
            // What was seen goes, the last one of the page too, and others come.
            operator.post("/dead/discard", Map.of("id", ids.get(ids.size() - 1)));
            operator.post("/dead/discard", Map.of("id", ids.get(0)));
            String fresh = "new-" + seen.size();
            dashboard.bury(
                    fresh,
                    "note",
                    TestDashboard.job(fresh, "1").getBytes(StandardCharsets.UTF_8),
                    TestDashboard.CAUSE,
                    1_800_000_000_000L + seen.size());
        }

        assertThat(seen).doesNotHaveDuplicates().hasSize(130);
    }

    @Test
    void oddQueriesAreRefused() {
        TestBrowser viewer = dashboard.browser(Role.VIEWER);
        for (String path :
                List.of(
                        "/dead?since=-1",
                        "/dead?since=99999999999999999999",
                        "/scheduled?offset=x",
                        "/scheduled?offset=999999999",
                        "/retrying?offset=-5",
                        "/queue?name=" + "x".repeat(500))) {
            assertThat(viewer.get(path).status()).as(path).isEqualTo(400);
        }
        assertThat(dashboard.browser(Role.OPERATOR).get("/audit?before=x").status()).isEqualTo(400);
    }

    /** The rows of a page's table, as text. */
    private static List<String> rows(String page) {
        String body = page.substring(page.indexOf("<tbody>"), page.indexOf("</tbody>"));
        return Pattern.compile("(?s)<tr>.*?</tr>")
                .matcher(body)
                .results()
                .map(row -> row.group().replaceAll("<[^>]*>", " ").replaceAll("\\s+", " "))
                .toList();
    }
}
