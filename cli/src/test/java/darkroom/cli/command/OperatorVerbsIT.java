package darkroom.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import darkroom.embedded.fixtures.TestRedis;
import darkroom.jobs.thumbnail.ThumbnailJob;
import darkroom.queue.handler.Application;
import darkroom.queue.handler.Failure;
import darkroom.queue.handler.HandlerRegistry;
import darkroom.queue.handler.Outcome;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.ledger.Minutes;
import darkroom.queue.redis.RedisAddress;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.reserve.Heartbeat;
import darkroom.queue.reserve.Membership;
import darkroom.queue.reserve.ProcessState;
import darkroom.workers.WorkerConfig;
import darkroom.workers.WorkerProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OperatorVerbsIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final RedisAddress address =
            RedisAddress.of(TestRedis.shared().uri().toString())
                    .withNamespace(TestRedis.freshNamespace());
    private final RedisStore store = RedisStore.open(address);

    @AfterEach
    void close() {
        store.close();
    }

    private Ran darkroom(String... verb) {
        return Ran.at(address, verb);
    }

    @Test
    void jobIsEnqueuedSeenAndItsQueuePausedAndResumed() {
        assertThat(darkroom("queue", "ls").out()).contains("no queue has held a job yet");

        Ran enqueued = darkroom("job", "enqueue", "thumbnail", "{\"photoId\": 4711}");
        assertThat(enqueued.code()).isZero();
        assertThat(darkroom("queue", "peek", "thumbnail").out())
                .contains("\"class\":\"thumbnail\"")
                .contains("4711");
        assertThat(darkroom("queue", "pause", "thumbnail").out()).contains("is paused");
        assertThat(darkroom("queue", "ls", "--json").out())
                .contains("\"queue\":\"thumbnail\"")
                .contains("\"ready\":1")
                .contains("\"paused\":true");
        assertThat(darkroom("queue", "resume", "thumbnail").out()).contains("open again");
        assertThat(darkroom("queue", "ls").out()).containsPattern("thumbnail +1 +open");
    }

    @Test
    void enqueueIsRefusedWithTheFaultNamedAndNothingWritten() {
        assertThat(darkroom("job", "enqueue", "no-such-kind", "{}").err())
                .contains("cannot find kind \"no-such-kind\"")
                .contains("thumbnail");
        assertThat(darkroom("job", "enqueue", "thumbnail", "{\"photoId\": \"x\"}").err())
                .contains("cannot read the args of kind \"thumbnail\"")
                .contains("photoId: long");
        assertThat(darkroom("job", "enqueue", "thumbnail", "{", "--json").err())
                .contains("expected JSON");
        Ran blank = darkroom("job", "enqueue", "thumbnail", "[1]", "--queue", "A B", "--nope");
        assertThat(blank.code()).isEqualTo(2);
        assertThat(blank.err()).contains("cannot use queue \"A B\"").contains("--nope");
        String large = "{\"photoId\": 1, \"x\": \"" + "y".repeat(70_000) + "\"}";
        assertThat(darkroom("job", "enqueue", "thumbnail", large).code()).isEqualTo(2);
        assertThat(darkroom("queue", "ls").out()).contains("no queue has held a job yet");
    }

    @Test
    void deadJobIsListedShownRetriedAndDiscarded() {
        HandlerRegistry broken =
                HandlerRegistry.builder()
                        .add(
                                ThumbnailJob.KIND,
                                (job, context) ->
                                        Outcome.buried(Failure.of("broken", "as it should be")))
                        .build();
        darkroom("job", "enqueue", "thumbnail", "[1]");
        try (WorkerProcess process = worker(broken)) {
            DeadJobs dead = new DeadJobs(store);
            await().atMost(SOON).until(() -> dead.count() == 1);
            String id = dead.list(0, 1).get(0).job().id();

            assertThat(darkroom("dead", "ls").out()).contains(id).contains("as it should be");
            assertThat(darkroom("dead", "show", id).out()).contains("reason").contains("buried");
            assertThat(darkroom("dead", "retry", "--dry-run", id).out()).contains("would be");
            assertThat(dead.count()).isEqualTo(1);
            assertThat(darkroom("dead", "retry", id).code()).isZero();
            await().atMost(SOON)
                    .until(() -> dead.count() == 1 && process.awaitStopped(Duration.ZERO) == false);
            assertThat(darkroom("dead", "discard", id).code()).isZero();
            assertThat(darkroom("dead", "discard", id).err()).contains("not in the dead set");
            assertThat(darkroom("dead", "ls").out()).contains("no job is dead");
        }
    }

    @Test
    void fleetIsScaledQuietedResumedDrainedAndStopped() throws InterruptedException {
        assertThat(darkroom("fleet", "status").out()).contains("no worker process");
        Application whole = new Application("2.4-rc1", List.of());
        try (WorkerProcess process = worker(HandlerRegistry.builder().of(whole).build())) {
            await().atMost(SOON).until(() -> darkroom("fleet", "status").out().contains("serving"));
            assertThat(darkroom("fleet", "status").out())
                    .containsPattern("BUILD.*\\n.* 2\\.4-rc1 ");
            assertThat(darkroom("fleet", "status", "--json").out())
                    .contains("\"build\":\"2.4-rc1\"")
                    .containsPattern("\"heapBytes\":[0-9]+,\"heapMaxBytes\":[0-9]+,\"gcMillis\":");

            assertThat(darkroom("fleet", "check", "test").code()).isZero();
            assertThat(darkroom("fleet", "check", "test-1").out()).contains("test-1 last fetched");
            assertThat(darkroom("fleet", "check", "tes").code()).isEqualTo(1);
            assertThat(darkroom("fleet", "scale", "--threads", "7").out()).contains("7 threads");
            await().atMost(SOON)
                    .until(
                            () ->
                                    darkroom("fleet", "status", "--json")
                                            .out()
                                            .contains("\"threads\":7"));
            assertThat(darkroom("fleet", "quiet").code()).isZero();
            assertThat(darkroom("fleet", "resume").code()).isZero();
            assertThat(darkroom("fleet", "drain").out()).contains("drained");
            assertThat(darkroom("fleet", "stop", "--dry-run").out()).contains("would be told");
            assertThat(darkroom("fleet", "stop").code()).isZero();
            assertThat(process.awaitStopped(SOON)).isTrue();
        }
        assertThat(darkroom("fleet", "scale", "--threads", "-1").code()).isEqualTo(2);
        assertThat(darkroom("fleet", "quiet", "nobody-1").code()).isEqualTo(1);
        Membership member = Membership.join(store, "ill", List.of("thumbnail"));
        Map<String, String> record = Map.of("fetchMillisAgo", "20000");
        new Heartbeat(store, Duration.ofSeconds(2)).beat(member, ProcessState.SERVING, record);
        Ran ill = darkroom("fleet", "check", "ill");
        assertThat(ill.code()).isEqualTo(1);
        assertThat(ill.out()).containsPattern("last fetched 2[0-9]{4} ms ago");
        assertThat(darkroom("fleet", "check", "ill", "--within", "3600").code()).isZero();
        assertThat(darkroom("fleet", "check", "ill", "--within", "0").code()).isEqualTo(2);
    }

    @Test
    void doctorFindsExplainsAndRepairs() {
        darkroom("job", "enqueue", "thumbnail", "[1]");
        darkroom("job", "enqueue", "thumbnail", "[2]");
        assertThat(darkroom("doctor").out()).doesNotContain("missing-jobs");
        store.delete(store.keys().queue("thumbnail"));

        Ran found = darkroom("doctor");
        assertThat(found.code()).isEqualTo(1);
        assertThat(found.out()).contains("missing-jobs: of queue thumbnail 2 jobs came in");
        Ran dry = darkroom("doctor", "--repair", "--dry-run");
        assertThat(dry.out()).contains("would     put right missing-jobs");
        assertThat(darkroom("doctor", "--json").out())
                .contains("\"name\":\"missing-jobs\",\"count\":2");
        assertThat(darkroom("doctor", "--repair").out())
                .contains(
                        "repaired  missing-jobs: noted in the counter adjusted of queue thumbnail");
        assertThat(darkroom("doctor").out()).doesNotContain("missing-jobs");
        assertThat(darkroom("doctor", "--dry-run").code()).isEqualTo(2);
    }

    @Test
    void queueShowsItsPlacesAndItsMinutes() {
        assertThat(darkroom("queue", "minutes", "thumbnail").out()).contains("no minute is kept");
        darkroom("job", "enqueue", "thumbnail", "[1]");
        assertThat(darkroom("queue", "ls", "--json").out())
                .contains("\"enqueued\":1")
                .contains("\"missing\":0");
        Minutes minutes = new Minutes(store);
        assertThat(minutes.keep()).isTrue();
        // Two readings are needed, and the second comes when the minute has passed.
        await().atMost(Duration.ofSeconds(70)).until(minutes::keep);

        assertThat(darkroom("queue", "minutes", "thumbnail", "--json").out())
                .contains("\"in\":0,\"done\":0,\"ready\":1");
        assertThat(darkroom("queue", "minutes", "thumbnail").out()).contains("UNTIL");
    }

    @Test
    void redisThatIsAwayIsNamedWithItsAddress() {
        Ran ran = Ran.darkroom(Map.of(), "queue", "ls", "--redis", "redis://127.0.0.1:1");

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).contains("cannot reach Redis at 127.0.0.1:1");
    }

    private WorkerProcess worker(HandlerRegistry handlers) {
        return WorkerProcess.start(
                store, handlers, WorkerConfig.of("test", 2, List.of("thumbnail")));
    }
}
