package darkroom.web;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.queue.inspect.Queues;
import darkroom.queue.operator.Role;
import darkroom.web.TestBrowser.Seen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What comes of an action on a job that is not dead any more. */
@Timeout(120)
final class DashboardNotDeadIT {
    private static final String DUE = "1764195000000";
    private static final String JOB = TestDashboard.job("a", "1");

    private final TestDashboard dashboard = TestDashboard.start();

    @AfterEach
    void close() {
        dashboard.close();
    }

    @Test
    void jobThatSomebodyHasRetriedMeanwhileIsLeftAloneAndSaidToWait() {
        dashboard.bury("a", "note", JOB, TestDashboard.CAUSE);
        TestBrowser slow = dashboard.browser(Role.OPERATOR);
        assertThat(slow.get("/job?id=a").text()).contains(">Retry<");
        TestBrowser quick = dashboard.browser(Role.ADMIN);
        assertThat(quick.post("/dead/retry", Map.of("id", "a")).status()).isEqualTo(303);
        Map<String, String> before = dashboard.dump();

        for (String action : List.of("/dead/retry", "/dead/discard", "/job/edit", "/job/args")) {
            Map<String, String> form = Map.of("id", "a", "since", "1", "args", "[2]");
            assertSaid(slow.post(action, form), "it waits in queue note; nothing was changed");
        }

        assertThat(dashboard.dump()).isEqualTo(before);
        assertThat(slow.get("/job?id=a").text()).contains("waits in queue note");
    }

    @Test
    void jobIsSaidToBeWhereverItIs() {
        TestBrowser operator = dashboard.browser(Role.OPERATOR);
        String process = "host-1-7";
        dashboard.command("ZADD", dashboard.keys.processes(), "1", process);
        dashboard.command("HSET", dashboard.keys.reserved(process), "1:note", JOB);
        assertSaid(retry(operator), "process host-1-7 runs it, or will next");
        dashboard.command("DEL", dashboard.keys.reserved(process));

        for (String place : List.of(dashboard.keys.retrying(), dashboard.keys.scheduled())) {
            dashboard.command("ZADD", place, DUE, "note:" + JOB);
            String word = place.equals(dashboard.keys.retrying()) ? "retrying" : "scheduled";
            Seen seen = retry(operator);
            assertThat(seen.text()).contains("it is " + word + ", due at 2025-11-26 22:10:00 UTC");
            assertThat(seen.text()).contains("href=\"/job?due=" + DUE + "&amp;id=a\"");
            dashboard.command("DEL", place);
        }

        assertThat(retry(operator).status()).isEqualTo(409);
        assertThat(retry(operator).text())
                .contains("it is done, was discarded or cancelled, or goes from one")
                .doesNotContain("Where it is now");
        dashboard.command("SADD", dashboard.keys.queues(), "note");
        for (int i = 0; i < 500; i++) {
            dashboard.command("RPUSH", dashboard.keys.queue("note"), TestDashboard.job("b", "1"));
        }
        assertThat(retry(operator).text()).contains("or waits behind others", "darkroom job show");
    }

    @Test
    void oneOfManyAtOnceRetriesAndTheOthersAreToldWhereItIs() {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<TestBrowser> operators = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                operators.add(dashboard.browser(Role.OPERATOR));
            }
            for (int round = 1; round <= 25; round++) {
                dashboard.bury("a", "note", JOB, TestDashboard.CAUSE);
                List<CompletableFuture<Seen>> all =
                        operators.stream()
                                .map(
                                        one ->
                                                CompletableFuture.supplyAsync(
                                                        () -> retry(one), threads))
                                .toList();
                List<Seen> seen = all.stream().map(CompletableFuture::join).toList();

                assertThat(seen.stream().filter(one -> one.status() == 303)).hasSize(1);
                seen.stream()
                        .filter(one -> one.status() != 303)
                        .forEach(one -> assertSaid(one, "it waits in queue note"));
                assertThat(new Queues(dashboard.store).peek("note", 1_000)).hasSize(round);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static Seen retry(TestBrowser operator) {
        return operator.post("/dead/retry", Map.of("id", "a"));
    }

    private static void assertSaid(Seen seen, String where) {
        assertThat(seen.status()).isEqualTo(409);
        assertThat(seen.text())
                .contains("Cannot do this: job a is not dead any more", where)
                .containsPattern("href=\"/job\\?id=a\"[^>]*>Where it is now<");
        PageShape.assertOnlyOurs("not dead", seen.text());
    }
}
