package darkroom.cli.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A worker process in a JVM of its own, which ends when this JVM ends in any way. */
public final class ChildWorker implements AutoCloseable {
    /** By name: nothing here knows the package that knows all. */
    private static final String MAIN = "darkroom.cli.Main";

    private static final int LOG_LINES = 20;
    private static final int GONE_SECONDS_MAX = 10;

    private final LocalServers servers;
    private final String name;
    private final Path log;
    private final Process process;

    private ChildWorker(LocalServers servers, String name, Path log, Process process) {
        this.servers = servers;
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /** Starts one on these servers; it joins the fleet in a second or two. */
    public static ChildWorker start(LocalServers servers, String name, int threads) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        // After what this JVM was given: a process without memory is worth less than none.
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(MAIN, "worker"));
        command.addAll(List.of("--name", name, "--threads", Integer.toString(threads)));
        Path log = servers.folder().path().resolve(name + ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(key -> key.startsWith("DARKROOM_"));
        builder.environment().putAll(servers.environment());
        try {
            Process process = servers.folder().janitor().start(builder, "KILL");
            return new ChildWorker(servers, name, log, process);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a worker process", e);
        }
    }

    /** What it is called in the fleet; its id there begins with it. */
    public String name() {
        return name;
    }

    /** Whether it still runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Ends it as a crash does (SIGKILL), and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        // Nothing outlives SIGKILL for long; the wait only keeps the order of things.
        process.onExit().orTimeout(GONE_SECONDS_MAX, TimeUnit.SECONDS).join();
        servers.folder().janitor().release(process);
    }

    /** Asks it to stop (SIGTERM); whether it did within the time. */
    public boolean stop(Duration most) {
        process.destroy();
        process.onExit().completeOnTimeout(process, most.toMillis(), TimeUnit.MILLISECONDS).join();
        return !process.isAlive();
    }

    /** The end of what it logged, for an error message. */
    public String logTail() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join(
                    System.lineSeparator(),
                    lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    /** Ends it at once. */
    @Override
    public void close() {
        kill();
    }
}
