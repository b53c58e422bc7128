package darkroom.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One server program: started in a session of its own and watched by the run folder's janitor, its
 * output in {@code NAME.log} of that folder. Not thread-safe; its server guards it.
 */
final class ServerProcess {
    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final Duration STOP_MAX = Duration.ofSeconds(10);
    private static final int LOG_TAIL_LINES = 20;

    private final String name;
    private final RunFolder folder;
    private final String endSignal;
    private @Nullable Process process;

    /**
     * @param name lower case, of one word
     * @param endSignal which ends the program soon and orderly, without {@code SIG}
     */
    ServerProcess(String name, RunFolder folder, String endSignal) {
        this.name = name;
        this.folder = folder;
        this.endSignal = endSignal;
    }

    /**
     * Starts the program.
     *
     * @return whether it became ready; false when it ended before, say because its port was taken:
     *     see {@link #failure}
     * @throws ServerFailed when it can neither start nor get ready within a minute
     */
    boolean start(List<String> command, BooleanSupplier ready) {
        List<String> ownSession = new ArrayList<>(OwnSession.prefix());
        ownSession.addAll(command);
        ProcessBuilder builder =
                new ProcessBuilder(ownSession)
                        .directory(folder.path().toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(Redirect.appendTo(log().toFile()));
        builder.environment().put("TZ", "UTC");
        builder.environment().put("LC_ALL", "C");
        builder.environment().keySet().removeIf(key -> key.startsWith("PG"));
        try {
            process = folder.janitor().start(builder, endSignal);
        } catch (IOException e) {
            throw new ServerFailed("cannot start " + name + ": found " + e.getMessage(), e);
        }
        Deadline deadline = Deadline.in(START_MAX);
        while (isAlive() && !ready.getAsBoolean()) {
            if (!deadline.pause()) {
                kill();
                throw failure(
                        "expected it to be ready within "
                                + START_MAX.toSeconds()
                                + " s, it was not");
            }
        }
        if (!isAlive()) {
            forget();
            return false;
        }
        return true;
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** The program's process number. */
    long pid() {
        return started().pid();
    }

    /**
     * Ends the program at once (SIGKILL) and waits until it is gone. Does nothing when it does not
     * run.
     */
    void kill() {
        if (process != null) {
            process.destroyForcibly();
            awaitEnd(STOP_MAX);
            forget();
        }
    }

    /**
     * Ends the program orderly, and with SIGKILL when that takes more than ten seconds. Does
     * nothing when it does not run.
     */
    void stop() {
        if (process != null) {
            signal(endSignal);
            if (!awaitEnd(STOP_MAX)) {
                kill();
            }
            forget();
        }
    }

    /** Sends a signal, named without {@code SIG}. */
    void signal(String signal) {
        Process target = started();
        if (!target.isAlive()) {
            return;
        }
        try {
            new ProcessBuilder("kill", "-s", signal, Long.toString(target.pid()))
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot send SIG" + signal + " to " + name + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What to throw when the program did not start: with the end of its log. */
    ServerFailed failure(String what) {
        return new ServerFailed(
                "cannot start " + name + ": " + what + "; the end of its log:\n" + logTail());
    }

    String logTail() {
        try {
            List<String> lines = new String(Files.readAllBytes(log()), UTF_8).lines().toList();
            return String.join(
                    "\n", lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e + ")";
        }
    }

    private Path log() {
        return folder.path().resolve(name + ".log");
    }

    private Process started() {
        if (process == null) {
            throw new IllegalStateException(
                    name + " does not run: it was killed or closed; call restart() first");
        }
        return process;
    }

    private boolean awaitEnd(Duration max) {
        try {
            return started().waitFor(max.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void forget() {
        if (process != null) {
            folder.janitor().release(process);
            process = null;
        }
    }
}
