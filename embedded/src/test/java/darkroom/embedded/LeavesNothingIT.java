package darkroom.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
final class LeavesNothingIT {
    @TempDir Path temporary;

    @Test
    void killedJvmLeavesNoProcessAndNoFolder() throws Exception {
        ChildJvm child = ChildJvm.start(ChildServers.class, temporary, Map.of());
        List<String> pids = child.linesUntilReady();
        List<ProcessHandle> janitors =
                child.process()
                        .children()
                        .filter(process -> !pids.contains("" + process.pid()))
                        .toList();
        assertThat(pids).hasSize(2).allMatch(LeavesNothingIT::runs);
        assertThat(janitors).hasSize(2);
        assertThat(entries(temporary)).hasSize(2);

        child.process().destroyForcibly().waitFor();

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> {
                            assertThat(pids).noneMatch(LeavesNothingIT::runs);
                            assertThat(entries(temporary)).isEmpty();
                            assertThat(janitors).noneMatch(ProcessHandle::isAlive);
                        });
    }

    @Test
    void closedServersLeaveNoProcessAndNoFolder() throws Exception {
        ChildJvm child = ChildJvm.start(ChildServers.class, temporary, Map.of(), "close at once");

        List<String> pids = child.linesUntilReady();
        assertThat(child.process().waitFor(30, TimeUnit.SECONDS)).isTrue();

        assertThat(child.process().exitValue()).isZero();
        assertThat(pids).hasSize(2).noneMatch(LeavesNothingIT::runs);
        assertThat(entries(temporary)).isEmpty();
    }

    @Test
    void twoJvmsFillAnEmptyCacheAtOnce() throws Exception {
        Map<String, String> emptyCache =
                Map.of(
                        "XDG_CACHE_HOME",
                        Files.createDirectory(temporary.resolve("cache")).toString(),
                        // The jar's program, that is.
                        RedisProgram.VARIABLE,
                        "");
        Path runs = Files.createDirectory(temporary.resolve("runs"));

        ChildJvm one = ChildJvm.start(ChildServers.class, runs, emptyCache, "close at once");
        ChildJvm two = ChildJvm.start(ChildServers.class, runs, emptyCache, "close at once");

        assertThat(one.linesUntilReady()).hasSize(2);
        assertThat(two.linesUntilReady()).hasSize(2);
        assertThat(one.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(two.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(entries(runs)).isEmpty();
        assertThat(entries(temporary.resolve("cache/darkroom")))
                .as("one folder for Redis, one for PostgreSQL, no draft")
                .hasSize(2)
                .noneMatch(path -> path.getFileName().toString().startsWith("."));
    }

    private static List<Path> entries(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.filter(path -> !path.getFileName().toString().startsWith("hsperfdata"))
                    .toList();
        }
    }

    private static boolean runs(String pid) {
        return ProcessHandle.of(Long.parseLong(pid)).map(ProcessHandle::isAlive).orElse(false);
    }
}
