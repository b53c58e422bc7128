package darkroom.web;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.embedded.fixtures.TestPostgres;
import darkroom.jobs.shards.DatabaseAddress;
import darkroom.jobs.shards.PoolLimits;
import darkroom.jobs.shards.Shards;
import darkroom.queue.archive.DeadSearch;
import darkroom.queue.client.QueueClient;
import darkroom.queue.handler.Failure;
import darkroom.queue.operator.Role;
import darkroom.web.dashboard.BesideRedis;
import darkroom.web.dashboard.DeadSources;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Dead jobs are found by what is known of them. */
@Timeout(120)
final class DashboardSearchIT {
    private final TestDashboard dashboard = TestDashboard.start();
    private final SecureRandom random = new SecureRandom();
    private final Shards shards =
            Shards.open(
                    List.of(new DatabaseAddress("db0", TestPostgres.freshDatabase())),
                    1,
                    new QueueClient(dashboard.store, InstantSource.system(), random),
                    PoolLimits.ofConnections(2));
    private final DeadSearch search =
            new DeadSearch(shards.databases().get(0).dataSource(), dashboard.store, List.of());
    private final DashboardServer server =
            DashboardServer.start(
                    new WebConfig(WebConfig.LOOPBACK, 0),
                    dashboard.store,
                    new BesideRedis(
                            new DeadSources(DeadSources.NONE.bodies(), () -> Optional.of(search)),
                            Optional::empty),
                    Set.of(),
                    random);
    private String group = "";

    @BeforeEach
    void bury() throws InterruptedException {
        shards.migrate((done, total) -> {});
        TestFailures failures = new TestFailures(dashboard.store);
        group = failures.bury(Failure.of("java.io.IOException", "no route"), 3);
        failures.bury(Failure.of("org.example.Oops", "too long"), 2);
    }

    @AfterEach
    void close() {
        server.close();
        shards.close();
        dashboard.close();
    }

    @Test
    void jobsAreFoundByAllThatIsGiven() {
        TestBrowser viewer = signedIn(server);

        assertThat(viewer.get("/search").text())
                .contains("Search dead jobs")
                .doesNotContain("Found");
        assertThat(found(viewer, "/search?kind=note")).hasSize(5);
        assertThat(found(viewer, "/search?error=Oops")).hasSize(2);
        assertThat(found(viewer, "/search?error=Oops&group=" + group)).isEmpty();
        assertThat(found(viewer, "/search?queue=failing&since=2h")).hasSize(5);
        assertThat(found(viewer, "/search?since=2020-01-01T00:00:00Z&until=1h")).isEmpty();
        List<String> one = found(viewer, "/search?group=" + group);
        assertThat(one).hasSize(3);
        String id = one.get(0).substring(one.get(0).indexOf('=') + 1);
        assertThat(found(viewer, "/search?id=" + id)).containsExactly(one.get(0));
    }

    @Test
    void countOfTheDeadOfAQueueLeadsToThem() {
        TestBrowser viewer = signedIn(server);
        String page = viewer.pageWith("/queue?name=failing", "/dead?queue=failing");
        assertThat(page).contains("href=\"/dead?queue=failing\"");

        assertThat(found(viewer, "/dead?queue=failing")).hasSize(5);
        assertThat(found(viewer, "/dead?queue=other")).isEmpty();
    }

    @Test
    void whatCannotBeReadIsRefusedAndSaysWhere() {
        TestBrowser viewer = signedIn(server);

        for (String query :
                List.of("since=yesterday", "until=2026-13-01T00:00:00Z", "arg=photoId", "arg==1")) {
            assertThat(viewer.get("/search?" + query).status()).as(query).isEqualTo(400);
        }
        assertThat(viewer.get("/search?since=yesterday").text())
                .contains("since", "yesterday", "2h");
        assertThat(viewer.get("/search?kind=a&after=x").status()).isEqualTo(400);
    }

    @Test
    void withoutADatabaseItSaysHowToGetOne() {
        assertThat(dashboard.browser(Role.VIEWER).get("/search?kind=note").text())
                .contains("start it with --databases");
    }

    private TestBrowser signedIn(DashboardServer to) {
        return TestBrowser.signedIn(to.uri(), "viewer", dashboard.token(Role.VIEWER));
    }

    private static List<String> found(TestBrowser viewer, String path) {
        String page = viewer.get(path).text();
        assertThat(page).as(path).contains("Found", "<form class=\"query\"");
        return Pattern.compile("href=\"(/job\\?id=[^\"]+)\"")
                .matcher(page)
                .results()
                .map(link -> link.group(1))
                .toList();
    }
}
