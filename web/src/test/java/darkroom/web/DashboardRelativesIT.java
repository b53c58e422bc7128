package darkroom.web;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.jobs.shards.Sql;
import darkroom.queue.archive.DeadSearch;
import darkroom.queue.operator.Role;
import darkroom.queue.trace.TraceParent;
import darkroom.web.dashboard.BesideRedis;
import darkroom.web.dashboard.DeadSources;
import java.security.SecureRandom;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What else is dead of the request that a job came of. */
@Timeout(120)
final class DashboardRelativesIT {
    private static final String HOSTILE =
            "<script>alert(1)</script>\"><img src=x onerror=alert(2)>";
    private static final TraceParent TRACE =
            new TraceParent("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", true);

    private final TestDashboard dashboard = TestDashboard.start();
    private final TestFanOuts databases = new TestFanOuts(dashboard.store);
    private final DeadSearch search =
            new DeadSearch(
                    databases.shards.databases().get(0).dataSource(), dashboard.store, List.of());
    private final DashboardServer server =
            DashboardServer.start(
                    new WebConfig(WebConfig.LOOPBACK, 0),
                    dashboard.store,
                    new BesideRedis(
                            new DeadSources(DeadSources.NONE.bodies(), () -> Optional.of(search)),
                            Optional::empty),
                    Set.of(),
                    new SecureRandom());

    @AfterEach
    void close() {
        server.close();
        databases.close();
        dashboard.close();
    }

    @Test
    void parentAndChildrenAreShownAsTextWithTheirLinks() {
        TraceParent step = TRACE.next("mother 1");
        bury("mother", "kind", TRACE);
        bury("me", "note", step);
        bury("twin", "note", step);
        bury("kid", HOSTILE, step.next("me 1"));
        bury("aunt", "note", TRACE);

        String page = page("/job?id=me");

        PageShape.assertOnlyOurs("/job", page);
        assertThat(page)
                .contains("Dead of the same request", "/job?id=kid", "&lt;script")
                .containsPattern("(?s)its child<.*?/job\\?id=kid")
                .containsPattern("(?s)its parent<.{1,400}?/job\\?id=mother")
                .containsPattern("(?s)enqueued beside it<.{1,400}?/job\\?id=twin")
                .containsPattern("(?s)of the same request<.{1,400}?/job\\?id=aunt")
                .doesNotContain("There are more");
        for (int i = 0; i < 30; i++) {
            bury("kid" + i, "note", step.next("me 1"));
        }
        assertThat(page("/job?id=me")).contains("There are more: 25 of each are shown.");
        assertThat(dashboard.browser(Role.VIEWER).get("/job?id=me").text())
                .contains("start the dashboard with --databases");
    }

    private String page(String path) {
        return TestBrowser.signedIn(server.uri(), "viewer", dashboard.token(Role.VIEWER))
                .get(path)
                .text();
    }

    private void bury(String id, String kind, TraceParent trace) {
        String payload =
                "{\"class\":\"note\",\"args\":[],\"id\":\""
                        + id
                        + "\",\"trace\":\""
                        + trace
                        + "\"}";
        dashboard.bury(id, "note", payload, TestDashboard.CAUSE);
        databases
                .shards
                .databases()
                .get(0)
                .transact(
                        connection -> {
                            try (PreparedStatement insert =
                                    Sql.prepare(
                                            connection,
                                            """
                                            INSERT INTO darkroom.dead_job (lane, died_at, name, kind,
                                              queue, failure_group, error, error_name, reason,
                                              message, attempt, shard, person, args, outbox, job_id,
                                              history, digest, bytes, body, trace, step)
                                            VALUES (?, 1700000000000, ?, ?, 'note', '', ?, 'E', 'r',
                                              ?, 1, '', '', '{}', '', '', '', '', 1, 'x', ?, ?)""",
                                            dashboard.keys.namespace(),
                                            id,
                                            kind,
                                            kind,
                                            kind,
                                            trace.traceId(),
                                            trace.parentId())) {
                                return insert.executeUpdate();
                            }
                        });
    }
}
