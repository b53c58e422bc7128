package darkroom.bench.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import darkroom.embedded.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs programs one after the other, to their end or for a time; they end with this JVM. */
final class Programs implements AutoCloseable {
    private static final int MISSING = 3;
    private static final int SAID_LINES = 3;
    private static final Duration END_MAX = Duration.ofSeconds(10);

    private final RunFolder folder = RunFolder.open();

    /**
     * Runs a program and gives what it printed.
     *
     * @throws MissingException if it says that it is not installed (exit code 3)
     * @throws ContestantFailedException if it ends with another code than 0, or not in time
     */
    String run(List<String> command, Duration most) throws InterruptedException {
        Path out = folder.path().resolve("out");
        Path err = folder.path().resolve("err");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile());
            Process process = folder.janitor().start(builder, "TERM");
            try {
                if (!process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new ContestantFailedException(
                            "expected it to end within " + most.toSeconds() + " s, it did not");
                }
            } finally {
                end(process);
            }
            return checked(process.exitValue(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command.get(0), e);
        }
    }

    private static String checked(int code, Path out, Path err) throws IOException {
        if (code == MISSING) {
            throw new MissingException(tail(err));
        }
        if (code != 0) {
            throw new ContestantFailedException(
                    "expected exit code 0, found " + code + ": " + tail(err));
        }
        return Files.readString(out, UTF_8);
    }

    private static String tail(Path file) throws IOException {
        List<String> lines =
                Files.readString(file, UTF_8).lines().filter(line -> !line.isBlank()).toList();
        return String.join(
                " / ", lines.subList(Math.max(0, lines.size() - SAID_LINES), lines.size()));
    }

    /** Its own children end with it: each sees to that. */
    private void end(Process process) {
        process.destroy();
        process.onExit()
                .completeOnTimeout(process, END_MAX.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        process.destroyForcibly();
        process.onExit().orTimeout(END_MAX.toMillis(), TimeUnit.MILLISECONDS).join();
        folder.janitor().release(process);
    }

    /** Removes what was kept. May be called twice. */
    @Override
    public void close() {
        folder.close();
    }
}
