package darkroom.web;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.queue.operator.Role;
import darkroom.queue.reserve.Heartbeat;
import darkroom.queue.reserve.Membership;
import darkroom.queue.reserve.ProcessState;
import darkroom.queue.threads.RunningHandler;
import darkroom.queue.threads.RunningHandler.Agreement;
import darkroom.queue.threads.RunningHandler.Attempt;
import darkroom.queue.threads.RunningHandler.Spot;
import darkroom.queue.threads.ThreadBoard;
import darkroom.queue.threads.ThreadBoards;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the pages say of threads. */
@Timeout(60)
final class DashboardThreadsIT {
    private static final List<String> READ =
            List.of(
                    "sun.nio.ch.SocketDispatcher.read0(native)",
                    "org.lib.Http.get(Http.java:88)",
                    "com.acme.push.PushHandler.send(PushHandler.java:41)");

    private final TestDashboard dashboard = TestDashboard.start();
    private final ThreadBoards boards = new ThreadBoards(dashboard.store);

    @AfterEach
    void close() {
        dashboard.close();
    }

    @Test
    void threadsAreFoldedAndEachHandlerHasItsStack() {
        show(
                "ada",
                handler("a1", "push", "com.acme.push.PushHandler.send", true),
                handler("a2", "push", "com.acme.push.PushHandler.send", false));
        show("bob", handler("b1", "resize", "com.acme.Resizer.cut", false));
        TestBrowser viewer = dashboard.browser(Role.VIEWER);

        String page = viewer.pageWith("/threads", "b1");

        PageShape.assertOnlyOurs("threads", page);
        String there = "kind=push&amp;frame=com.acme.push.PushHandler.send";
        assertThat(page)
                .contains("com.acme.push.PushHandler.send", "sun.nio.ch.SocketDispatcher.read0")
                .contains("href=\"/threads?" + there + "\"")
                .contains("href=\"/threads?" + there + "&amp;stuck=yes\"")
                .contains("/threads/job?process=ada-1&amp;id=a1")
                .contains("href=\"/threads?process=bob-2\"")
                .contains("stuck for at least 2 s, waiting")
                .containsPattern("(?s)Idle threads.*?>13<.*?of 16");
        String stuck = viewer.get("/threads?kind=push&stuck=yes").text();
        assertThat(stuck).contains("a1").doesNotContain(">a2<", ">b1<");
        String ofQueue = viewer.get("/threads?queue=queue-of-resize").text();
        assertThat(ofQueue).contains(">b1<", "<dt>Queue</dt>").doesNotContain(">a1<");
        assertThat(ofQueue).contains("/threads?kind=resize&amp;queue=queue-of-resize&amp;frame=");
        String ofBob = viewer.get("/threads?process=bob-2").text();
        assertThat(ofBob).contains(">b1<", "of 8").doesNotContain(">a1<");
        assertThat(viewer.get("/threads?kind=push&frame=com.acme.push.PushHandler.send").text())
                .contains("at org.lib.Http.get(Http.java:88)\nat com.acme.push");
        String job = viewer.get("/threads/job?process=ada-1&id=a1").text();
        assertThat(job)
                .contains("Frames of the application", "Whole stack")
                .contains("at sun.nio.ch.SocketDispatcher.read0(native)");
        assertThat(viewer.get("/threads/job?process=bob-2&id=a1").text())
                .contains("not seen to run there");
        assertThat(viewer.get("/threads?stuck=no").status()).isEqualTo(400);
    }

    @Test
    void fleetIsAskedOnlyByWhoLooksAtThreads() {
        show("ada");
        TestBrowser viewer = dashboard.browser(Role.VIEWER);
        viewer.get("/");
        assertThat(viewer.get("/fleet").text())
                .contains("href=\"/threads\"", "href=\"/threads?process=ada-1\"");
        assertThat(dashboard.dump()).doesNotContainKey(dashboard.keys.threadsWanted());

        viewer.get("/threads");

        assertThat(dashboard.dump()).containsKey(dashboard.keys.threadsWanted());
        String life = dashboard.redis.command("PTTL", dashboard.keys.threadsWanted());
        assertThat(Long.parseLong(life.replaceAll("[^0-9]", "")))
                .isBetween(1L, ThreadBoards.WANTED.toMillis());
    }

    @Test
    void processThatShowsNothingIsAskedFirstAndThenNamed() {
        beat(Membership.join(dashboard.store, "old-build", List.of("note")));
        TestBrowser viewer = dashboard.browser(Role.VIEWER);

        assertThat(viewer.get("/threads").text())
                .contains("was asked a moment ago: one process has still to show");
        Eventually.becomesTrue(
                () -> viewer.get("/threads").text().contains("Nothing is shown by old-build-1"));
    }

    private void show(String name, RunningHandler... handlers) {
        Membership member = Membership.join(dashboard.store, name, List.of("note"));
        beat(member);
        ThreadBoard.Pool pool = new ThreadBoard.Pool(8, handlers.length);
        assertThat(boards.show(member.id(), new ThreadBoard(pool, 3, List.of(handlers), 0)))
                .isTrue();
    }

    private void beat(Membership member) {
        new Heartbeat(dashboard.store, Duration.ofSeconds(2))
                .beat(member, ProcessState.SERVING, Map.of("busy", "1"));
    }

    private static RunningHandler handler(String id, String kind, String own, boolean stuck) {
        return new RunningHandler(
                new Attempt(id, kind, "queue-of-" + kind, 1),
                new Spot("WAITING", own, READ),
                Duration.ofSeconds(30),
                new Agreement(stuck ? 3 : 1, Duration.ofSeconds(stuck ? 2 : 0)),
                "");
    }
}
