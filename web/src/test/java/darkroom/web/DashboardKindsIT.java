package darkroom.web;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.queue.LatencyBuckets;
import darkroom.queue.operator.Role;
import darkroom.queue.redis.StatFields;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long jobs of a kind take, on the page of kinds. */
@Timeout(60)
final class DashboardKindsIT {
    private final TestDashboard dashboard = TestDashboard.start();

    @BeforeEach
    void count() {
        count(StatFields.done("note", "note"), 100);
        count(StatFields.done("other", "note"), 1);
        count(StatFields.ranWithin("note", 0), 60);
        count(StatFields.ranWithin("note", LatencyBuckets.of(40)), 39);
        count(StatFields.ranWithin("note", LatencyBuckets.of(9_000)), 1);
    }

    @AfterEach
    void close() {
        dashboard.close();
    }

    @Test
    void percentilesOfEachKindLeadToItsHistogram() {
        String page = dashboard.browser(Role.VIEWER).pageWith("/kinds", "kind=other");

        assertThat(page)
                .contains("Run p50", "href=\"/kinds?kind=note\"", "href=\"/kinds?kind=other\"")
                .contains(">1 ms<", ">41 ms<")
                .doesNotContain("<rect");
        assertThat(page.indexOf(">1 ms<")).isLessThan(page.indexOf(">41 ms<"));
    }

    @Test
    void histogramGoesFromTheShortestTimeToTheLongest() {
        String page = dashboard.browser(Role.VIEWER).pageWith("/kinds?kind=note", "<rect");

        PageShape.assertOnlyOurs("kind", page);
        assertThat(page)
                .contains("How long attempts of kind note ran", "href=\"/kinds?kind=other\"")
                .contains("up to 1 ms", "60 %", "up to 54 ms", "39 %", "up to 10.4 s", "1 %")
                .contains("<rect width=\"100.0\"", "<rect width=\"65.0\"", "<rect width=\"1.7\"")
                .contains("up to 5.3 s")
                .doesNotContain("over 69 min", "up to 26.9 s");
    }

    @Test
    void kindOfWhichNothingIsKnownSaysSo() {
        assertThat(dashboard.browser(Role.VIEWER).get("/kinds?kind=new").text())
                .contains("No attempt of kind new is known of.")
                .doesNotContain("<rect");
    }

    private void count(String field, int count) {
        dashboard.redis.command("HSET", dashboard.keys.stats(), field, Integer.toString(count));
    }
}
