package darkroom.queue.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import darkroom.embedded.RedisServer;
import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.redis.ServerFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A Redis that is set up well, and each thing that can be set wrong. */
@Timeout(60)
final class ServerCheckIT {
    private final RedisServer redis = RedisServer.start();
    private final TestQueue queue = TestQueue.at(redis.uri());

    @BeforeEach
    void setUpWell() {
        set("appendonly", "yes");
        set("appendfsync", "always");
        set("maxmemory", "100mb");
        set("maxmemory-policy", "noeviction");
        set("no-appendfsync-on-rewrite", "no");
    }

    @AfterEach
    void close() {
        queue.close();
        redis.close();
    }

    private void set(String name, String value) {
        queue.jedis().configSet(name, value);
    }

    private List<String> found() {
        return new ServerCheck(queue.store(), InstantSource.system())
                .findings().stream().map(Finding::name).toList();
    }

    @Test
    void redisThatIsSetUpWellIsWell() {
        ServerCheck check = new ServerCheck(queue.store(), InstantSource.system());

        assertThat(check.findings()).isEmpty();
        assertThat(check.notes()).singleElement().asString().startsWith("Redis ");
    }

    @Test
    void settingsThatLoseJobsAreFound() {
        set("appendfsync", "no");
        assertThat(found()).containsExactly("not-durable");
        set("appendfsync", "everysec");
        assertThat(found()).isEmpty();
        set("no-appendfsync-on-rewrite", "yes");
        assertThat(found()).containsExactly("fsync-pauses");
        set("no-appendfsync-on-rewrite", "no");
        set("appendonly", "no");
        assertThat(found()).containsExactly("not-durable");
        set("appendonly", "yes");
        set("maxmemory-policy", "allkeys-lru");
        assertThat(found()).containsExactly("eviction");
    }

    @Test
    void redisThatIsNearlyFullIsFound() {
        set("maxmemory", "1");

        assertThat(found()).contains("memory");
    }

    @Test
    void replicaIsFound() {
        queue.jedis().replicaof("127.0.0.1", 1);

        assertThat(found()).contains("replica", "no-writes");
    }

    @Test
    void oldVersionIsFound() {
        assertThat(foundOf("redis_version", "6.2.0")).isEmpty();
        assertThat(foundOf("redis_version", "10.0.0")).isEmpty();
        assertThat(foundOf("redis_version", "6.0.16")).containsExactly("old-redis");
        assertThat(foundOf("redis_version", "5.0.14")).containsExactly("old-redis");
    }

    @Test
    void diskThatTookNoSnapshotIsFound() throws IOException {
        // Where the file should go stands a folder: so its last step fails, for root too.
        Path folder = Path.of(queue.jedis().configGet("dir").get("dir"));
        Files.createDirectories(folder.resolve("dump.rdb").resolve("full"));

        queue.jedis().bgsave();

        await().atMost(Duration.ofSeconds(20)).until(() -> found().contains("disk"));
    }

    private List<String> foundOf(String name, String value) {
        Map<String, String> info = new TreeMap<>(queue.store().serverFacts().info());
        info.put(name, value);
        return new ServerCheck(queue.store(), InstantSource.system())
                .findings(new ServerFacts(info, queue.store().serverFacts().config())).stream()
                        .map(Finding::name)
                        .toList();
    }

    @Test
    void clockThatIsOffIsFound() {
        Instant off = Instant.now().plusSeconds(60);

        assertThat(new ServerCheck(queue.store(), InstantSource.fixed(off)).findings())
                .singleElement()
                .matches(finding -> finding.name().equals("clock"))
                .matches(finding -> finding.what().contains(" s off"));
    }
}
