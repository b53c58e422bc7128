package darkroom.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import darkroom.cli.service.Backend;
import darkroom.cli.settings.ServiceSettings;
import darkroom.cli.settings.ServiceSettings.Outside;
import darkroom.embedded.fixtures.TestPostgres;
import darkroom.embedded.fixtures.TestRedis;
import darkroom.jobs.push.PushJob;
import darkroom.jobs.shards.DatabaseAddress;
import darkroom.queue.archive.ArchiveReport;
import darkroom.queue.handler.Failure;
import darkroom.queue.handler.HandlerRegistry;
import darkroom.queue.handler.Outcome;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.redis.RedisAddress;
import darkroom.workers.WorkerConfig;
import darkroom.workers.WorkerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Dead jobs whose bodies are in the archive: found, shown, retried and discarded by the verbs. */
@Timeout(120)
class DeadSearchIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int SHARDS = 2;

    private final String uri = TestRedis.shared().uri().toString();
    private final String namespace = TestRedis.freshNamespace();
    private final String url = TestPostgres.freshDatabase();
    private Backend backend;

    @BeforeEach
    void bury(@TempDir Path photos) throws InterruptedException {
        backend =
                Backend.open(
                        new ServiceSettings(
                                RedisAddress.of(uri).withNamespace(namespace),
                                List.of(new DatabaseAddress("db0", url)),
                                SHARDS,
                                photos,
                                new Outside(Optional.empty(), Optional.empty())));
        backend.migrate((done, total) -> {});
        HandlerRegistry handlers =
                HandlerRegistry.builder()
                        .add(
                                PushJob.KIND,
                                (job, context) ->
                                        Outcome.buried(Failure.of("x.y.Broken", "no phone")))
                        .build();
        WorkerConfig config = WorkerConfig.of("w", 2, List.of("push"));
        try (WorkerProcess worker = WorkerProcess.start(backend.store(), handlers, config)) {
            for (int i = 1; i <= 5; i++) {
                backend.queue().enqueue(PushJob.KIND.job(new PushJob(4_711, i)).withId("p" + i));
            }
            await().atMost(SOON).until(() -> dead().count() == 5);
            assertThat(worker.isWornOut()).isFalse();
        }
        backend.startArchivist(handlers, 0);
        await().atMost(SOON).until(this::isAllSpilled);
    }

    private boolean isAllSpilled() {
        return ArchiveReport.uncopied(backend.store()) == 0
                && ArchiveReport.read(backend.store()).filter(it -> it.bytes() == 0).isPresent();
    }

    @AfterEach
    void close() {
        backend.close();
    }

    private DeadJobs dead() {
        return new DeadJobs(backend.store());
    }

    private Ran darkroom(String... verb) {
        List<String> args = new ArrayList<>(List.of(verb));
        args.addAll(List.of("--redis", uri, "--namespace", namespace));
        return Ran.darkroom(Map.of(), args.toArray(String[]::new));
    }

    private Ran withDatabase(String... verb) {
        List<String> args = new ArrayList<>(List.of(verb));
        args.addAll(List.of("--databases", url, "--shards", Integer.toString(SHARDS)));
        return darkroom(args.toArray(String[]::new));
    }

    @Test
    void whatIsFoundByAnIndexIsCountedRetriedDiscardedAndExported() {
        assertThat(withDatabase("dead", "retry", "--user", "2", "--dry-run").out())
                .contains("1 dead jobs would be retried: id p2");
        assertThat(withDatabase("dead", "discard", "--arg", "photoId=4711", "--dry-run").out())
                .contains("5 dead jobs would be discarded: 5 ids");
        Ran exported = withDatabase("dead", "export", "--arg", "readerId=3", "--kind", "push");
        assertThat(exported.out().lines()).hasSize(1).allMatch(line -> line.contains("\"p3\""));
        String[] buried = {"dead", "retry", "--user", "2", "--error", "buried", "--dry-run"};
        assertThat(withDatabase(buried).out()).contains("1 dead jobs would be retried: id p2");
        Ran none = withDatabase("dead", "retry", "--user", "99");
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.err()).contains("it finds no dead job now");
        assertThat(darkroom("dead", "retry", "--user", "2").err())
                .contains("expected the databases of the deployment");
        assertThat(withDatabase("dead", "retry", "--arg", "photoId").code()).isEqualTo(2);
        assertThat(withDatabase("dead", "retry", "--all", "--user", "2").code()).isEqualTo(2);
        assertThat(withDatabase("dead", "discard", "--user", "4").out())
                .contains("operation 1 is started: discard id p4");
        assertThat(dead().count()).isEqualTo(5);
    }

    @Test
    void jobsAreFoundByWhatTheirKindSaysAndByPages() {
        Ran one = withDatabase("dead", "search", "--arg", "readerId=3", "--kind", "push", "--json");
        assertThat(one.code()).isZero();
        assertThat(one.out())
                .contains("\"id\":\"p3\"")
                .contains("\"user\":\"3\"")
                .contains("\"uncopied\":0")
                .doesNotContain("p4");
        assertThat(withDatabase("dead", "search", "--user", "2", "--error", "Broken").out())
                .contains("p2", "no phone");
        assertThat(withDatabase("dead", "search", "--queue", "no").out())
                .contains("no dead job was found");

        Ran page = withDatabase("dead", "search", "--arg", "photoId=4711", "--limit", "3");
        assertThat(page.out()).contains("p5").doesNotContain("p1");
        String cursor = page.err().replaceAll("(?s).*--after (\\S+) shows more.*", "$1");
        assertThat(withDatabase("dead", "search", "--after", cursor).out())
                .contains("p1")
                .doesNotContain("p5");
    }

    @Test
    void filtersThatDoNotParseSayWhere() {
        Ran refused =
                withDatabase(
                        "dead",
                        "search",
                        "--arg",
                        "photoId",
                        "--since",
                        "yesterday",
                        "--shard",
                        "x",
                        "--after",
                        "12x",
                        "--group",
                        "?",
                        "--limit",
                        "0");

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err())
                .contains("--arg: cannot search by arg \"photoId\": expected name=value")
                .contains("--since: cannot read a time")
                .contains("cannot use --shard: expected a whole number in 0..8191, found \"x\"")
                .contains("--after: cannot go on from \"12x\"")
                .contains("at character 3")
                .contains("cannot use --group")
                .contains("cannot use --limit");
    }

    @Test
    void spilledJobIsShownRetriedAndDiscardedWithTheDatabaseAndOnlyListedWithout() {
        assertThat(darkroom("dead", "ls").out()).contains("p1", "its body is in the archive");
        assertThat(darkroom("dead", "show", "p1").err()).contains("give --databases");
        assertThat(darkroom("dead", "search").err()).contains("give --databases");
        assertThat(darkroom("job", "show", "p1").err()).contains("give --databases");

        assertThat(withDatabase("dead", "show", "p1").out()).contains("no phone", "4711");
        assertThat(withDatabase("job", "show", "p1").out())
                .containsPattern("state +dead")
                .containsPattern("message +no phone")
                .containsPattern("payload +.*4711");
        assertThat(withDatabase("dead", "retry", "p1").code()).isZero();
        assertThat(withDatabase("dead", "discard", "p2").code()).isZero();
        assertThat(withDatabase("dead", "export", "--all").out())
                .contains("p3")
                .contains("photoId");
        assertThat(dead().count()).isEqualTo(3);
        assertThat(backend.store().listLength(backend.store().keys().queue("push"))).isOne();
        assertThat(withDatabase("dead", "search").out()).contains("p3").doesNotContain("p1");
    }
}
