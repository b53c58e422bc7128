package darkroom.web;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import darkroom.queue.handler.Failure;
import darkroom.queue.json.DeadJob;
import darkroom.queue.operator.AuditEntry.Act;
import darkroom.queue.operator.AuditEntry.Phase;
import darkroom.queue.operator.AuditLog;
import darkroom.queue.operator.Role;
import darkroom.web.TestBrowser.Seen;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** What stands on the pages, whatever stands in the jobs. */
@Timeout(120)
final class DashboardContentIT {
    private static final String HOSTILE =
            "<script>alert(1)</script>\"><img src=x onerror=alert(2)>' onclick='alert(3)"
                    + "javascript:alert(4)&lt;b&gt;${1+1}@if(true)\u202e\u0000\r\nX-Evil: 1";
    private static final String CANARY = "canary-4f1d-secret";

    private final TestDashboard dashboard = TestDashboard.start();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Logger ours = (Logger) LoggerFactory.getLogger("darkroom");

    @BeforeEach
    void listen() {
        log.start();
        root.addAppender(log);
        ours.setLevel(Level.DEBUG);
    }

    @AfterEach
    void close() {
        root.detachAppender(log);
        ours.setLevel(null);
        dashboard.close();
    }

    @Test
    void nothingOfAJobIsMoreThanText() {
        plantEverywhere(HOSTILE);
        TestBrowser admin = dashboard.browser(Role.ADMIN);
        admin.pageWith("/queues", "/waiting?queue=note");

        Map<String, String> pages = pages(admin);

        assertThat(pages.keySet())
                .anyMatch(path -> path.startsWith("/queue?name=%3Cscript"))
                .anyMatch(path -> path.startsWith("/job?id=%3Cscript"))
                .anyMatch(path -> path.startsWith("/failure?id="))
                .anyMatch(path -> path.startsWith("/threads/job?process=%3Cscript"))
                .anyMatch(path -> path.startsWith("/threads?kind=%3Cscript"))
                .anyMatch(path -> path.startsWith("/threads?process=%3Cscript"))
                .contains(
                        "/threads",
                        "/fleet",
                        "/kinds",
                        "/failures",
                        "/audit",
                        "/retrying",
                        "/scheduled",
                        "/waiting?queue=note",
                        "/");
        pages.forEach(PageShape::assertOnlyOurs);
        assertThat(pages.values().stream().filter(page -> page.contains("&lt;script")))
                .as("pages on which it is seen")
                .hasSizeGreaterThan(7);
        assertThat(HOSTILE).as("what turns the rest around").contains("\u202e", "\u0000");
        assertThat(pages.values())
                .noneMatch(page -> page.contains("\u202e") || page.contains("\u0000"));
        assertThat(pages.values().stream().filter(page -> page.contains("if(true)\ufffd\ufffd")))
                .as("pages on which that is a mark")
                .hasSizeGreaterThan(7);
        Map<String, String> id = Map.of("id", HOSTILE);
        PageShape.assertOnlyOurs("args", admin.post("/job/args", id).text());
        assertThat(admin.post("/dead/retry", id).status()).isEqualTo(303);
        PageShape.assertOnlyOurs("refused", admin.post("/dead/retry", id).text());
        for (String path :
                List.of(
                        "/job?id=",
                        "/queue?name=",
                        "/waiting?queue=",
                        "/waiting?queue=note&offset=",
                        "/dead?queue=",
                        "/dead?since=",
                        "/audit?before=",
                        "/threads?process=",
                        "/threads?kind=",
                        "/threads?queue=",
                        "/threads?frame=",
                        "/threads?stuck=",
                        "/threads/job?id=")) {
            Seen echoed = admin.get(path + TestBrowser.encoded(HOSTILE));
            PageShape.assertOnlyOurs(path, echoed.text());
            assertThat(echoed.header("X-Evil")).isEmpty();
        }
    }

    /** In every place that a page shows. */
    private void plantEverywhere(String text) {
        String json = json(text);
        DeadJob.Cause cause = new DeadJob.Cause(text, text, text, text);
        dashboard.bury(text, text, TestDashboard.job("x", "{" + json + ":" + json + "}"), cause);
        dashboard.bury("unreadable", text, text, cause);
        String kind = "{\"class\":" + json + ",\"args\":[],\"id\":" + json("id" + text) + "}";
        var keys = dashboard.keys;
        for (String set : List.of(keys.scheduled(), keys.retrying())) {
            dashboard.command("ZADD", set, "1", "note:" + kind);
            dashboard.command("ZADD", set, "2", text);
        }
        dashboard.command("SADD", keys.queues(), text, "note");
        dashboard.command("SADD", keys.paused(), text);
        dashboard.command("RPUSH", keys.queue(text), kind);
        dashboard.command("RPUSH", keys.queue("note"), kind);
        for (String counter : List.of("done", "failed", "dead", "awaited")) {
            dashboard.command("HSET", keys.stats(), counter + "|" + text.replace("|", ""), "1");
        }
        String queue = text.replace("|", "");
        dashboard.command("HSET", keys.stats(), "wait|" + queue + "|9", "1");
        dashboard.command("HSET", keys.objectives(), "set|" + queue, "1000", "kind|note", "2000");
        dashboard.command("ZADD", keys.processes(), "1", text);
        dashboard.command("ZADD", keys.lost(), "1", text);
        dashboard.command(
                "HSET",
                keys.process(text),
                "state",
                text,
                "host",
                text,
                "pid",
                text,
                "build",
                text,
                "heapBytes",
                text,
                "gcMillis",
                text);
        dashboard.command("SET", keys.threads(text), board(json));
        new AuditLog(dashboard.store).add(new Act(text, text, text, text), Phase.DONE, text);
        String group = new TestFailures(dashboard.store).bury(new Failure(text, text, text), 1);
        for (String field : List.of("note", "assignee", "runbook")) {
            dashboard.redis.command("HSET", keys.failure(group), field, text);
        }
    }

    /** What a process shows of its only handler. */
    private String board(String json) {
        return dashboard.store.timeMillis()
                + " {\"threads\":1,\"busy\":1,\"samples\":3,\"more\":1,\"frames\":[TEXT],"
                        .replace("TEXT", json)
                + "\"stacks\":[[0]],\"jobs\":[{\"stack\":0,\"same\":3,\"span\":2000"
                + ",\"id\":TEXT,\"kind\":TEXT,\"queue\":TEXT,\"told\":TEXT,\"state\":TEXT,\"own\":TEXT}]}"
                        .replace("TEXT", json);
    }

    @Test
    void secretStandsOnNoPageAndInNoLine() {
        DeadJob.Cause cause =
                new DeadJob.Cause(
                        "attempts",
                        "java.sql.SQLException",
                        "login failed: password=" + CANARY + " for ada",
                        "at a.B.c(B.java:1) Authorization: Bearer " + CANARY);
        dashboard.bury(
                "one",
                "note",
                TestDashboard.job(
                        "one",
                        "{\"photoId\":4711,\"note\":\"CANARY\",\"apiKey\":\"CANARY\",\"a\":[\"CANARY\"]}"
                                .replace("CANARY", CANARY)),
                cause);
        dashboard.bury("two", "note", "no job: " + CANARY, cause);
        new TestFailures(dashboard.store)
                .bury(new Failure(cause.type(), cause.message(), cause.stack()), 1);
        dashboard.bury(
                "three",
                "note",
                TestDashboard.job("three", "{\"a\":\"" + CANARY + "\"}")
                        .getBytes(StandardCharsets.UTF_8),
                cause,
                3);
        dashboard.command("SADD", dashboard.keys.queues(), "note");
        String waits = TestDashboard.job("four", "{\"a\":\"" + CANARY + "\"}");
        dashboard.command("RPUSH", dashboard.keys.queue("note"), waits);
        TestBrowser viewer = dashboard.browser(Role.VIEWER);
        viewer.pageWith("/queues", "/waiting?queue=note");

        Map<String, String> pages = pages(viewer);

        assertThat(pages)
                .containsKeys("/job?id=one", "/job?id=two", "/job?id=three")
                .containsKeys("/waiting?queue=note", "/job?offset=0&queue=note&id=four");
        assertThat(pages.get("/job?id=one")).contains("4711", "photoId", "••••", "for ada");
        assertThat(pages.values()).noneMatch(page -> page.contains(CANARY));
        TestBrowser operator = dashboard.browser(Role.OPERATOR);
        Seen shown = operator.post("/job/args", Map.of("id", "one"));
        assertThat(shown.text())
                .as("a text that an operator asked for")
                .contains("\"note\" : \"" + CANARY)
                .contains("\"apiKey\" : \"••••");
        assertThat(operator.get("/audit").text()).contains("job args", "one");
        operator.post("/dead/retry", Map.of("id", "two"));
        operator.signIn("viewer", CANARY);
        operator.get("/nowhere?token=" + CANARY);
        operator.get("/setup?token=" + CANARY);
        assertThat(log.list.stream().map(DashboardContentIT::line))
                .isNotEmpty()
                .noneMatch(line -> line.contains(CANARY))
                .noneMatch(line -> line.contains(dashboard.token(Role.OPERATOR)))
                .noneMatch(line -> line.contains(operator.csrf));
    }

    @Test
    void argsOfAMaskedKindAreShownToNobody() {
        String payload = "{\"class\":\"hidden-kind\",\"args\":[{\"n\":4711}],\"id\":\"h\"}";
        DeadJob job =
                new DeadJob(
                        "h",
                        "note",
                        "hidden-kind",
                        1,
                        new DeadJob.Cause("attempts", "t", "m", ""),
                        "p",
                        payload.getBytes(StandardCharsets.UTF_8));
        dashboard.command(
                "HSET",
                dashboard.keys.deadJobs(),
                "h",
                new String(job.toBytes(), StandardCharsets.UTF_8));
        TestBrowser admin = dashboard.browser(Role.ADMIN);

        assertThat(admin.get("/job?id=h").text()).contains("not shown").doesNotContain("4711");
        assertThat(admin.post("/job/args", Map.of("id", "h")).text()).doesNotContain("4711");
    }

    @Test
    void noLineOfTheLogIsTwo() {
        TestBrowser browser = new TestBrowser(dashboard.uri());
        browser.signIn("ada\r\n2026-01-01 ERROR forged\u2028x", "wrong");
        TestBrowser admin = dashboard.browser(Role.ADMIN);
        admin.post("/queue/pause", Map.of("queue", "a\r\nforged"));
        admin.post("/operators/remove", Map.of("name", "x\r\nforged"));
        admin.get("/job?id=a%0d%0aforged");

        assertThat(log.list.stream().map(DashboardContentIT::line))
                .isNotEmpty()
                .noneMatch(line -> line.contains("forged"));
    }

    /** All pages that links lead to, and what stands on them. */
    private static Map<String, String> pages(TestBrowser browser) {
        return browser.crawl("/").entrySet().stream()
                .filter(page -> !page.getKey().startsWith("/assets/"))
                .collect(Collectors.toMap(Map.Entry::getKey, page -> page.getValue().text()));
    }

    private static String json(String text) {
        StringBuilder json = new StringBuilder("\"");
        text.chars().forEach(c -> json.append(String.format("\\u%04x", c)));
        return json.append('"').toString();
    }

    private static String line(ILoggingEvent event) {
        return event.getFormattedMessage()
                + event.getKeyValuePairs()
                + (event.getThrowableProxy() == null ? "" : event.getThrowableProxy().getMessage());
    }
}
