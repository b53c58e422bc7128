package darkroom.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.embedded.fixtures.TestPostgres;
import darkroom.embedded.fixtures.TestRedis;
import darkroom.queue.Job;
import darkroom.queue.client.QueueClient;
import darkroom.queue.doctor.Doctor;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.ledger.Ledger;
import darkroom.queue.redis.RedisAddress;
import darkroom.queue.redis.RedisStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From a handler that is broken to a group that is repaired, by the command alone. */
@Timeout(180)
final class OnCallIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int JOBS = 300;

    private final RedisAddress address =
            RedisAddress.of(TestRedis.shared().uri().toString())
                    .withNamespace(TestRedis.freshNamespace());
    private final RedisStore store = RedisStore.open(address);
    private final DeadJobs dead = new DeadJobs(store);

    @TempDir private Path folder;

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void brokenKindIsFoundTriedMendedAndRetriedThoughTheProcessThatDoesItIsKilled()
            throws Exception {
        Path broken = Files.createFile(folder.resolve("broken"));
        try (ChildDarkroom worker = worker("first")) {
            enqueue();
            worker.awaitRunning(SOON, () -> dead.count() == JOBS);
            String group = groupOfAll();
            assertThat(darkroom("dead", "retry", "--group", group, "--dry-run").out())
                    .startsWith(JOBS + " dead jobs would be retried: group " + group)
                    .contains("no room for row");
            Ran tooSoon = darkroom("dead", "retry", "--group", group, "--canary", "--wait");
            assertThat(tooSoon.code()).as(tooSoon.err()).isEqualTo(1);
            assertThat(tooSoon.err()).contains("the canary failed").contains("mend the cause");
            await().atMost(SOON).until(() -> dead.count(group) == JOBS);

            Files.delete(broken);
            darkroom("dead", "retry", "--group", group, "--canary", "--rate", "50");
            worker.awaitRunning(SOON, () -> operation(2).get("moved").asInt() >= 60);
        }
        assertThat(operation(2).get("state").asText()).isEqualTo("running");
        assertThat(dead.count()).as("killed in the middle").isBetween(1L, JOBS - 60L);
        try (ChildDarkroom another = worker("second")) {
            Ran shown = darkroom("operations", "show", "2", "--wait");
            assertThat(shown.code()).as(shown.err()).isZero();
            another.awaitRunning(SOON, () -> done().equals(numbers()));
            isWell(another);
        }
    }

    private void isWell(ChildDarkroom worker) throws Exception {
        assertThat(dead.count()).isZero();
        assertThat(operation(2).get("moved").asInt()).isEqualTo(JOBS);
        assertThat(darkroom("operations", "ls").out())
                .containsPattern("2 +retry +done +" + JOBS)
                .containsPattern("1 +retry +stopped +20");
        assertThat(darkroom("operations", "log").out()).contains("canary passed");
        worker.awaitRunning(SOON, () -> Ledger.read(store).isBalanced());
        worker.awaitRunning(SOON, () -> new Doctor(store).examine().findings().isEmpty());
        String group = groupOfAll();
        assertThat(darkroom("failures", "resolve", group).out()).contains("is resolved");
        assertThat(darkroom("failures", "ls").out()).containsPattern(group + " +frail +resolved");
    }

    private Ran darkroom(String... verb) {
        return Ran.at(address, verb);
    }

    private JsonNode json(String... verb) throws IOException {
        Ran ran = darkroom(verb);
        assertThat(ran.code()).as(ran.err()).isZero();
        return new ObjectMapper().readTree(ran.out());
    }

    private JsonNode operation(int number) throws IOException {
        return json("operations", "show", Integer.toString(number), "--json");
    }

    private String groupOfAll() throws IOException {
        JsonNode groups = json("failures", "ls", "--json").get("groups");
        assertThat(groups).hasSize(1);
        return groups.get(0).get("id").asText();
    }

    private void enqueue() {
        QueueClient queue =
                new QueueClient(
                        store,
                        InstantSource.system(),
                        () -> ThreadLocalRandom.current().nextLong());
        List<Job<?>> jobs =
                IntStream.range(0, JOBS)
                        .<Job<?>>mapToObj(
                                i -> FrailJobs.KIND.job(new FrailJobs.Frail(folder.toString(), i)))
                        .toList();
        queue.enqueueAll(jobs);
    }

    private static Set<Integer> numbers() {
        return IntStream.range(0, JOBS).boxed().collect(Collectors.toSet());
    }

    /** The numbers of the jobs that had their effect: one that was cut off may have it twice. */
    private Set<Integer> done() throws IOException {
        Set<Integer> numbers = new HashSet<>();
        for (String line : Files.readAllLines(folder.resolve("done"))) {
            numbers.add(Integer.valueOf(line));
        }
        return numbers;
    }

    private ChildDarkroom worker(String name) throws IOException {
        Path home = Files.createDirectory(folder.resolve(name));
        Map<String, String> environment =
                Map.of(
                        "DARKROOM_REDIS", address.uri().toString(),
                        "DARKROOM_NAMESPACE", address.namespace(),
                        "DARKROOM_DATABASES", TestPostgres.freshDatabase(),
                        "DARKROOM_SHARDS", "1",
                        "DARKROOM_PHOTOS", home.resolve("photos").toString());
        String jar = GatedJobs.jar(home.resolve("frail.jar"), FrailJobs.class).toString();
        return ChildDarkroom.start(home, environment, "worker", "--threads", "4", "--jobs", jar);
    }
}
