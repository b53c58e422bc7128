package darkroom.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class JanitorIT {
    @TempDir Path temporary;

    @Test
    void startsACommandUnderItsOwnProcessNumber() throws Exception {
        try (Janitor janitor = Janitor.open()) {
            Process process =
                    janitor.start(
                            new ProcessBuilder(
                                    "sh", "-c", "echo $$; cat; echo \"$1\"", "sh", "two  words"),
                            "TERM");

            List<String> lines = process.inputReader().lines().toList();

            assertThat(lines).containsExactly(Long.toString(process.pid()), "two  words");
            assertThat(process.waitFor()).isZero();
        }
    }

    @Test
    void closeLeavesWhatWasWatched() throws Exception {
        Path folder = Files.createDirectory(temporary.resolve("kept"));
        Process process = new ProcessBuilder("sleep", "60").start();
        Janitor janitor = Janitor.open();
        janitor.watch(process);
        janitor.watchFolder(folder);

        janitor.close();
        janitor.close();

        assertThat(ProcessHandle.of(janitor.pid()).map(ProcessHandle::isAlive).orElse(false))
                .isFalse();
        assertThat(process.isAlive()).isTrue();
        assertThat(folder).exists();
        process.destroyForcibly().waitFor();
    }

    @Test
    void killedJvmTakesADeafProcessAndAnOddFolderWithItButNotTheReleased() throws Exception {
        ChildJvm child = ChildJvm.start(ChildJanitor.class, temporary, Map.of());
        List<String> lines = child.linesUntilReady();
        ProcessHandle deaf = ProcessHandle.of(Long.parseLong(lines.get(0))).orElseThrow();
        ProcessHandle released = ProcessHandle.of(Long.parseLong(lines.get(1))).orElseThrow();
        Path odd = temporary.resolve(ChildJanitor.ODD_FOLDER);
        assertThat(odd.resolve("inside")).exists();

        child.process().destroyForcibly().waitFor();

        await().atMost(Duration.ofSeconds(20)).until(() -> !deaf.isAlive() && !Files.exists(odd));
        assertThat(released.isAlive()).isTrue();
        assertThat(released.destroyForcibly()).isTrue();
    }

    @Test
    void processWithAnotherStartTimeIsSpared() throws Exception {
        Process stranger = new ProcessBuilder("sleep", "60").start();
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        Process shell =
                new ProcessBuilder(
                                "sh",
                                "-c",
                                new String(script(), java.nio.charset.StandardCharsets.UTF_8))
                        .start();

        try (var pipe = shell.outputWriter()) {
            pipe.write(
                    "begin\npid "
                            + stranger.pid()
                            + " KILL 1\npid "
                            + gone.pid()
                            + " KILL 1\nend\n");
        }

        assertThat(shell.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(shell.errorReader().lines()).isEmpty();
        assertThat(stranger.isAlive()).isTrue();
        stranger.destroyForcibly().waitFor();
    }

    @Test
    void unfinishedListIsNotUsed() throws Exception {
        Path first = Files.createDirectory(temporary.resolve("first"));
        Path second = Files.createDirectory(temporary.resolve("second"));
        Process shell =
                new ProcessBuilder(
                                "sh",
                                "-c",
                                new String(script(), java.nio.charset.StandardCharsets.UTF_8))
                        .start();

        try (var pipe = shell.outputWriter()) {
            pipe.write("begin\ndir " + first + "\nend\nbegin\ndir " + second + "\n");
        }

        assertThat(shell.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(first).doesNotExist();
        assertThat(second).exists();
    }

    @Test
    void signalsOfATerminalDoNotEndIt() throws Exception {
        try (Janitor janitor = Janitor.open()) {
            // A first line read shows that its traps stand.
            janitor.watchFolder(temporary.resolve("none"));
            ProcessHandle process = ProcessHandle.of(janitor.pid()).orElseThrow();
            await().until(() -> ignoresTerminalSignals(janitor.pid()));

            for (String signal : List.of("INT", "TERM", "HUP")) {
                new ProcessBuilder("kill", "-s", signal, Long.toString(janitor.pid()))
                        .start()
                        .waitFor();
            }

            assertThat(process.isAlive()).isTrue();
        }
    }

    @Test
    void closedJanitorRefusesToWatch() {
        Janitor janitor = Janitor.open();
        janitor.close();

        assertThatThrownBy(() -> janitor.watchFolder(temporary))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    /** Bits 0, 1 and 14 of SigIgn (proc_pid_status(5)) are HUP, INT and TERM. */
    private static boolean ignoresTerminalSignals(long pid) throws java.io.IOException {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        if (!Files.exists(status)) {
            return true;
        }
        String mask =
                Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .findFirst()
                        .orElseThrow()
                        .substring("SigIgn:".length())
                        .strip();
        return (Long.parseUnsignedLong(mask, 16) & 0x4003) == 0x4003;
    }

    private static byte[] script() throws java.io.IOException {
        try (var resource = Janitor.class.getResourceAsStream("janitor.sh")) {
            return java.util.Objects.requireNonNull(resource).readAllBytes();
        }
    }
}
