package darkroom.web;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.jobs.feed.FanOutBoard;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.operator.Role;
import darkroom.queue.trace.TraceParent;
import darkroom.web.TestBrowser.Seen;
import darkroom.web.dashboard.BesideRedis;
import darkroom.web.dashboard.DeadSources;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A job is shown wherever it is, with what is known of its life. */
@Timeout(120)
final class DashboardJobIT {
    private static final TraceParent TRACE =
            new TraceParent("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", true);

    private final TestDashboard dashboard = TestDashboard.start();

    @AfterEach
    void close() {
        dashboard.close();
    }

    private static String job(String id, String more) {
        return "{\"class\":\"note\",\"args\":[{\"n\":7,\"text\":\"unseen\"}],\"id\":\""
                + id
                + "\",\"at\":1764194000000"
                + more
                + "}";
    }

    @Test
    void jobThatIsNotDeadIsShownWhereItIs() {
        String scheduled = dashboard.keys.scheduled();
        dashboard.command("ZADD", scheduled, "1764195000000", "note:" + job("later", ""));
        String trying = ",\"attempt\":3,\"outbox\":\"db0\",\"trace\":\"" + TRACE + "\"";
        dashboard.command(
                "ZADD", dashboard.keys.retrying(), "1764195000000", "note:" + job("again", trying));
        dashboard.command("SADD", dashboard.keys.queues(), "note");
        dashboard.command("RPUSH", dashboard.keys.queue("note"), job("ready", ""));
        dashboard.command("ZADD", dashboard.keys.processes(), "1", "host-1-7");
        dashboard.command("HSET", dashboard.keys.reserved("host-1-7"), "1:note", job("held", ""));
        TestBrowser viewer = dashboard.browser(Role.VIEWER);

        assertThat(viewer.get("/job?id=later").text())
                .contains("scheduled", "2025-11-26 22:10:00", "Enqueued", "2025-11-26 21:53:20")
                .contains("\"n\" : 7")
                .doesNotContain("unseen", "/dead/retry");
        assertThat(viewer.get("/job?id=again").text())
                .contains("retrying", "trace " + TRACE.traceId(), TRACE.parentId())
                .contains("by way of outbox db0", "2 times; what by is counted in groups");
        assertThat(viewer.get("/job?id=ready").text()).contains("waits in queue note");
        assertThat(viewer.get("/job?id=held").text())
                .contains("reserved", "process host-1-7 runs it, or will next");
        assertThat(viewer.get("/retrying").text()).contains("/job?due=1764195000000&amp;id=again");
        assertThat(viewer.get("/job?due=1764195000000&id=again").status()).isEqualTo(200);
    }

    @Test
    void jobThatIsNowhereIsSaidToBeWithAllThatCanMean() {
        TestBrowser viewer = dashboard.browser(Role.VIEWER);

        Seen nowhere = viewer.get("/job?id=gone");

        assertThat(nowhere.status()).isEqualTo(404);
        assertThat(nowhere.text())
                .contains("it is done", "discarded or cancelled", "an outbox has it", "never was")
                .doesNotContain("more jobs wait than a page looks at");
        dashboard.command("SADD", dashboard.keys.queues(), "note");
        for (int i = 0; i < 500; i++) {
            dashboard.command("RPUSH", dashboard.keys.queue("note"), job("many" + i, ""));
        }
        assertThat(viewer.get("/job?id=gone").text())
                .contains("more jobs wait than a page looks at", "darkroom job show");
        assertThat(viewer.get("/job?id=fan-out-1").text()).contains("page of fan-outs");
        assertThat(viewer.get("/job").status()).isEqualTo(404);
        assertThat(viewer.get("/job?id=gone&due=x").status()).isEqualTo(400);
    }

    @Test
    void lifeOfADeadJobIsToldInOrderWithItsArgsMasked() {
        String more =
                ",\"trace\":\""
                        + TRACE
                        + "\",\"operation\":12,\"losses\":1,\"lost\":[\"host-2-9\"],\"edits\":[{"
                        + "\"at\":1764194100000,\"by\":\"ada\",\"args\":\"[{\\\"text\\\":\\\"unseen"
                        + " before\\\"}]\"}]";
        dashboard.bury("dead", "note", job("dead", more), TestDashboard.CAUSE);
        TestBrowser operator = dashboard.browser(Role.OPERATOR);

        String page = operator.get("/job?id=dead").text();

        assertThat(page)
                .containsSubsequence(
                        "Timeline",
                        "trace " + TRACE.traceId(),
                        "Enqueued",
                        "Args changed",
                        "by ada; before: [ { \"text\" : \"••••",
                        "/operation?number=12",
                        "Processes lost",
                        "host-2-9",
                        "Died",
                        "attempt 3 failed: java.io.IOException, on host-1-7")
                .doesNotContain("unseen");
        assertThat(operator.post("/job/args", Map.of("id", "dead")).text())
                .contains("unseen before");
    }

    @Test
    void fanOutTellsItsLastEffectOrNothingWhileItsDatabaseIsAway() {
        try (TestFanOuts fanOuts = new TestFanOuts(dashboard.store)) {
            long photo = fanOuts.begin(1, 25);
            String id = "fan-out-" + photo;
            String payload =
                    "{\"class\":\"fan-out\",\"args\":[{\"photoId\":"
                            + photo
                            + "}],\"id\":\""
                            + id
                            + "\"}";
            dashboard.bury(id, "fan-out", payload, TestDashboard.CAUSE);

            String page = pageOf(fanOuts, false, id);
            String without = pageOf(fanOuts, true, id);

            assertThat(page)
                    .contains("Fan-out begun", "Its last effect", "running, 25 of 100 entries")
                    .contains("/fan-out?photo=" + photo);
            assertThat(without).contains("Died").doesNotContain("Fan-out begun");
        }
    }

    private String pageOf(TestFanOuts fanOuts, boolean away, String id) {
        try (var shards = fanOuts.withTheSecondAway();
                DashboardServer server =
                        DashboardServer.start(
                                new WebConfig(WebConfig.LOOPBACK, 0),
                                dashboard.store,
                                new BesideRedis(
                                        DeadSources.NONE,
                                        () ->
                                                Optional.of(
                                                        away
                                                                ? new FanOutBoard(shards)
                                                                : fanOuts.board)),
                                Set.of(),
                                new SecureRandom())) {
            Seen seen =
                    TestBrowser.signedIn(server.uri(), "viewer", dashboard.token(Role.VIEWER))
                            .get("/job?id=" + id);
            assertThat(seen.status()).isEqualTo(200);
            return seen.text();
        }
    }

    @Test
    void recordThatCannotBeReadIsShownAsBytesAndDiscarded() {
        String hostile = "{\"queue\":\"note\",<script>alert(1)</script>\u202e";
        dashboard.command("HSET", dashboard.keys.deadJobs(), "odd", hostile);
        dashboard.command("ZADD", dashboard.keys.dead(), "7", "odd");
        TestBrowser operator = dashboard.browser(Role.OPERATOR);

        for (String path : new String[] {"/dead", "/job?id=odd"}) {
            Seen seen = operator.get(path);
            assertThat(seen.status()).as(path).isEqualTo(200);
            PageShape.assertOnlyOurs(path, seen.text());
        }
        assertThat(operator.get("/job?id=odd").text())
                .contains("bytes that cannot be read as a job", "/dead/discard", "discard it when")
                .doesNotContain("/dead/retry", "alert");
        String bytes = operator.post("/job/args", Map.of("id", "odd")).text();
        PageShape.assertOnlyOurs("bytes", bytes);
        assertThat(bytes).contains("0000  7b 22 71 75 65 75 65");
        assertThat(operator.post("/dead/retry", Map.of("id", "odd")).status()).isEqualTo(409);
        assertThat(operator.post("/dead/discard", Map.of("id", "odd")).status()).isEqualTo(303);
        assertThat(new DeadJobs(dashboard.store).find("odd")).isEmpty();
    }
}
