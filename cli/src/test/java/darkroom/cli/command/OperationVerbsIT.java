package darkroom.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import darkroom.embedded.fixtures.TestRedis;
import darkroom.jobs.thumbnail.ThumbnailJob;
import darkroom.queue.handler.Failure;
import darkroom.queue.handler.HandlerRegistry;
import darkroom.queue.handler.Outcome;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.redis.RedisAddress;
import darkroom.queue.redis.RedisStore;
import darkroom.workers.WorkerConfig;
import darkroom.workers.WorkerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class OperationVerbsIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int JOBS = 30;

    private final String uri = TestRedis.shared().uri().toString();
    private final String namespace = TestRedis.freshNamespace();
    private final RedisStore store = RedisStore.open(RedisAddress.of(uri).withNamespace(namespace));
    private final DeadJobs dead = new DeadJobs(store);
    private final AtomicBoolean broken = new AtomicBoolean(true);
    private final HandlerRegistry handlers =
            HandlerRegistry.builder()
                    .add(
                            ThumbnailJob.KIND,
                            (job, context) ->
                                    broken.get()
                                            ? Outcome.buried(Failure.of("x.y.Broken", "no"))
                                            : Outcome.completed())
                    .build();

    @AfterEach
    void close() {
        store.close();
    }

    private Ran darkroom(String... verb) {
        List<String> args = new ArrayList<>(List.of(verb));
        args.addAll(List.of("--redis", uri, "--namespace", namespace));
        return Ran.darkroom(Map.of(), args.toArray(String[]::new));
    }

    private WorkerProcess worker() {
        return WorkerProcess.start(
                store, handlers, WorkerConfig.of("test", 2, List.of("thumbnail")));
    }

    private void bury() {
        for (int i = 1; i <= JOBS; i++) {
            darkroom("job", "enqueue", "thumbnail", "[" + i + "]");
        }
        await().atMost(SOON).until(() -> dead.count() == JOBS);
    }

    @Test
    void filterIsCountedFirstThenRetriedWithACanaryWhileOneWaits() {
        try (WorkerProcess process = worker()) {
            bury();
            Ran dry = darkroom("dead", "retry", "--error", "Broken", "--dry-run");
            assertThat(dry.out())
                    .contains("30 dead jobs would be retried: error Broken")
                    .contains("x.y.Broken");
            assertThat(darkroom("dead", "retry", "--kind", "push", "--dry-run", "--json").out())
                    .contains("\"matched\":0")
                    .contains("\"looked\":30");
            assertThat(dead.count()).isEqualTo(JOBS);

            Ran failed = darkroom("dead", "retry", "--all", "--canary", "--wait");
            assertThat(failed.code()).isEqualTo(1);
            assertThat(failed.err()).contains("stopped").contains("the canary failed");
            assertThat(dead.count()).isGreaterThanOrEqualTo(10);
            await().atMost(SOON).until(() -> dead.count() == JOBS);

            broken.set(false);
            Ran done =
                    darkroom(
                            "dead",
                            "retry",
                            "--kind",
                            "thumbnail",
                            "--since",
                            "1h",
                            "--canary",
                            "--rate",
                            "100",
                            "--wait",
                            "--json");
            assertThat(done.code()).isZero();
            assertThat(done.out())
                    .contains("\"operation\":2")
                    .contains("\"state\":\"done\"")
                    .contains("\"moved\":30");
            await().atMost(SOON).until(() -> dead.count() == 0);
            assertThat(process.isWornOut()).isFalse();
        }
        assertThat(darkroom("operations", "ls").out()).contains("stopped").contains("done");
        assertThat(darkroom("operations", "log", "--json").out())
                .contains("canary passed")
                .contains(System.getProperty("user.name") + "@");
    }

    @Test
    void operationIsPausedResumedCancelledAndUndone() {
        try (WorkerProcess process = worker()) {
            bury();
            assertThat(process.isWornOut()).isFalse();
        }
        Ran started = darkroom("dead", "retry", "--all", "--rate", "5");
        assertThat(started.code()).isZero();
        assertThat(started.out()).contains("operation 1 is started: retry all, 5 a second");
        assertThat(started.err()).contains("no worker process is there");
        assertThat(darkroom("operations", "pause", "1").out()).contains("is paused");
        assertThat(darkroom("operations", "pause", "1").err()).contains("found it paused");
        assertThat(darkroom("operations", "resume", "1").out()).contains("goes on");
        assertThat(darkroom("operations", "show", "1").out())
                .containsPattern("state +running")
                .containsPattern("selection +all");
        assertThat(darkroom("operations", "cancel", "1").out()).contains("is cancelled");
        assertThat(darkroom("operations", "show", "1", "--wait").code()).isEqualTo(1);
        assertThat(darkroom("operations", "show", "9").err()).contains("not on record");

        darkroom("queue", "pause", "thumbnail");
        try (WorkerProcess process = worker()) {
            assertThat(darkroom("dead", "retry", "--all", "--wait").code()).isZero();
            assertThat(dead.count()).isZero();
            assertThat(darkroom("operations", "undo", "2", "--wait").out())
                    .contains("dead again as they were: 30 jobs");
            assertThat(dead.count()).isEqualTo(JOBS);
            assertThat(darkroom("dead", "discard", "--queue", "thumbnail", "--wait").code())
                    .isZero();
            assertThat(dead.count()).isZero();
            assertThat(darkroom("operations", "undo", "3").err()).contains("they are gone");
            assertThat(process.isWornOut()).isFalse();
        }
    }

    @Test
    void deadJobsAreExportedMaskedUnlessToldOtherwise(@TempDir Path folder) throws IOException {
        try (WorkerProcess process = worker()) {
            bury();
            assertThat(process.isWornOut()).isFalse();
        }
        Ran masked = darkroom("dead", "export", "--kind", "thumbnail");
        assertThat(masked.code()).isZero();
        assertThat(masked.out().lines()).hasSize(JOBS);
        assertThat(masked.out())
                .contains("\"args\":[{\"photoId\":\"***\"}]")
                .doesNotContain("payload");
        assertThat(masked.err()).contains("30 dead jobs exported");

        Path file = folder.resolve("dead.ndjson");
        assertThat(
                        darkroom("dead", "export", "--all", "--unmasked", "--file", file.toString())
                                .code())
                .isZero();
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(JOBS);
        assertThat(lines.get(0))
                .contains("\"args\":[{\"photoId\":")
                .contains("\"class\\\":\\\"thumbnail");
        assertThat(Files.getPosixFilePermissions(file))
                .containsExactlyInAnyOrder(
                        PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(file);
        }
        assertThat(darkroom("dead", "export", "--all", "--file", file.toString()).code())
                .isEqualTo(2);
        assertThat(darkroom("dead", "export").code()).isEqualTo(2);
        assertThat(darkroom("operations", "log").out())
                .contains("export kind thumbnail")
                .contains("export unmasked all");
    }

    @Test
    void deadJobIsRetriedWithOtherArgs() {
        try (WorkerProcess process = worker()) {
            bury();
            assertThat(process.isWornOut()).isFalse();
        }
        String id = dead.list(0, 1).get(0).job().id();
        assertThat(darkroom("dead", "edit", id, "--args", "{\"photoId\": \"x\"}").err())
                .contains("cannot read the args of kind \"thumbnail\"");
        assertThat(darkroom("dead", "edit", id, "--args", "[7]", "--dry-run").out())
                .contains("would be retried with these args");
        assertThat(dead.count()).isEqualTo(JOBS);

        assertThat(darkroom("dead", "edit", id, "--args", "{\"photoId\": 4711}").code()).isZero();

        assertThat(darkroom("queue", "peek", "thumbnail").out())
                .contains("{\"photoId\":4711}")
                .contains("\"by\":\"" + System.getProperty("user.name") + "@")
                .contains(id);
        assertThat(darkroom("dead", "edit", id, "--args", "[1]").err())
                .contains("not in the dead set");
    }

    @Test
    void whatIsToBeDoneHasToBeSaidOnceAndRightly() {
        assertThat(darkroom("dead", "retry").err())
                .contains("expected their ids, a filter such as --kind, or --all, found none");
        assertThat(darkroom("dead", "retry", "--all", "--kind", "x").code()).isEqualTo(2);
        assertThat(darkroom("dead", "discard", "--kind", "a", "--kind", "b"))
                .matches(ran -> ran.code() == 2)
                .matches(ran -> ran.err().contains("--kind: expected it once"));
        assertThat(darkroom("dead", "export", "--all", "--file", "/no/folder/x").err())
                .contains("expected a file in a folder that is there");
        assertThat(darkroom("dead", "discard", "id-1", "--all").code()).isEqualTo(2);
        Ran many =
                darkroom(
                        "dead",
                        "retry",
                        "--since",
                        "yesterday",
                        "--until",
                        "2026-13-01",
                        "--rate",
                        "0",
                        "--canary-wait",
                        "x");
        assertThat(many.code()).isEqualTo(2);
        assertThat(many.err())
                .contains("--since: cannot read a time: expected one such as 30m")
                .contains("found \"yesterday\"")
                .contains("--until: cannot read a time")
                .contains("cannot use --rate: expected a whole number in 1..10000")
                .contains("cannot use --canary-wait");
        for (String verb : List.of("retry", "export")) {
            String[] wrong = {"dead", verb, "--user", "2", "--since", "soon", "--group", "?"};
            assertThat(darkroom(wrong).err())
                    .containsOnlyOnce("--since: cannot read a time")
                    .containsOnlyOnce("--group");
        }
        assertThat(darkroom("operations", "ls").out()).contains("no operation is on record");
        assertThat(darkroom("operations", "log").out()).contains("nothing was done yet");
        assertThat(darkroom("operations", "pause", "x").code()).isEqualTo(2);
        assertThat(darkroom("dead", "retry", "--kind", "none", "--dry-run").out())
                .contains("0 dead jobs would be retried");
    }
}
