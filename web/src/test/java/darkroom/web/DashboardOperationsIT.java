package darkroom.web;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.queue.handler.Failure;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.operations.Operation;
import darkroom.queue.operations.OperationState;
import darkroom.queue.operations.Operations;
import darkroom.queue.operator.Role;
import darkroom.web.TestBrowser.Seen;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Operations on the dead jobs of a group, ordered and steered from the pages. */
@Timeout(120)
final class DashboardOperationsIT {
    private final TestDashboard dashboard = TestDashboard.start();
    private final Operations operations = new Operations(dashboard.store);
    private final TestBrowser operator = dashboard.browser(Role.OPERATOR);
    private String group = "";

    @BeforeEach
    void bury() {
        group =
                new TestFailures(dashboard.store)
                        .bury(Failure.of("java.io.IOException", "no route"), 3);
    }

    @AfterEach
    void close() {
        dashboard.close();
    }

    @Test
    void itIsOrderedWithTheExactCountAndSteered() {
        operator.get("/");
        String order = operator.get("/order?action=retry&group=" + group).text();
        Seen started = start("retry", group, "2", "7");
        Operation ordered = operations.find(1).orElseThrow();
        List<OperationState> states =
                List.of(steered("pause"), steered("resume"), steered("cancel"), steered("undo"));

        assertThat(order).contains("Retry 3 jobs", "Some of them", "/job?id=");
        assertThat(started.status()).isEqualTo(303);
        assertThat(started.header("Location")).endsWith("/operation?number=1&done=ordered");
        assertThat(ordered.counts().total()).isEqualTo(3);
        assertThat(ordered.plan().by()).isEqualTo("operator");
        assertThat(ordered.plan().pace().canary()).isEqualTo(2);
        assertThat(ordered.plan().pace().rate()).isEqualTo(7);
        assertThat(states)
                .containsExactly(
                        OperationState.PAUSED,
                        OperationState.RUNNING,
                        OperationState.CANCELLED,
                        OperationState.UNDOING);
        assertThat(operator.get("/operations").text())
                .contains("retry group " + group, "undoing", "/operation?number=1");
        assertThat(operator.get("/audit").text())
                .contains("operation retry", "3 dead", "operation 1", "operation undo");
    }

    @Test
    void whatCannotBeDoneIsRefusedAndChangesNothing() {
        operator.get("/");
        for (Seen refused :
                List.of(
                        start("retry", "x", "2", "7"),
                        start("burn", group, "2", "7"),
                        start("retry", group, "-1", "7"),
                        start("retry", group, "1001", "7"),
                        start("retry", group, "2", "0"),
                        start("retry", group, "2", "99999999999"))) {
            assertThat(refused.status()).as(refused.text()).isEqualTo(400);
        }
        assertThat(operations.list()).isEmpty();
        assertThat(operator.post("/operation/pause", Map.of("number", "1")).status())
                .isEqualTo(409);
        start("discard", group, "", "7");
        Seen again = operator.post("/operation/resume", Map.of("number", "1"));
        Seen undone = operator.post("/operation/undo", Map.of("number", "1"));
        Seen viewers =
                dashboard.browser(Role.VIEWER).post("/operation/cancel", Map.of("number", "1"));

        assertThat(again.status()).isEqualTo(409);
        assertThat(again.text()).contains("found it running", "nothing was changed");
        assertThat(undone.status()).isEqualTo(409);
        assertThat(undone.text()).contains("found one that discarded them");
        assertThat(viewers.status()).isEqualTo(403);
        assertThat(operations.find(1).orElseThrow().state()).isEqualTo(OperationState.RUNNING);
    }

    @Test
    void pagesOfWhatIsNotThereSaySo() {
        assertThat(operator.get("/operation?number=7").status()).isEqualTo(404);
        assertThat(operator.get("/operation?number=x").status()).isEqualTo(400);
        assertThat(operator.get("/order?action=retry&group=0123456789ab").status()).isEqualTo(404);
        assertThat(operator.get("/order?action=burn&group=" + group).status()).isEqualTo(400);
        assertThat(operator.get("/operations").text()).contains("No operation has been ordered");
        new DeadJobs(dashboard.store)
                .list(0, 10)
                .forEach(view -> new DeadJobs(dashboard.store).discard(view.job().id()));
        assertThat(operator.get("/order?action=retry&group=" + group).text())
                .contains("there is nothing to do")
                .doesNotContain("<button type=\"submit\">Retry");
    }

    private Seen start(String action, String of, String canary, String rate) {
        Map<String, String> fields = new TreeMap<>();
        fields.put("action", action);
        fields.put("group", of);
        fields.put("canary", canary);
        fields.put("rate", rate);
        return operator.post("/operation/start", fields);
    }

    private OperationState steered(String verb) {
        Seen seen = operator.post("/operation/" + verb, Map.of("number", "1"));
        assertThat(seen.status()).as(verb + ": " + seen.text()).isEqualTo(303);
        return operations.find(1).orElseThrow().state();
    }
}
