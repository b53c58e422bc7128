package darkroom.web;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.jobs.feed.FanOut.State;
import darkroom.jobs.feed.FanOutBoard;
import darkroom.jobs.shards.Shards;
import darkroom.queue.operator.Role;
import darkroom.web.TestBrowser.Seen;
import darkroom.web.dashboard.BesideRedis;
import darkroom.web.dashboard.DeadSources;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Photos on their way into feeds are seen, and stopped. */
@Timeout(120)
final class DashboardFanOutsIT {
    private static final String HOSTILE =
            "<script>alert(1)</script>\"><img src=x onerror=alert(2)>' onclick='alert(3)\u202e";

    private final TestDashboard dashboard = TestDashboard.start();
    private final TestFanOuts fanOuts = new TestFanOuts(dashboard.store);
    private final DashboardServer server = server(fanOuts.board);

    private DashboardServer server(FanOutBoard board) {
        return DashboardServer.start(
                new WebConfig(WebConfig.LOOPBACK, 0),
                dashboard.store,
                new BesideRedis(DeadSources.NONE, () -> Optional.of(board)),
                Set.of(),
                new SecureRandom());
    }

    @AfterEach
    void close() {
        server.close();
        fanOuts.close();
        dashboard.close();
    }

    private TestBrowser browser(DashboardServer to, Role role) {
        return TestBrowser.signedIn(to.uri(), role.word(), dashboard.token(role));
    }

    @Test
    void thoseThatRunComeFirstWithHowFarTheyAre() {
        long first = fanOuts.begin(0, 25);
        long second = fanOuts.begin(1, 50);
        long done = fanOuts.begin(0, 100);
        fanOuts.alter(done, "done_at = now()");
        TestBrowser viewer = browser(server, Role.VIEWER);

        String page = viewer.get("/fan-outs").text();

        assertThat(page)
                .containsSubsequence(
                        "Running",
                        "/fan-out?photo=" + first,
                        ">25 %<",
                        "/fan-out?photo=" + second,
                        ">50 %<",
                        "Ended of late",
                        "/fan-out?photo=" + done,
                        ">done<");
        String one = viewer.get("/fan-out?photo=" + first).text();
        assertThat(one)
                .contains("25 of 100 followers when it began", "follower 4711", "Done in about")
                .contains("/job?id=fan-out-" + first)
                .doesNotContain("/fan-out/cancel");
    }

    @Test
    void oneIsCancelledOnceAndResumed() {
        long photo = fanOuts.begin(1, 25);
        TestBrowser operator = browser(server, Role.OPERATOR);
        Map<String, String> fields = Map.of("photo", Long.toString(photo));
        assertThat(operator.get("/fan-out?photo=" + photo).text()).contains("/fan-out/cancel");

        Seen viewers = browser(server, Role.VIEWER).post("/fan-out/cancel", fields);
        Seen cancelled = operator.post("/fan-out/cancel", fields);
        Seen again = operator.post("/fan-out/cancel", fields);

        assertThat(viewers.status()).isEqualTo(403);
        assertThat(cancelled.status()).isEqualTo(303);
        assertThat(cancelled.header("Location"))
                .endsWith("/fan-out?photo=" + photo + "&done=stopped");
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.text()).contains("expected one that runs, found it cancelled");
        assertThat(operator.get("/fan-out?photo=" + photo).text())
                .contains("It was cancelled by operator. What was written stays: 25 entries")
                .contains("/fan-out/resume")
                .doesNotContain("/fan-out/cancel");
        assertThat(operator.post("/fan-out/resume", fields).status()).isEqualTo(303);
        assertThat(fanOuts.board.find(photo).orElseThrow().state()).isEqualTo(State.RUNNING);
        assertThat(operator.get("/audit").text())
                .contains(
                        "fan-out cancel",
                        "photo " + photo,
                        "running, 25 of 100 entries written in 1 pages, cursor 4711",
                        "cancelled, 25 of 100",
                        "refused",
                        "fan-out resume");
    }

    @Test
    void whatIsDoneOrNotThereIsRefusedAndStaysAsItWas() {
        long photo = fanOuts.begin(0, 100);
        fanOuts.alter(photo, "done_at = now()");
        TestBrowser operator = browser(server, Role.OPERATOR);
        String number = Long.toString(photo);

        for (String path : List.of("/fan-out/cancel", "/fan-out/resume")) {
            Seen refused = operator.post(path, Map.of("photo", number));
            assertThat(refused.status()).as(path).isEqualTo(409);
            assertThat(refused.text()).contains("found it done since", "nothing was changed");
            assertThat(operator.post(path, Map.of("photo", "1")).status()).isEqualTo(409);
            assertThat(operator.post(path, Map.of("photo", "9".repeat(19))).status())
                    .isEqualTo(400);
            assertThat(operator.post(path, Map.of("photo", "")).status()).isEqualTo(400);
        }

        assertThat(fanOuts.board.find(photo).orElseThrow().state()).isEqualTo(State.DONE);
        assertThat(operator.get("/fan-out?photo=" + number).text()).doesNotContain("/fan-out/c");
        assertThat(operator.get("/fan-out?photo=4711").status()).isEqualTo(404);
        assertThat(operator.get("/fan-out?photo=x").status()).isEqualTo(400);
    }

    @Test
    void databaseThatIsAwayIsSaidAndTheOthersAreShown() {
        long here = fanOuts.begin(0, 25);
        long there = fanOuts.begin(1, 25);
        try (Shards half = fanOuts.withTheSecondAway();
                DashboardServer other = server(new FanOutBoard(half))) {
            TestBrowser operator = browser(other, Role.OPERATOR);

            Seen page = operator.get("/fan-outs");
            Seen one = operator.get("/fan-out?photo=" + there);
            Seen refused = operator.post("/fan-out/cancel", Map.of("photo", "" + there));

            assertThat(page.status()).isEqualTo(200);
            assertThat(page.text())
                    .contains("Database \"db1\" was not read", "The others are shown.")
                    .contains("/fan-out?photo=" + here)
                    .doesNotContain("/fan-out?photo=" + there);
            assertThat(one.status()).isEqualTo(503);
            assertThat(one.text()).contains("db1");
            assertThat(refused.status()).isEqualTo(503);
        }
        assertThat(fanOuts.board.find(there).orElseThrow().state()).isEqualTo(State.RUNNING);
    }

    @Test
    void nothingOfARowIsMoreThanText() {
        long running = fanOuts.begin(0, 25);
        fanOuts.alter(running, "job = ?", HOSTILE);
        long cancelled = fanOuts.begin(1, 25);
        fanOuts.alter(cancelled, "cancelled_at = now(), cancelled_by = ?", HOSTILE);
        TestBrowser admin = browser(server, Role.ADMIN);

        for (String path :
                List.of(
                        "/fan-outs",
                        "/fan-out?photo=" + running,
                        "/fan-out?photo=" + cancelled,
                        "/fan-out?photo=" + TestBrowser.encoded(HOSTILE))) {
            String page = admin.get(path).text();
            PageShape.assertOnlyOurs(path, page);
            assertThat(page).as(path).contains("&lt;script").doesNotContain("\u202e");
        }
    }

    @Test
    void withoutADatabaseItSaysWhatToGive() {
        TestBrowser operator = dashboard.browser(Role.OPERATOR);

        assertThat(operator.get("/fan-outs").text()).contains("--databases and --shards");
        assertThat(operator.get("/fan-out?photo=1").text()).contains("--databases and --shards");
        Seen refused = operator.post("/fan-out/cancel", Map.of("photo", "1"));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text()).contains("knows no database");
    }
}
