package darkroom.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.cli.command.FencedJobs.Fenced;
import darkroom.embedded.fixtures.TestPostgres;
import darkroom.embedded.fixtures.TestRedis;
import darkroom.queue.client.QueueClient;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.inspect.Fleet;
import darkroom.queue.inspect.Fleet.ProcessView;
import darkroom.queue.inspect.Stats;
import darkroom.queue.redis.RedisAddress;
import darkroom.queue.redis.RedisStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real worker process that is stopped for longer than its lease, in the middle of its jobs. */
@Timeout(180)
final class FencingIT {
    private static final Duration SOON = Duration.ofSeconds(40);

    private final RedisAddress address =
            RedisAddress.of(TestRedis.shared().uri().toString())
                    .withNamespace(TestRedis.freshNamespace());
    private final RedisStore store = RedisStore.open(address);
    private final String database = TestPostgres.freshDatabase();

    @TempDir private Path folder;

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void processStoppedBeyondItsLeaseHasNoEffectWhenItGoesOnAndWorksUnderANewTerm()
            throws Exception {
        try (ChildDarkroom frozen = worker("frozen")) {
            enqueue("a");
            enqueue("b");
            frozen.awaitRunning(SOON, () -> lines("begun").size() == 2);
            frozen.signal("STOP");
            try (ChildDarkroom other = worker("other")) {
                other.awaitRunning(SOON, () -> done() == 2);
                assertThat(lines("written")).containsExactly("term 2", "term 2");

                Files.createFile(folder.resolve("gate"));
                frozen.signal("CONT");

                frozen.awaitRunning(SOON, () -> lines("refused").size() == 2);
                frozen.awaitRunning(SOON, () -> ids().contains("frozen-3"));
                other.signal("TERM");
                assertThat(other.awaitExit(SOON)).isZero();
            }
            enqueue("c");
            frozen.awaitRunning(SOON, () -> done() == 3);

            assertThat(lines("begun"))
                    .containsExactly("term 1", "term 1", "term 2", "term 2", "term 3");
            assertThat(lines("refused")).containsExactly("term 1", "term 1");
            assertThat(effects()).containsExactly("a by term 2", "b by term 2", "c by term 3");
            Stats stats = Stats.read(store);
            assertThat(stats.total("reaped")).isEqualTo(2);
            assertThat(stats.by("failed")).isEmpty();
            assertThat(stats.retrying()).isZero();
            assertThat(new DeadJobs(store).count()).isZero();
            assertThat(ids()).containsExactly("frozen-3");
        }
    }

    private ChildDarkroom worker(String name) throws IOException {
        Map<String, String> environment =
                Map.of(
                        "DARKROOM_REDIS", address.uri().toString(),
                        "DARKROOM_NAMESPACE", address.namespace(),
                        "DARKROOM_DATABASES", database,
                        "DARKROOM_SHARDS", "1",
                        "DARKROOM_PHOTOS", folder.resolve("photos").toString());
        Path own = Files.createDirectory(folder.resolve(name));
        String jar = GatedJobs.jar(own.resolve("jobs.jar"), FencedJobs.class).toString();
        return ChildDarkroom.start(
                own, environment, "worker", "--name", name, "--threads", "2", "--jobs", jar);
    }

    private void enqueue(String id) {
        QueueClient queue =
                new QueueClient(
                        store,
                        InstantSource.system(),
                        () -> ThreadLocalRandom.current().nextLong());
        queue.enqueue(FencedJobs.KIND.job(new Fenced(folder.toString())).withId(id));
    }

    private long done() {
        return Stats.read(store).by("done").getOrDefault("fenced", 0L);
    }

    private List<String> ids() {
        return new Fleet(store).list().stream().map(ProcessView::id).toList();
    }

    private List<String> lines(String file) throws IOException {
        Path path = folder.resolve(file);
        return Files.exists(path) ? Files.readAllLines(path) : List.of();
    }

    private List<String> effects() throws SQLException {
        List<String> keys = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(database);
                Statement select = connection.createStatement();
                ResultSet row =
                        select.executeQuery("SELECT key FROM shard_0000.once ORDER BY key")) {
            while (row.next()) {
                keys.add(row.getString(1));
            }
        }
        return keys;
    }
}
