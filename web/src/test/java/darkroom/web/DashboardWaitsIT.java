package darkroom.web;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.queue.LatencyBuckets;
import darkroom.queue.objectives.Objectives;
import darkroom.queue.operator.Role;
import darkroom.queue.redis.StatFields;
import darkroom.web.TestBrowser.Seen;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long jobs wait against what is expected, on the pages. */
@Timeout(60)
final class DashboardWaitsIT {
    private final TestDashboard dashboard = TestDashboard.start();
    private final Objectives objectives = new Objectives(dashboard.store);

    @BeforeEach
    void queue() {
        dashboard.command("SADD", dashboard.keys.queues(), "note");
        dashboard.command("RPUSH", dashboard.keys.queue("note"), TestDashboard.job("a", "1"));
    }

    @AfterEach
    void close() {
        dashboard.close();
    }

    /** Only what is counted while somebody looks is of the last minutes. */
    private void begin(long quick, long slow, long slowMillis) {
        dashboard.browser(Role.VIEWER).pageWith("/queue?name=note", "note");
        dashboard.command(
                "HSET",
                dashboard.keys.stats(),
                StatFields.waitedWithin("note", LatencyBuckets.of(5)),
                Long.toString(quick),
                StatFields.waitedWithin("note", LatencyBuckets.of(slowMillis)),
                Long.toString(slow));
    }

    @Test
    void lateQueueIsSeenAtOnceAndItsPageSaysHowLate() {
        objectives.set("note", Duration.ofSeconds(30));
        begin(90, 10, 40_000);
        TestBrowser viewer = dashboard.browser(Role.VIEWER);

        String home = viewer.pageWith("/", "p95 wait");
        assertThat(home)
                .contains("1 missed")
                .contains("queue note: p95 wait 43.2 s, expected 30 s")
                .contains("Queues against their objective, worst first")
                .contains(">90 %<", ">43.2 s<", "href=\"/queue?name=note\"");
        PageShape.assertOnlyOurs("home", home);
        String page = viewer.pageWith("/queue?name=note", "<rect");
        PageShape.assertOnlyOurs("queue", page);
        assertThat(page)
                .contains("30 s, set by an operator", ">missed<", "5.1 ms, 43.2 s, 43.2 s in the")
                .contains("How long jobs waited in the last", "up to 52.3 s", "10 %")
                .doesNotContain("Set the objective");
        assertThat(viewer.pageWith("/queues", "43.2 s")).contains(">30 s<");
    }

    @Test
    void objectiveIsSetAndTakenBackFromThePageAndNoted() {
        TestBrowser operator = dashboard.browser(Role.OPERATOR);
        assertThat(operator.pageWith("/queue?name=note", "Set the objective"))
                .contains("none is set");

        Seen set = operator.post("/queue/objective", Map.of("queue", "note", "within", " 10m "));
        assertThat(set.status()).isEqualTo(303);
        assertThat(set.header("Location")).endsWith("/queue?done=objective&name=note");
        assertThat(operator.get("/queue?name=note&done=objective").text())
                .contains("10 min, set by an operator", "value=\"10m\"", "The objective is set");
        assertThat(operator.get("/audit").text()).contains("queue objective", "10m (set)");

        operator.post("/queue/objective", Map.of("queue", "note", "within", ""));
        assertThat(objectives.all()).isEmpty();
        assertThat(operator.get("/queue?name=note").text()).contains("none is set");
    }

    @Test
    void objectiveThatIsNoneIsRefusedAndWritesNothing() {
        TestBrowser operator = dashboard.browser(Role.OPERATOR);

        for (String wrong : new String[] {"soon", "2d", "1ms"}) {
            Seen seen = operator.post("/queue/objective", Map.of("queue", "note", "within", wrong));
            assertThat(seen.status()).as(wrong).isEqualTo(400);
            assertThat(seen.text()).as(wrong).contains("expected");
        }
        assertThat(operator.post("/queue/objective", Map.of("queue", "", "within", "1s")).status())
                .isBetween(400, 409);

        assertThat(objectives.all()).isEmpty();
        assertThat(operator.get("/audit").text()).doesNotContain("queue objective");
    }
}
