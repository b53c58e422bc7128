package darkroom.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.embedded.fixtures.TestRedis;
import darkroom.jobs.thumbnail.ThumbnailJob;
import darkroom.queue.handler.HandlerRegistry;
import darkroom.queue.handler.Outcome;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.inspect.Stats;
import darkroom.queue.redis.RedisAddress;
import darkroom.queue.redis.RedisStore;
import darkroom.workers.WorkerConfig;
import darkroom.workers.WorkerProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** From a handler that is broken to its group, and what an operator can do about it. */
@Timeout(90)
class FailureVerbsIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String HOSTILE = "row %d of \"photo\" is gone \u001b[31m\n<script>";

    private final RedisAddress address =
            RedisAddress.of(TestRedis.shared().uri().toString())
                    .withNamespace(TestRedis.freshNamespace());
    private final RedisStore store = RedisStore.open(address);
    private final DeadJobs dead = new DeadJobs(store);

    @AfterEach
    void close() {
        store.close();
    }

    private Ran darkroom(String... verb) {
        return Ran.at(address, verb);
    }

    /** So many jobs die by one failure; the id of their group. */
    private String fail(int jobs) throws IOException {
        HandlerRegistry broken =
                HandlerRegistry.builder()
                        .add(
                                ThumbnailJob.KIND.withMaxAttempts(1),
                                (job, context) -> {
                                    throw new IllegalStateException(
                                            HOSTILE.formatted(job.photoId()));
                                })
                        .build();
        long before = dead.count();
        for (int i = 1; i <= jobs; i++) {
            darkroom("job", "enqueue", "thumbnail", "[" + i + "]");
        }
        try (WorkerProcess process = work(broken)) {
            await().atMost(SOON).until(() -> dead.count() == before + jobs);
            assertThat(process.isWornOut()).isFalse();
        }
        return listed().get("groups").get(0).get("id").asText();
    }

    private WorkerProcess work(HandlerRegistry handlers) {
        return WorkerProcess.start(
                store, handlers, WorkerConfig.of("test", 2, List.of("thumbnail")));
    }

    private JsonNode listed(String... more) throws IOException {
        List<String> verb = new ArrayList<>(List.of("failures", "ls", "--json"));
        verb.addAll(List.of(more));
        return json(darkroom(verb.toArray(String[]::new)));
    }

    private static JsonNode json(Ran ran) throws IOException {
        assertThat(ran.code()).as(ran.err()).isZero();
        return new ObjectMapper().readTree(ran.out());
    }

    @Test
    void groupsAreListedInATableThatFitsAndShownWhole() throws IOException {
        assertThat(darkroom("failures", "ls").out()).contains("no group of failures");
        String id = fail(3);

        Ran table = darkroom("failures", "ls");
        assertThat(table.out())
                .containsPattern(id + " +thumbnail +open +0\\.3 +3 +3 ")
                .contains("IllegalStateException: row");
        assertThat(table.out().lines()).allMatch(line -> line.length() <= 100);
        Ran shown = darkroom("failures", "show", id);
        assertThat(shown.out())
                .contains("row <n> of <text> is gone")
                .containsPattern("seen +3 times, 0\\.3 a minute of late, 3 jobs dead")
                .contains("FailureVerbsIT")
                .doesNotContain("\u001b");
        JsonNode whole = json(darkroom("failures", "show", id, "--json"));
        assertThat(whole.get("type").asText()).isEqualTo("java.lang.IllegalStateException");
        assertThat(whole.get("total").asInt()).isEqualTo(3);
        assertThat(whole.get("state").asText()).isEqualTo("open");
        assertThat(whole.get("processes").fieldNames().next()).isEqualTo("test");
        assertThat(whole.get("samples").size()).isBetween(1, 3);
        assertThat(darkroom("dead", "show", dead.list(0, 1).get(0).job().id()).out())
                .containsPattern("group +" + id);
    }

    @Test
    void whatIsSaidOfAGroupIsShownWithWhoSaidIt() throws IOException {
        String id = fail(1);

        assertThat(darkroom("failures", "mute", id, "--for", "8h", "--by", "ada").out())
                .startsWith("group " + id + " is muted until ");
        assertThat(darkroom("failures", "assign", id, "bob", "--by", "ada").out())
                .contains("is assigned to bob");
        assertThat(darkroom("failures", "note", id, "look at row 7", "--by", "eve").code())
                .isZero();
        String page = "https://example.org/rows";
        assertThat(darkroom("failures", "runbook", id, page, "--by", "eve").out()).contains(page);

        assertThat(darkroom("failures", "show", id).out())
                .containsPattern("state +muted until 2")
                .containsPattern("assignee +bob")
                .containsPattern("note +look at row 7")
                .containsPattern("runbook +https://example.org/rows")
                .contains("ada  assignee  bob");
        assertThat(listed("--sort", "muted").get("groups")).hasSize(1);
        assertThat(darkroom("failures", "unmute", id).out()).contains("is not muted");
        assertThat(listed("--sort", "muted").get("groups")).isEmpty();
        assertThat(darkroom("failures", "resolve", id).out()).contains("is resolved");
        assertThat(darkroom("failures", "ls", "--sort", "resolved").out()).contains(id);
        fail(1);
        assertThat(darkroom("failures", "ls", "--sort", "returned").out())
                .containsPattern(id + " +thumbnail +returned");
    }

    @Test
    void whatIsMalformedOrUnknownIsRefused() throws IOException {
        String id = fail(1);

        assertThat(darkroom("failures", "show", "nobody")).matches(ran -> ran.code() == 1);
        assertThat(darkroom("failures", "resolve", "000000000000").err())
                .contains("cannot resolve group \"000000000000\": expected one that is known");
        assertThat(darkroom("failures", "runbook", id, "javascript:alert(1)").err())
                .contains("cannot keep the link")
                .contains("expected http:// or https://");
        for (String time : List.of("1", "-1h", "91d", "x", "0h", "1h; rm", "59s")) {
            Ran refused = darkroom("failures", "mute", id, "--for=" + time);
            assertThat(refused.code()).as(time).isEqualTo(2);
            assertThat(refused.err()).contains("cannot use --for").contains("1m..90d");
        }
        assertThat(darkroom("failures", "resolve", id, "--by", "a\nb").err())
                .contains("cannot name a person");
        assertThat(darkroom("failures", "ls", "--sort", "x", "--limit", "201"))
                .matches(ran -> ran.code() == 2)
                .matches(ran -> ran.err().contains("--sort") && ran.err().contains("--limit"));
        assertThat(darkroom("failures", "ls", "--after", "x").err()).contains("cannot go on from");
        assertThat(darkroom("dead", "retry", "--group", "x").code()).isEqualTo(2);
        assertThat(darkroom("dead", "retry", "a", "--group", id).err()).contains("two of these");
        assertThat(darkroom("dead", "discard").err()).contains("found none");
        assertThat(json(darkroom("failures", "show", id, "--json")).get("changes")).isEmpty();
    }

    @Test
    void deadJobsOfAGroupAreCountedRetriedAndDiscarded() throws IOException {
        String id = fail(5);

        assertThat(darkroom("dead", "retry", "--group", id, "--dry-run").out())
                .startsWith("5 dead jobs would be retried: group " + id);
        assertThat(dead.count()).isEqualTo(5);
        HandlerRegistry mended =
                HandlerRegistry.builder()
                        .add(ThumbnailJob.KIND, (job, context) -> Outcome.completed())
                        .build();
        try (WorkerProcess process = work(mended)) {
            assertThat(darkroom("dead", "retry", "--group", id, "--wait").code()).isZero();
            assertThat(dead.count()).isZero();
            await().atMost(SOON)
                    .until(() -> Stats.read(store).by("done").equals(Map.of("thumbnail", 5L)));
            assertThat(process.isWornOut()).isFalse();
        }
        fail(2);
        assertThat(darkroom("dead", "discard", "--group", id, "--dry-run").out())
                .startsWith("2 dead jobs would be discarded");
        try (WorkerProcess process = work(mended)) {
            assertThat(darkroom("dead", "discard", "--group", id, "--wait").code()).isZero();
            assertThat(process.isWornOut()).isFalse();
        }
        assertThat(dead.count()).isZero();
        assertThat(darkroom("failures", "ls").out()).containsPattern(id + ".* 7 +0 ");
    }

    @Test
    void pagesFollowEachOther() throws IOException {
        fail(1);
        HandlerRegistry other =
                HandlerRegistry.builder()
                        .add(
                                ThumbnailJob.KIND.withMaxAttempts(1),
                                (job, context) -> {
                                    throw new IllegalArgumentException("another");
                                })
                        .build();
        darkroom("job", "enqueue", "thumbnail", "[9]");
        try (WorkerProcess process = work(other)) {
            await().atMost(SOON).until(() -> dead.count() == 2);
            assertThat(process.isWornOut()).isFalse();
        }

        JsonNode first = listed("--limit", "1");
        JsonNode second = listed("--limit", "1", "--after", first.get("next").asText());

        assertThat(first.get("groups").get(0).get("message").asText()).isEqualTo("another");
        assertThat(second.get("groups").get(0).get("message").asText()).startsWith("row <n>");
        assertThat(second.has("next")).isFalse();
        assertThat(darkroom("failures", "ls", "--limit", "1").err()).contains("more: --after ");
    }
}
