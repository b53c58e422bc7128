package darkroom.workers;

import static darkroom.workers.TestFleet.SOON;
import static darkroom.workers.TestFleet.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import darkroom.embedded.RedisOptions;
import darkroom.embedded.RedisServer;
import darkroom.queue.redis.RedisStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A fleet under traffic on a Redis that answers with errors for a while: nothing is lost, no thread
 * dies, and it goes on by itself.
 */
@Timeout(120)
final class ErrorRepliesIT {
    /** From the end of the fault on. */
    private static final Duration RECOVERY_MAX = Duration.ofSeconds(10);

    /** Long enough that all waits between tries have grown, and shorter than a lease would need. */
    private static final Duration FAULT = Duration.ofMillis(1_500);

    private final RedisServer server =
            RedisServer.start(
                    RedisOptions.defaults()
                            .withConfigLine("lua-time-limit 50")
                            .withConfigLine("key-load-delay 500"));
    private final TestFleet fleet = TestFleet.at(server.uri());
    private final Traffic traffic = Traffic.on(fleet);

    private final List<CompletableFuture<Void>> background = new ArrayList<>();

    @AfterEach
    void close() {
        background.forEach(CompletableFuture::join);
        traffic.close();
        fleet.close();
        server.close();
    }

    @Test
    void becomeAReplica() {
        survives(
                "READONLY",
                () -> server.command("REPLICAOF", "127.0.0.1", "1"),
                () -> server.command("REPLICAOF", "NO", "ONE"));
    }

    @Test
    void withoutEnoughReplicas() {
        survives(
                "NOREPLICAS",
                () -> server.command("CONFIG", "SET", "min-replicas-to-write", "1"),
                () -> server.command("CONFIG", "SET", "min-replicas-to-write", "0"));
    }

    @Test
    void unableToSave() {
        Path inTheWay = server.folder().resolve("dump.rdb");
        survives(
                "MISCONF",
                () -> {
                    try {
                        Files.createDirectory(inTheWay);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    server.command("CONFIG", "SET", "save", "3600 1");
                    server.command("BGSAVE");
                },
                () -> {
                    assertThat(inTheWay.toFile().delete()).isTrue();
                    server.command("BGSAVE");
                });
    }

    @Test
    void busyWithSomebodysScript() {
        survives(
                "BUSY",
                () ->
                        behind(
                                () -> {
                                    try {
                                        server.command("EVAL", "while true do end", "0");
                                    } catch (UncheckedIOException e) {
                                        // It had to wait for longer than a command may.
                                    }
                                }),
                () -> server.command("SCRIPT", "KILL"));
    }

    @Test
    void loadingItsData() {
        server.command("EVAL", "for i=1,6000 do redis.call('SET','k'..i,'v') end", "0");
        survives(
                "LOADING",
                () -> {
                    server.kill();
                    behind(server::restart);
                },
                () -> await().atMost(SOON).until(() -> server.version().contains(".")));
    }

    @Test
    void withoutTheRights() {
        survives(
                "NOPERM",
                () -> server.command("ACL", "SETUSER", "default", "-set", "-evalsha", "-eval"),
                () -> server.command("ACL", "SETUSER", "default", "+@all"));
    }

    @Test
    void full() {
        survives(
                "maxmemory",
                () -> server.command("CONFIG", "SET", "maxmemory", "1"),
                () -> server.command("CONFIG", "SET", "maxmemory", "0"));
    }

    private void behind(Runnable work) {
        background.add(CompletableFuture.runAsync(work));
    }

    private void survives(String code, Runnable begin, Runnable end) {
        fleet.start(traffic.handler(), config(5));
        fleet.start(traffic.handler(), config(5));
        await().atMost(SOON).until(() -> traffic.runs().size() > 50);
        List<String> processes = processes();

        begin.run();
        try (RedisStore own = RedisStore.open(fleet.address())) {
            await().atMost(SOON).until(() -> refusal(own).contains(code));
        }
        long since = System.nanoTime();
        await().atMost(SOON).until(() -> System.nanoTime() - since > FAULT.toNanos());
        end.run();
        long ended = System.nanoTime();

        await().atMost(RECOVERY_MAX).until(() -> traffic.flowsSince(ended));
        System.out.printf(
                "%s: goes on %d ms after its end%n", code, (System.nanoTime() - ended) / 1_000_000);
        traffic.close();
        fleet.start(
                traffic.handler(),
                new WorkerConfig(
                        "later",
                        5,
                        List.of(Traffic.LATER),
                        TestFleet.LEASE,
                        WorkerConfig.Patience.DEFAULT));
        await().atMost(SOON)
                .until(() -> fleet.ready("note") == 0 && fleet.ready(Traffic.LATER) == 0);
        await().atMost(SOON).until(() -> traffic.lost().isEmpty());
        assertThat(traffic.unexpected()).isEmpty();
        assertThat(traffic.duplicates()).as("run twice").isZero();
        assertThat(processes()).as("nobody was given up").containsAll(processes);
        assertThat(fleet.stats().by("failed")).isEmpty();
    }

    private List<String> processes() {
        return fleet.fleet().list().stream().map(process -> process.id()).sorted().toList();
    }

    private static String refusal(RedisStore store) {
        try {
            store.probe();
            return "";
        } catch (RuntimeException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
