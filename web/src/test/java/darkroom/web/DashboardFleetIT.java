package darkroom.web;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.queue.operator.Role;
import darkroom.queue.reserve.Heartbeat;
import darkroom.queue.reserve.Membership;
import darkroom.queue.reserve.ProcessState;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the pages say of processes. */
@Timeout(60)
final class DashboardFleetIT {
    private final TestDashboard dashboard = TestDashboard.start();

    @AfterEach
    void close() {
        dashboard.close();
    }

    @Test
    void buildHeapAndPausesOfEachProcessAreShown() {
        beat(
                "ada",
                Map.of(
                        "build", "2026.11.26-3",
                        "heapBytes", "1610612736",
                        "heapMaxBytes", "4294967296",
                        "gcMillis", "3001",
                        "gcMostMillis", "250"));
        beat("bob", Map.of("build", "", "heapBytes", "many"));

        String page = dashboard.browser(Role.VIEWER).pageWith("/fleet", "bob-2");

        assertThat(page)
                .contains("ada-1", "2026.11.26-3", "1.5 GiB of 4.0 GiB", "3,001 ms", "250 ms")
                .contains("bob-2")
                .doesNotContain("many");
    }

    @Test
    void newBuildsAreMarkedOnCharts() {
        long minute = dashboard.store.timeMillis() / 60_000;
        for (long kept = minute - 2; kept <= minute; kept++) {
            dashboard.redis.command("RPUSH", dashboard.keys.minutes(), Long.toString(kept));
        }
        String builds = dashboard.keys.builds();
        dashboard.redis.command("ZADD", builds, "1", "long-ago");
        dashboard.redis.command("ZADD", builds, Long.toString(minute * 60_000), "2.0<b>;\" x=");

        try (DashboardServer server =
                DashboardServer.start(
                        new WebConfig(WebConfig.LOOPBACK, 0),
                        dashboard.store,
                        Set.of(),
                        new SecureRandom())) {
            String page =
                    TestBrowser.signedIn(server.uri(), "viewer", dashboard.token(Role.VIEWER))
                            .pageWith("/", "data-marks");

            PageShape.assertOnlyOurs("home", page);
            assertThat(page)
                    .contains("data-marks=\"" + minute * 60 + " 2.0&lt;b>,")
                    .contains("New builds: 2.0&lt;b&gt;;\" x= at ")
                    .doesNotContain("long-ago");
        }
    }

    private void beat(String name, Map<String, String> record) {
        Membership member = Membership.join(dashboard.store, name, List.of("note"));
        new Heartbeat(dashboard.store, Duration.ofSeconds(2))
                .beat(member, ProcessState.SERVING, record);
    }
}
