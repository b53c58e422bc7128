package darkroom.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.bench.bare.BareRedis;
import darkroom.embedded.RedisOptions;
import darkroom.embedded.RedisServer;
import darkroom.embedded.fixtures.TestRedis;
import darkroom.queue.inspect.Stats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** Every load in small; what it did is looked up behind its back. */
class BenchIT {
    private static final int JOBS = 300;
    private static final Size SMALL = new Size(JOBS, 4, 1, 2, 1);

    private final Site site =
            Site.at(
                    TestRedis.shared().uri(),
                    Force.YES,
                    InstantSource.system(),
                    new SecureRandom());
    private final List<String> said = new ArrayList<>();

    @AfterEach
    void nothingIsLeft() {
        String namespace = site.address().namespace();
        site.close();
        site.close();
        try (Jedis jedis = new Jedis(TestRedis.shared().uri())) {
            assertThat(jedis.keys(namespace + "*")).isEmpty();
        }
    }

    private long done() {
        return Stats.read(site.store()).by("done").getOrDefault("noop", 0L);
    }

    private static Figure figure(List<Figure> figures, String row, Map<String, Object> labels) {
        return figures.stream()
                .filter(figure -> figure.row().equals(row))
                .filter(figure -> figure.labels().entrySet().containsAll(labels.entrySet()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void drainRunsEachJobOnceAndMeasuresItsFloorBesideIt() throws InterruptedException {
        List<Figure> figures = new DrainLoad(site, SMALL, Floor.BESIDE, said::add).run();

        assertThat(done()).as("the round that warms up and two more").isEqualTo(3 * JOBS);
        assertThat(figure(figures, "drain", Map.of("of", "ours")).samples())
                .hasSize(2)
                .allMatch(rate -> rate > 0);
        assertThat(figure(figures, "drain", Map.of("of", "floor")).value()).isPositive();
        assertThat(figure(figures, "drain", Map.of("of", "ratio")).value()).isPositive();
        assertThat(figure(figures, "drain-scripts", Map.of()).value()).isPositive();
        assertThat(said).contains("round 1 of 2", "enqueued 300 of 300");
    }

    @Test
    void drainBySeveralProcessesSettlesEachJobOnce() throws InterruptedException {
        Size two = new Size(JOBS, 4, 2, 1, 1);

        List<Figure> figures = new DrainLoad(site, two, Floor.WITHOUT, said::add).run();

        assertThat(done()).as("four rounds that warm up and one more").isEqualTo(5 * JOBS);
        assertThat(figure(figures, "drain", Map.of("processes", 2)).value()).isPositive();
    }

    @Test
    void enqueueOfEveryModeIsMeasuredAndCleared() throws InterruptedException {
        for (EnqueueMode mode : EnqueueMode.values()) {
            List<Figure> figures =
                    new EnqueueLoad(site, SMALL, mode, Floor.BESIDE, said::add).run();

            assertThat(figure(figures, "enqueue", Map.of("of", "ours")).samples())
                    .hasSize(2)
                    .allMatch(rate -> rate > 0);
            assertThat(figure(figures, "enqueue", Map.of("of", "floor")).samples()).hasSize(2);
            assertThat(figure(figures, "enqueue-calls", Map.of()).value()).isPositive();
        }
        String key = site.store().keys().queue(Noop.KIND.queue());
        assertThat(site.store().listLength(key)).isZero();
    }

    @Test
    void pickupIsMeasuredIdleAndUnderLoad() throws InterruptedException {
        List<Figure> figures =
                new PickupLoad(
                                site,
                                new Size(JOBS, 4, 1, 1, 1),
                                List.of(0, 50),
                                Floor.BESIDE,
                                said::add)
                        .run();

        for (String of : List.of("ours", "floor")) {
            assertThat(
                            figure(figures, "pickup", Map.of("of", of, "load", "idle", "at", "p50"))
                                    .value())
                    .isPositive();
        }
        Figure loaded = figure(figures, "pickup", Map.of("load", "50%", "at", "p99.9"));
        assertThat(loaded.value()).isPositive();
        int jobs = (Integer) loaded.labels().getOrDefault("jobs", 0);
        assertThat(done())
                .as("to find the drain rate, to warm up, idle and loaded")
                .isEqualTo(2 * JOBS + 11 * 50 + jobs);
    }

    @Test
    void scheduledJobsAllRunAndNoneEarly() throws InterruptedException {
        List<Figure> figures = new ScheduleLoad(site, new Size(JOBS, 4, 1, 1, 1), said::add).run();

        assertThat(done()).isEqualTo(2 * JOBS);
        for (String mode : List.of("spread", "burst")) {
            assertThat(figure(figures, "schedule-early", Map.of("mode", mode)).max()).isZero();
            assertThat(figure(figures, "schedule", Map.of("mode", mode, "at", "max")).value())
                    .isPositive();
        }
    }

    @Test
    void memoryOfAJobIsMoreThanItsJson() throws InterruptedException {
        List<Figure> figures = new MemoryLoad(site, SMALL, Floor.BESIDE, said::add).run();

        assertThat(figure(figures, "memory-list", Map.of("of", "ours")).value()).isPositive();
        assertThat(figure(figures, "memory-list", Map.of("of", "floor")).value()).isPositive();
        assertThat(figure(figures, "memory-json", Map.of()).value()).isGreaterThan(60);
        assertThat(figure(figures, "memory-own-fields", Map.of()).value()).isBetween(20.0, 100.0);
    }

    @Test
    void idleProcessIsHeardOf() throws InterruptedException {
        List<Figure> figures = new IdleLoad(site, new Size(1, 4, 1, 1, 1), said::add).run();

        assertThat(figure(figures, "idle-calls", Map.of()).value()).isPositive();
        assertThat(figure(figures, "idle-cpu", Map.of()).min()).isNotNegative();
    }

    @Test
    void mixOfQuickAndSlowJobsAllRun() throws InterruptedException {
        List<Figure> figures = new MixLoad(site, new Size(600, 4, 1, 1, 1), said::add).run();

        assertThat(done()).as("the round that warms up and one more").isEqualTo(500 + 600);
        assertThat(figure(figures, "mix-idle", Map.of()).value()).isPositive();
    }

    @Test
    void depthIsReachedAndComparedWithTheShallow() throws InterruptedException {
        List<Figure> figures = new DepthLoad(site, new Size(3_000, 4, 1, 1, 1), said::add).run();

        assertThat(Stats.read(site.store()).dead()).isEqualTo(DepthLoad.SHALLOW);
        assertThat(Stats.read(site.store()).scheduled()).isEqualTo(DepthLoad.SHALLOW);
        for (String row : List.of("depth-drain", "depth-pickup-p99", "depth-peek", "depth-stats")) {
            assertThat(figure(figures, row, Map.of("of", "ratio", "depth", 3_000)).value())
                    .isPositive();
        }
    }

    @Test
    void searchesAreMeasuredOnJobsThatDiedAndWrittenIntoAPage(@TempDir Path folder)
            throws InterruptedException, IOException {
        Path page = folder.resolve("page.md");
        Files.writeString(
                page,
                """
                <!-- written by darkroom bench search: from here -->
                <!-- written by darkroom bench search: to here -->
                """);
        SearchLoad load =
                new SearchLoad(site, new Size(600, 4, 1, 1, 1), new SecureRandom(), said::add);
        List<Figure> figures = new SearchPage(load, site, List.of(page)).run();

        assertThat(Stats.read(site.store()).dead()).isEqualTo(600);
        for (String by : Wants.all().keySet()) {
            Map<String, Object> labels = Map.of("at", "p99", "by", by, "dead", 600);
            assertThat(figure(figures, "search", labels).value()).as(by).isPositive();
        }
        assertThat(Files.readString(page))
                .contains("With 600 dead and 600 waiting jobs", "| kind ", "- search-copied: ");
    }

    @Test
    void redisThatHoldsKeysIsRefusedAndNothingIsWritten() {
        try (RedisServer server = TestRedis.own();
                Jedis jedis = new Jedis(server.uri())) {
            jedis.set("somebody", "else");

            assertThatThrownBy(
                            () ->
                                    Site.at(
                                            server.uri(),
                                            Force.NO,
                                            InstantSource.system(),
                                            new SecureRandom()))
                    .isInstanceOf(BenchFailedException.class)
                    .hasMessageContaining("expected it to be empty, found 1 keys")
                    .hasMessageContaining("--force");
            assertThat(jedis.keys("*")).containsExactly("somebody");
        }
    }

    @Test
    void interruptedLoadEndsBeforeItsFiguresAndItsKeysGo() {
        // Where the first round begins, so that its worker process serves and its jobs are in.
        DrainLoad load =
                new DrainLoad(
                        site,
                        SMALL,
                        Floor.WITHOUT,
                        state -> {
                            said.add(state);
                            if (state.startsWith("round")) {
                                Thread.currentThread().interrupt();
                            }
                        });

        assertThatThrownBy(load::run).isInstanceOf(Exception.class);

        // Whoever noticed it may have left it set, and the next test is not to see it.
        Thread.interrupted();
        assertThat(said).contains("round 1 of 2").doesNotContain("round 2 of 2");
    }

    @Test
    void embeddedRedisSyncsEachWriteIfAsked() {
        try (Site embedded =
                        Site.embedded(
                                RedisOptions.Durability.ALWAYS,
                                InstantSource.system(),
                                new SecureRandom());
                Jedis jedis = new Jedis(embedded.address().uri())) {
            assertThat(jedis.configGet("append*"))
                    .containsEntry("appendonly", "yes")
                    .containsEntry("appendfsync", "always");
        }
    }

    @Test
    void callsInsideOfScriptsAreCountedAndAskingIsNot() {
        try (RedisServer server = TestRedis.own();
                Jedis jedis = new Jedis(server.uri());
                BareRedis bare = BareRedis.at(server.uri(), Duration.ofSeconds(5))) {
            jedis.ping();
            bare.keyCount();
            var before = bare.calls();
            jedis.eval("redis.call('SET', 'a', 1) redis.call('GET', 'a')");
            var made = bare.calls().since(before);

            assertThat(made.calls()).isEqualTo(3);
            assertThat(made.scripts()).isEqualTo(1);
            assertThat(made.reads()).isBetween(1L, 4L);
        }
    }
}
