package darkroom.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.embedded.fixtures.TestPostgres;
import darkroom.embedded.fixtures.TestRedis;
import darkroom.queue.client.QueueClient;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.inspect.Fleet;
import darkroom.queue.inspect.Fleet.ProcessView;
import darkroom.queue.inspect.Queues;
import darkroom.queue.inspect.Stats;
import darkroom.queue.json.DeadJob;
import darkroom.queue.redis.RedisAddress;
import darkroom.queue.redis.RedisStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a supervisor does to a worker process: SIGTERM. */
@Timeout(120)
final class WorkerSignalIT {
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
    void jobInHandIsFinishedAndTheProcessHasLeftTheFleetWhenItEnds() throws Exception {
        try (ChildDarkroom worker = worker("25")) {
            Path begun = enqueued().resolve("begun");
            worker.awaitRunning(SOON, () -> Files.exists(begun));

            worker.signal("TERM");

            worker.awaitRunning(SOON, () -> fleet().get(0).state().equals("stopping"));
            assertThat(folder.resolve("ended")).as("it waits for its job").doesNotExist();
            Files.createFile(folder.resolve("gate"));
            assertThat(worker.awaitExit(SOON)).as("exit code; %s", worker.err()).isZero();
            assertThat(fleet()).isEmpty();
            assertThat(begun).hasContent("attempt 1");
            assertThat(folder.resolve("ended")).hasContent("attempt 1");
            Stats stats = Stats.read(store);
            assertThat(stats.by("done")).isEqualTo(Map.of("gated", 1L));
            assertThat(stats.by("failed")).isEmpty();
            assertThat(List.of(stats.total("released"), stats.total("reaped"), stats.retrying()))
                    .containsOnly(0L);
            assertThat(ready()).isZero();
        }
    }

    @Test
    void jobThatDoesNotEndInTimeGoesBackAsItWas() throws Exception {
        try (ChildDarkroom worker = worker("0")) {
            Path begun = enqueued().resolve("begun");
            worker.awaitRunning(SOON, () -> Files.exists(begun));

            worker.signal("TERM");

            assertThat(worker.awaitExit(SOON)).as("exit code; %s", worker.err()).isZero();
            assertThat(fleet()).isEmpty();
            assertThat(folder.resolve("ended")).doesNotExist();
            Stats stats = Stats.read(store);
            assertThat(stats.total("released")).isOne();
            assertThat(stats.total("reaped")).isZero();
            assertThat(stats.by("failed")).isEmpty();
            assertThat(ready()).isOne();
        }
    }

    @Test
    void processWithTooManyStuckThreadsDrainsByItselfAndEndsWithItsOwnCode() throws Exception {
        try (ChildDarkroom worker = worker("25")) {
            queue().enqueue(GatedJobs.DEAF.job(new GatedJobs.Gated(folder.toString())).withId("d"));

            assertThat(worker.awaitExit(SOON)).as("exit code; %s", worker.err()).isEqualTo(75);

            assertThat(fleet()).isEmpty();
            DeadJob dead = new DeadJobs(store).find("d").orElseThrow().job();
            assertThat(dead.cause().type()).isEqualTo("stuck");
            assertThat(dead.cause().stack()).contains("GatedJobs");
            assertThat(worker.err()).contains("handler is stuck").contains("worn out");
        }
    }

    private ChildDarkroom worker(String drainSeconds) throws IOException {
        Map<String, String> environment =
                Map.of(
                        "DARKROOM_REDIS", address.uri().toString(),
                        "DARKROOM_NAMESPACE", address.namespace(),
                        "DARKROOM_DATABASES", TestPostgres.freshDatabase(),
                        "DARKROOM_SHARDS", "1",
                        "DARKROOM_PHOTOS", folder.resolve("photos").toString());
        String jar = GatedJobs.jar(folder.resolve("gated.jar")).toString();
        return ChildDarkroom.start(
                folder,
                environment,
                "worker",
                "--threads",
                "2",
                "--jobs",
                jar,
                "--drain",
                drainSeconds,
                "--stuck",
                "1");
    }

    private Path enqueued() {
        queue().enqueue(GatedJobs.KIND.job(new GatedJobs.Gated(folder.toString())));
        return folder;
    }

    private QueueClient queue() {
        return new QueueClient(
                store, InstantSource.system(), () -> ThreadLocalRandom.current().nextLong());
    }

    private List<ProcessView> fleet() {
        return new Fleet(store).list();
    }

    private long ready() {
        return new Queues(store).list().stream().mapToLong(Queues.QueueView::ready).sum();
    }
}
