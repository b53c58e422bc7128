package darkroom.queue.redis;

import static darkroom.queue.fixtures.TestQueue.NOTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import darkroom.embedded.RedisOptions;
import darkroom.embedded.RedisOptions.Durability;
import darkroom.embedded.RedisProgram;
import darkroom.embedded.RedisServer;
import darkroom.queue.StoreUnavailableException;
import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.fixtures.TestQueue.Note;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that takes no more, and one that lost the end of a file. No file of the server may grow
 * beyond a limit, so that its writes fail as on a full disk, for which one would have to be root.
 */
@Timeout(120)
final class DiskFaultIT {
    private static final Duration RECOVERY_MAX = Duration.ofSeconds(10);
    private static final long LIMIT_BYTES = 200_000;

    @TempDir private Path folder;

    @Test
    void fullDiskRefusesJobsUntilThereIsRoomAndKeepsThoseItTook() throws Exception {
        try (RedisServer server = startLimited(Durability.EVERY_SECOND);
                TestQueue queue = TestQueue.at(server.uri())) {
            limit(server, Long.toString(LIMIT_BYTES));

            int acknowledged = enqueueUntilRefused(queue, "MISCONF");
            assertThatThrownBy(queue.store()::probe)
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("free its disk");
            limit(server, "unlimited");

            await().atMost(RECOVERY_MAX)
                    .ignoreException(StoreUnavailableException.class)
                    .until(() -> queue.client().enqueue(NOTE.job(new Note(0))).fresh());
            long length = queue.store().listLength(queue.keys().queue("note"));
            assertThat(length).isGreaterThan(acknowledged);
            // Until its next fsync, a second later at most, it owes the disk something.
            await().until(
                            () ->
                                    server.command("INFO", "persistence")
                                            .contains("aof_last_write_status:ok"));
            await().until(
                            () ->
                                    server.command("INFO", "persistence")
                                            .contains("aof_pending_bio_fsync:0"));
            server.restart();
            awaitLength(queue, length);
        }
    }

    @Test
    void serverThatEndsOnAFullDiskHasAllThatItAcknowledged() throws Exception {
        try (RedisServer server = startLimited(Durability.ALWAYS);
                TestQueue queue = TestQueue.at(server.uri())) {
            ProcessHandle process = ProcessHandle.of(server.pid()).orElseThrow();
            limit(server, Long.toString(LIMIT_BYTES));

            int acknowledged = enqueueUntilRefused(queue, "cannot reach Redis");
            process.onExit().get(10, TimeUnit.SECONDS);
            server.restart();

            await().atMost(RECOVERY_MAX)
                    .ignoreException(StoreUnavailableException.class)
                    .until(
                            () ->
                                    queue.store().listLength(queue.keys().queue("note"))
                                            >= acknowledged);
            assertThat(queue.client().enqueue(NOTE.job(new Note(0))).fresh()).isTrue();
        }
    }

    @Test
    void fileWithoutItsEndCostsTheLastWriteAndNoMore() throws Exception {
        try (RedisServer server = RedisServer.start();
                TestQueue queue = TestQueue.at(server.uri())) {
            queue.enqueueNotes("other", 1); // the queue's name, too, is written once
            queue.enqueueNotes("note", 100);
            queue.client().enqueue(NOTE.job(new Note(101)));
            server.kill();
            Path file = appendOnlyFile(server.folder());

            try (FileChannel aof = FileChannel.open(file, StandardOpenOption.WRITE)) {
                aof.truncate(aof.size() - 3);
            }
            server.restart();

            awaitLength(queue, 100);
            assertThat(queue.client().enqueue(NOTE.job(new Note(102))).fresh()).isTrue();
        }
    }

    private static void awaitLength(TestQueue queue, long length) {
        await().atMost(RECOVERY_MAX)
                .ignoreException(StoreUnavailableException.class)
                .untilAsserted(
                        () ->
                                assertThat(queue.store().listLength(queue.keys().queue("note")))
                                        .isEqualTo(length));
    }

    private static int enqueueUntilRefused(TestQueue queue, String expected) {
        for (int count = 0; count < 100_000; count++) {
            try {
                queue.client().enqueue(NOTE.job(new Note(count)));
            } catch (StoreUnavailableException e) {
                assertThat(e).hasMessageContaining(expected);
                return count;
            }
        }
        throw new AssertionError("the disk was never full");
    }

    /** The system would end a server that writes beyond its limit, unless the signal is ignored. */
    private RedisServer startLimited(Durability durability) throws IOException {
        assumeThat(Path.of("/usr/bin/prlimit"))
                .as("prlimit of util-linux, to limit another process")
                .isExecutable();
        Path script = folder.resolve("redis-server");
        Files.writeString(script, "#!/bin/sh\ntrap '' XFSZ\nexec \"" + program() + "\" \"$@\"\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        RedisOptions options =
                RedisOptions.defaults()
                        .withDurability(durability)
                        .withConfigLine("auto-aof-rewrite-percentage 0");
        return RedisServer.start(options, script);
    }

    private static String program() {
        return RedisProgram.named()
                .map(Path::toString)
                .orElseGet(
                        () -> {
                            try (RedisServer server = RedisServer.start()) {
                                return ProcessHandle.of(server.pid())
                                        .flatMap(process -> process.info().command())
                                        .orElseThrow();
                            }
                        });
    }

    private static void limit(RedisServer server, String bytes) throws Exception {
        Process prlimit =
                new ProcessBuilder(
                                "prlimit",
                                "--pid",
                                Long.toString(server.pid()),
                                "--fsize=" + bytes + ":unlimited")
                        .inheritIO()
                        .start();
        assertThat(prlimit.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(prlimit.exitValue()).isZero();
    }

    private static Path appendOnlyFile(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".aof"))
                    .max(Comparator.comparingLong(file -> file.toFile().length()))
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
