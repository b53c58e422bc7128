package darkroom.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.queue.StoreUnavailableException;
import darkroom.queue.archive.DeadBodies;
import darkroom.queue.archive.Place;
import darkroom.queue.json.DeadJob;
import darkroom.queue.operator.Role;
import darkroom.web.TestBrowser.Seen;
import darkroom.web.dashboard.BesideRedis;
import darkroom.web.dashboard.DeadSources;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Exports that cannot be ended, and choices of more than a page looks at. */
@Timeout(120)
final class DashboardExportIT {
    private static final long SINCE = 1_700_000_000_000L;
    private static final int WHOLE = 500;

    /** More than are looked at for a page. */
    private static final int MANY = 2_600;

    private final TestDashboard dashboard = TestDashboard.start();
    private final DashboardServer server =
            DashboardServer.start(
                    new WebConfig(WebConfig.LOOPBACK, 0),
                    dashboard.store,
                    new BesideRedis(
                            new DeadSources(new NoArchive(), Optional::empty), Optional::empty),
                    Set.of(),
                    new SecureRandom());
    private final TestBrowser operator =
            TestBrowser.signedIn(server.uri(), "operator", dashboard.token(Role.OPERATOR));

    /** An archive that is away. */
    private static final class NoArchive implements DeadBodies {
        @Override
        public Map<Place, byte[]> of(List<Place> places) {
            throw new StoreUnavailableException("cannot read bodies: the archive is away");
        }

        @Override
        public void recall(Map<Place, byte[]> records) {
            throw new StoreUnavailableException("cannot read bodies: the archive is away");
        }
    }

    @AfterEach
    void close() {
        server.close();
        dashboard.close();
    }

    private static DeadJob dead(String id) {
        byte[] payload = TestDashboard.job(id, "{\"number\":7}").getBytes(StandardCharsets.UTF_8);
        return new DeadJob(id, "note", "note", 3, TestDashboard.CAUSE, "host-1-7", payload);
    }

    private void bury(String id, long since, byte[] record) {
        String text = new String(record, StandardCharsets.UTF_8);
        dashboard.command("HSET", dashboard.keys.deadJobs(), id, text);
        dashboard.command("ZADD", dashboard.keys.dead(), Long.toString(since), id);
    }

    @Test
    void exportThatFailsBeforeItsFirstByteIsRefused() {
        bury("stub", SINCE, dead("stub").toStub(Optional.empty()));

        Seen refused = operator.post("/dead/export", Map.of("kind", "note"));

        assertThat(refused.status()).as(refused.text()).isEqualTo(503);
        assertThat(refused.header("Content-Type")).startsWith("text/html");
        assertThat(refused.header("Content-Disposition")).isEmpty();
        assertThat(refused.text()).contains("the archive is away");
    }

    @Test
    void exportThatFailsHalfWayIsSeenToBeBrokenAndNoted() {
        for (int i = 0; i < WHOLE; i++) {
            bury("whole-" + i, SINCE, dead("whole-" + i).toBytes());
        }
        assertThat(operator.post("/dead/export", Map.of("kind", "note")).text().lines())
                .hasSize(WHOLE);
        bury("stub", SINCE + 1, dead("stub").toStub(Optional.empty()));

        assertThatThrownBy(() -> operator.post("/dead/export", Map.of("kind", "note")))
                .hasCauseInstanceOf(IOException.class);

        assertThat(operator.get("/audit").text())
                .contains("the export broke off after " + WHOLE + " jobs", "the archive is away");
    }

    @Test
    void whoSeesTheEndOfAFileByThatOfTheConnectionSeesThatItIsBroken() throws IOException {
        for (int i = 0; i < WHOLE; i++) {
            bury("whole-" + i, SINCE, dead("whole-" + i).toBytes());
        }
        bury("stub", SINCE + 1, dead("stub").toStub(Optional.empty()));

        try (RawReader reader = RawReader.exports(server.uri(), operator, "note")) {
            assertThat(reader.read(15)).isEqualTo("HTTP/1.1 200 OK");
            assertThatThrownBy(
                            () -> {
                                while (!reader.read(10_000).isEmpty()) {}
                            })
                    .isInstanceOf(SocketException.class);
        }
    }

    @Test
    void whereNotAllWereLookedAtACanaryIsStillTheDefault() {
        dashboard.bury(dead("many"), MANY);

        String order = operator.get("/order?action=retry&kind=other").text();
        Seen started =
                operator.post(
                        "/operation/start",
                        Map.of("action", "retry", "kind", "other", "canary", "20", "rate", "7"));

        assertThat(order).containsPattern("0 of the first [0-9,]+ of [0-9,]+ that were looked at");
        assertThat(order).containsPattern("name=\"canary\"[^>]*value=\"20\"");
        assertThat(started.status()).isEqualTo(303);
        assertThat(operator.get("/audit").text())
                .containsPattern("0 dead of the first [0-9]+ of [0-9]+ that were looked at");
    }
}
