package darkroom.web;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.queue.inspect.Queues;
import darkroom.queue.operator.Role;
import darkroom.web.TestBrowser.Seen;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is to be seen while Redis is away, or full. */
@Timeout(120)
final class DashboardOutageIT {
    private final TestDashboard dashboard = TestDashboard.start();

    @AfterEach
    void close() {
        dashboard.close();
    }

    @Test
    void whileRedisIsAwayTheLastFiguresStayAndSaySo() {
        dashboard.command("SADD", dashboard.keys.queues(), "note");
        for (int i = 0; i < 7; i++) {
            dashboard.command(
                    "RPUSH", dashboard.keys.queue("note"), TestDashboard.job("j" + i, "1"));
        }
        dashboard.bury("a", "note", TestDashboard.job("a", "1"), TestDashboard.CAUSE);
        TestBrowser operator = dashboard.browser(Role.OPERATOR);
        List<String> pages =
                List.of(
                        "/",
                        "/queues",
                        "/queue?name=note",
                        "/waiting?queue=note",
                        "/kinds",
                        "/fleet",
                        "/dead",
                        "/audit",
                        "/threads");
        Eventually.becomesTrue(() -> operator.get("/queues").text().contains(">7<"));
        pages.forEach(path -> assertThat(operator.get(path).text()).doesNotContain("role=\"alert"));

        dashboard.redis.kill();

        Eventually.becomesTrue(() -> operator.get("/").text().contains("role=\"alert"));
        // Threads are read once a second at most.
        Eventually.becomesTrue(() -> operator.get("/threads").text().contains("role=\"alert"));
        for (String path : pages) {
            Seen page = operator.get(path);
            assertThat(page.status()).as(path).isEqualTo(200);
            assertThat(page.text()).as(path).contains("cannot be read now", "old.", "Sign out");
        }
        assertThat(operator.get("/queues").text()).contains(">7<");
        assertThat(operator.get("/waiting?queue=note").text()).contains(">j0<", ">j6<");
        assertThat(operator.get("/dead").text()).contains("no route");
        assertThat(operator.get("/job?id=a").status()).isEqualTo(503);
        Seen refused = operator.post("/queue/pause", Map.of("queue", "note"));
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.text()).contains("Cannot reach Redis");
        TestBrowser stranger = new TestBrowser(dashboard.uri());
        assertThat(stranger.get("/").status()).isEqualTo(401);
        assertThat(stranger.signIn("viewer", "x").status()).isEqualTo(503);
        stranger.cookie = operator.cookie + "x";
        assertThat(stranger.get("/").status()).isEqualTo(401);
        assertThat(stranger.get("/health").status()).isEqualTo(200);

        dashboard.redis.restart();

        Eventually.becomesTrue(() -> !operator.get("/").text().contains("role=\"alert"));
        dashboard.browserAgain(operator, Role.OPERATOR);
        assertThat(operator.post("/queue/pause", Map.of("queue", "note")).status()).isEqualTo(303);
        assertThat(new Queues(dashboard.store).paused()).contains("note");
    }

    @Test
    void aFullRedisIsSeenAndDrained() {
        dashboard.bury("a", "note", TestDashboard.job("a", "1"), TestDashboard.CAUSE);
        dashboard.command("CONFIG", "SET", "maxmemory", "1");

        TestBrowser operator = dashboard.browser(Role.OPERATOR);

        // Pages show readings of a second ago.
        Eventually.becomesTrue(() -> card(operator.get("/").text()).contains(" %<"));
        assertThat(card(operator.get("/").text())).startsWith("<li class=\"card bad\"");
        assertThat(operator.post("/dead/discard", Map.of("id", "a")).status()).isEqualTo(303);
        assertThat(operator.get("/audit").text()).contains("dead discard");
        assertThat(operator.get("/threads").status()).isEqualTo(200);
        assertThat(dashboard.dump()).containsKey(dashboard.keys.threadsWanted());
    }

    /** The card of Redis' memory. */
    private static String card(String page) {
        return Pattern.compile(
                        "(?s)<li class=\"card [^>]*>\\s*<span class=\"name\">Redis memory<.*?</li>")
                .matcher(page)
                .results()
                .map(MatchResult::group)
                .findFirst()
                .orElse("");
    }
}
