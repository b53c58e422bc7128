package darkroom.bench;

import darkroom.embedded.RunFolder;
import darkroom.queue.redis.RedisAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A worker process in a JVM of its own, which ends when this JVM ends in any way. */
final class ChildProcess implements AutoCloseable {
    private static final Duration STOP_MAX = Duration.ofSeconds(10);

    private final RunFolder folder;
    private final Process process;

    private ChildProcess(RunFolder folder, Process process) {
        this.folder = folder;
        this.process = process;
    }

    /** Starts one whose handler does nothing; it joins the fleet in a second or two. */
    static ChildProcess start(RedisAddress address, String name, int threads) {
        RunFolder folder = RunFolder.open();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add("-Ddarkroom.log=WARN");
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(ChildMain.class.getName(), name, Integer.toString(threads)));
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.path().resolve(name + ".log").toFile());
        // In the environment and not in the command: an address may hold a password.
        builder.environment().keySet().removeIf(key -> key.startsWith("DARKROOM_"));
        builder.environment().put(ChildMain.REDIS, address.uri().toString());
        builder.environment().put(ChildMain.NAMESPACE, address.namespace());
        try {
            return new ChildProcess(folder, folder.janitor().start(builder, "KILL"));
        } catch (IOException e) {
            folder.close();
            throw new UncheckedIOException("cannot start a worker process", e);
        }
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** Stops it as an operator does (SIGTERM), and kills it if that takes too long. */
    @Override
    public void close() {
        process.destroy();
        process.onExit()
                .completeOnTimeout(process, STOP_MAX.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        process.destroyForcibly();
        // Nothing outlives SIGKILL for long; the wait only keeps the order of things.
        process.onExit().orTimeout(STOP_MAX.toMillis(), TimeUnit.MILLISECONDS).join();
        folder.janitor().release(process);
        folder.close();
    }
}
