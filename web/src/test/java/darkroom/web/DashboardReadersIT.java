package darkroom.web;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.queue.json.DeadJob;
import darkroom.queue.operator.Role;
import darkroom.web.TestBrowser.Seen;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Readers of an export that are slow, read nothing or have gone, and what others see of them. */
@Timeout(180)
final class DashboardReadersIT {
    private static final int JOBS = 3_000;

    /** Of each: so that an export is far more than a connection holds that nobody reads. */
    private static final int STACK_CHARS = 5_000;

    /** A server gives up on who reads nothing in thirty seconds. */
    private static final Duration GIVEN_UP = Duration.ofMinutes(1);

    /** So soon it is known that a reader has gone, long before it is given up. */
    private static final Duration GONE = Duration.ofSeconds(15);

    private static final int BYTES = 10_000;
    private static final int READS_A_PAGE = 100;

    private final List<RawReader> readers = new ArrayList<>();
    private final TestDashboard dashboard = TestDashboard.start();
    private final TestBrowser operator = dashboard.browser(Role.OPERATOR);
    private final TestBrowser viewer = dashboard.browser(Role.VIEWER);

    @BeforeEach
    void bury() {
        byte[] payload = TestDashboard.job("slow", "7").getBytes(StandardCharsets.UTF_8);
        DeadJob.Cause cause =
                new DeadJob.Cause("attempts", "java.io.IOException", "", "s".repeat(STACK_CHARS));
        DeadJob job = new DeadJob("slow", "note", "note", 3, cause, "host-1-7", payload);
        dashboard.bury(job, JOBS);
    }

    @AfterEach
    void close() {
        readers.forEach(RawReader::close);
        dashboard.close();
    }

    private RawReader begun() throws IOException {
        RawReader reader = RawReader.exports(dashboard.uri(), operator, "note");
        readers.add(reader);
        assertThat(reader.read(15)).isEqualTo("HTTP/1.1 200 OK");
        return reader;
    }

    private Seen export(String kind) {
        return operator.post("/dead/export", Map.of("kind", kind));
    }

    private void assertBusyAndPagesAreSeen() {
        for (String path : List.of("/", "/dead", "/queues", "/fleet")) {
            assertThat(viewer.get(path).status()).as(path).isEqualTo(200);
        }
        // After the pages: they were seen while both were still there.
        Seen third = export("none");
        assertThat(third.status()).isEqualTo(503);
        assertThat(third.header("Retry-After")).isEqualTo("30");
        assertThat(third.text()).contains("Cannot export now: expected fewer than 2");
    }

    private int brokenOff() {
        return operator.get("/audit").text().split("the export broke off after", -1).length - 1;
    }

    @Test
    void whoReadsNothingKeepsNobodyFromPagesAndIsGivenUp() throws IOException {
        begun();
        begun();
        assertBusyAndPagesAreSeen();

        Eventually.becomesTrue(GIVEN_UP, () -> export("none").status() == 200);
        Eventually.becomesTrue(() -> brokenOff() == 2);

        assertThat(export("note").text().lines()).hasSize(JOBS);
    }

    @Test
    void whoHasGoneGivesTheTurnBackLongBeforeBeingGivenUp() throws IOException {
        begun();
        begun();
        assertBusyAndPagesAreSeen();

        readers.forEach(RawReader::close);

        Eventually.becomesTrue(GONE, () -> brokenOff() == 2);
        begun();
        assertThat(export("note").text().lines()).hasSize(JOBS);
    }

    @Test
    void whoReadsSlowlyGetsAllOfItAndKeepsNobodyFromPages() throws IOException {
        RawReader slow = begun();
        begun();
        assertBusyAndPagesAreSeen();
        StringBuilder file = new StringBuilder();
        int reads = 0;

        for (String part = slow.read(BYTES); !part.isEmpty(); part = slow.read(BYTES)) {
            file.append(part);
            if (reads++ % READS_A_PAGE == 0) {
                assertThat(viewer.get("/dead").status()).isEqualTo(200);
            }
        }

        assertThat(file.toString().split("\"id\":\"", -1)).hasSize(JOBS + 1);
        assertThat(export("note").text().lines()).as("by the turn of the slow").hasSize(JOBS);
    }
}
