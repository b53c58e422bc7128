package darkroom.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.embedded.fixtures.TestPostgres;
import darkroom.embedded.fixtures.TestRedis;
import darkroom.queue.client.QueueClient;
import darkroom.queue.redis.RedisAddress;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.trace.TraceParent;
import darkroom.queue.trace.TracedThread;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a worker process writes while a job runs, as who reads its log finds it. */
@Timeout(120)
final class WorkerLogIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final RedisAddress address =
            RedisAddress.of(TestRedis.shared().uri().toString())
                    .withNamespace(TestRedis.freshNamespace());
    private final RedisStore store = RedisStore.open(address);

    @TempDir private Path folder;

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void linesOfAJobNameItAndItsTraceAndNothingForgesOne() throws Exception {
        TraceParent trace = TraceParent.fresh(new SplittableRandom(7));
        try (ChildDarkroom worker = worker()) {
            Thread request =
                    new Request(
                            trace,
                            () ->
                                    queue().enqueue(
                                                    TalkingJobs.KIND
                                                            .job(
                                                                    new TalkingJobs.Talk(
                                                                            "it\r\nERROR forged"))
                                                            .withId("t1")));
            request.start();
            request.join();
            queue().enqueue(TalkingJobs.KIND.job(new TalkingJobs.Talk("bye")).withId("t2"));
            worker.awaitRunning(SOON, () -> worker.err().contains("said bye"));

            List<String> said = worker.err().lines().filter(one -> one.contains(" said ")).toList();

            assertThat(said).hasSize(2);
            assertThat(said.toString())
                    .contains(
                            "WARN  Talker said it\\r\\nERROR forged queue=\"talk\" job=\"t1\""
                                    + " kind=\"talk\" attempt=\"1\" trace=\""
                                    + trace.traceId()
                                    + "\"")
                    .contains(
                            "Talker said bye queue=\"talk\" job=\"t2\" kind=\"talk\" attempt=\"1\"");
            assertThat(worker.err().lines()).noneMatch(line -> line.startsWith("ERROR forged"));
        }
    }

    private ChildDarkroom worker() throws IOException {
        Map<String, String> environment =
                Map.of(
                        "DARKROOM_REDIS", address.uri().toString(),
                        "DARKROOM_NAMESPACE", address.namespace(),
                        "DARKROOM_DATABASES", TestPostgres.freshDatabase(),
                        "DARKROOM_SHARDS", "1",
                        "DARKROOM_PHOTOS", folder.resolve("photos").toString());
        String jar = GatedJobs.jar(folder.resolve("talk.jar"), TalkingJobs.class).toString();
        return ChildDarkroom.start(folder, environment, "worker", "--threads", "2", "--jobs", jar);
    }

    private QueueClient queue() {
        return new QueueClient(
                store, InstantSource.system(), () -> ThreadLocalRandom.current().nextLong());
    }

    /** A thread that answers a request, as far as the queue sees. */
    private static final class Request extends Thread implements TracedThread {
        private final TraceParent trace;

        Request(TraceParent trace, Runnable work) {
            super(work);
            this.trace = trace;
        }

        @Override
        public Optional<TraceParent> trace() {
            return Optional.of(trace);
        }

        @Override
        public void describe(BiConsumer<String, String> field) {}
    }
}
