package darkroom.web;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.queue.json.DeadJob;
import darkroom.queue.operator.Role;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What stands on the page of one dead job. */
@Timeout(60)
final class JobPageIT {
    private final TestDashboard dashboard = TestDashboard.start();

    @AfterEach
    void close() {
        dashboard.close();
    }

    @Test
    void whatAJobHasBeenThroughIsShown() {
        dashboard.bury(
                "a",
                "note",
                "{\"class\":\"note\",\"args\":[7],\"id\":\"a\",\"at\":1700000000000,\"max\":5,"
                        + "\"outbox\":\"db0\",\"losses\":2,\"lost\":[\"p-1\",\"p-2\"]}",
                TestDashboard.CAUSE);

        assertThat(facts("a"))
                .contains(
                        "State dead",
                        "Since 2023-11-14 22:13:20",
                        "Kind note",
                        "Queue note",
                        "Reason attempts",
                        "Failure java.io.IOException",
                        "Attempt 3 of 5",
                        "Process host-1-7",
                        "Enqueued 2023-11-14 22:13:20",
                        "Outbox db0",
                        "Processes lost 2: p-1, p-2");
    }

    @Test
    void whatAJobDoesNotSayIsLeftOut() {
        dashboard.bury(
                "a", "note", "{\"class\":\"note\",\"args\":[7],\"id\":\"a\"}", TestDashboard.CAUSE);

        assertThat(facts("a"))
                .contains("Attempt 3 Process")
                .doesNotContain("Enqueued", "Outbox", "Processes lost");
    }

    @Test
    void bytesThatAreNoJobAreShownToOperatorsOnly() {
        DeadJob.Cause unreadable = new DeadJob.Cause("unreadable", "t", "no job", "");
        dashboard.bury("short", "note", "no job <\u00ff>", unreadable);
        dashboard.bury("long", "note", "0123456789abcdef".repeat(33), unreadable);
        TestBrowser viewer = dashboard.browser(Role.VIEWER);
        TestBrowser operator = dashboard.browser(Role.OPERATOR);

        assertThat(viewer.get("/job?id=short").text())
                .contains("11 bytes that cannot be read as a job")
                .doesNotContain("6e 6f", ">Retry<", ">Stack<");
        assertThat(facts("short")).contains("Kind –");
        operator.get("/job?id=short");
        assertThat(operator.post("/job/args", Map.of("id", "short")).text())
                .contains("11 bytes that cannot be read as a job:")
                .contains("0000  6e 6f 20 6a 6f 62 20 3c c3 bf 3e")
                .contains(" no job &lt;..&gt;");
        assertThat(operator.post("/job/args", Map.of("id", "long")).text())
                .contains("528 bytes that cannot be read as a job; the first:")
                .containsPattern("01f0  30 31 32 .* 0123456789abcdef")
                .doesNotContain("0200 ");
    }

    @Test
    void argsThatAreDeepBeyondReadingAreBytes() {
        String args = "[".repeat(2_000) + "]".repeat(2_000);
        dashboard.bury(
                "deep",
                "note",
                "{\"class\":\"note\",\"args\":" + args + ",\"id\":\"deep\"}",
                TestDashboard.CAUSE);

        assertThat(dashboard.browser(Role.VIEWER).get("/job?id=deep").text())
                .contains("bytes that cannot be read as a job");
    }

    @Test
    void numberBeyondReadingIsBytesAndCanBeDiscarded() {
        for (String kind : List.of("note", "fan-out")) {
            dashboard.bury(
                    kind,
                    "note",
                    "{\"class\":\""
                            + kind
                            + "\",\"args\":[{\"photoId\":1e99999999999}],\"id\":\""
                            + kind
                            + "\"}",
                    TestDashboard.CAUSE);
            TestBrowser operator = dashboard.browser(Role.OPERATOR);

            assertThat(operator.get("/job?id=" + kind).text())
                    .contains("bytes that cannot be read as a job", ">Discard");
            TestBrowser.Seen texts = operator.post("/job/args", Map.of("id", kind));
            assertThat(texts.status()).isEqualTo(200);
            assertThat(texts.text()).contains("bytes that cannot be read as a job:");
        }
    }

    @Test
    void queueThatHasHeldNoJobSaysSo() {
        TestBrowser operator = dashboard.browser(Role.OPERATOR);

        assertThat(operator.get("/queue?name=nothing").text())
                .contains("This queue has held no job yet.", ">Pause<");
        assertThat(operator.get("/queue?name=A%20B").text()).doesNotContain(">Pause<");
        assertThat(dashboard.browser(Role.VIEWER).get("/queue?name=nothing").text())
                .doesNotContain(">Pause<");
    }

    /** The text of the page, without its marks. */
    private String facts(String id) {
        return dashboard
                .browser(Role.VIEWER)
                .get("/job?id=" + id)
                .text()
                .replaceAll("<[^>]*>", " ")
                .replaceAll("\\s+", " ");
    }
}
