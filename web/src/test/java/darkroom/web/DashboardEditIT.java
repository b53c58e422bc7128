package darkroom.web;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.inspect.Queues;
import darkroom.queue.json.JobCodec;
import darkroom.queue.operator.Role;
import darkroom.web.TestBrowser.Seen;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The args of a dead job are changed on its page, and it is retried with them. */
@Timeout(60)
final class DashboardEditIT {
    private static final String SINCE = "1700000000000";

    private final TestDashboard dashboard = TestDashboard.start();
    private final TestBrowser operator = dashboard.browser(Role.OPERATOR);

    @BeforeEach
    void bury() {
        dashboard.bury(
                "a",
                "note",
                TestDashboard.job("a", "{\"to\":\"<b>&bob\",\"number\":7}"),
                TestDashboard.CAUSE);
        operator.get("/");
    }

    @AfterEach
    void close() {
        dashboard.close();
    }

    private Seen edit(String since, String args) {
        return operator.post("/job/edit", Map.of("id", "a", "since", since, "args", args));
    }

    @Test
    void formIsThereOnceTheTextsWereAskedFor() {
        String asked = operator.post("/job/args", Map.of("id", "a")).text();

        PageShape.assertOnlyOurs("job", asked);
        assertThat(asked.substring(asked.indexOf("<textarea"))).contains("&lt;b&gt;&amp;bob");
        assertThat(operator.get("/job?id=a").text()).doesNotContain("/job/edit");
        assertThat(asked)
                .contains("Edit its args and retry it", "action=\"/job/edit\"")
                .contains("value=\"" + SINCE + "\"", "<textarea id=\"field-args\"");
    }

    @Test
    void jobGoesBackWithOtherArgsAndThoseBeforeStayWithIt() {
        Seen edited = edit(SINCE, "{\"to\":\"eve\"}");

        assertThat(edited.status()).isEqualTo(303);
        assertThat(edited.header("Location")).endsWith("/dead?done=edited");
        List<String> waiting = new Queues(dashboard.store).peek("note", 10);
        assertThat(waiting).hasSize(1);
        var job = JobCodec.decode(waiting.get(0).getBytes(StandardCharsets.UTF_8));
        assertThat(job.args()).hasToString("[{\"to\":\"eve\"}]");
        assertThat(job.edits()).singleElement().matches(one -> one.by().equals("operator"));
        assertThat(job.edits().get(0).args()).contains("bob");
        assertThat(operator.get("/audit").text())
                .contains("dead edit", "dead, kind note", "ready with other args")
                .doesNotContain("eve", "bob");
        dashboard.bury("a", "note", waiting.get(0), TestDashboard.CAUSE);
        assertThat(operator.get("/job?id=a").text())
                .contains("by operator; before: ")
                .doesNotContain("bob", "eve");
    }

    @Test
    void whatHasChangedMeanwhileOrCannotBeArgsIsRefusedAndStaysAsItIs() {
        Map<String, String> before = dashboard.dump();
        Seen died = edit("1699999999999", "[1]");
        assertThat(died.status()).isEqualTo(409);
        assertThat(died.text())
                .contains("has died again since you looked, at 2023-11-14T22:13:20Z");
        for (String wrong : List.of("{", "7", "\"text\"", "[1] [2]")) {
            assertThat(edit(SINCE, wrong).status()).as(wrong).isEqualTo(409);
        }
        assertThat(operator.post("/job/edit", Map.of("id", "a", "since", SINCE)).status())
                .isEqualTo(400);
        assertThat(dashboard.dump().get(dashboard.keys.deadJobs()))
                .isEqualTo(before.get(dashboard.keys.deadJobs()));
        new DeadJobs(dashboard.store).discard("a");
        Seen gone = edit(SINCE, "[1]");
        assertThat(gone.status()).isEqualTo(409);
        assertThat(gone.text()).contains("not dead any more");
        TestBrowser viewer = dashboard.browser(Role.VIEWER);
        viewer.get("/");
        assertThat(viewer.post("/job/edit", Map.of("id", "a")).status()).isEqualTo(403);
    }

    @Test
    void argsThatAreNotShownWholeAreNotEditedHere() {
        dashboard.bury(
                "secret",
                "note",
                TestDashboard.job("secret", "{\"password\":\"s3cret\"}"),
                TestDashboard.CAUSE);
        dashboard.bury(
                "long",
                "note",
                TestDashboard.job("long", "\"" + "x".repeat(13_000) + "\""),
                TestDashboard.CAUSE);

        for (String id : List.of("secret", "long")) {
            assertThat(operator.post("/job/args", Map.of("id", id)).text())
                    .as(id)
                    .contains("These args cannot be edited here")
                    .doesNotContain("/job/edit", "s3cret");
        }
    }
}
