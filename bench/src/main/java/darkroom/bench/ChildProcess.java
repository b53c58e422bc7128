package darkroom.bench;

import darkroom.embedded.RunFolder;
import darkroom.queue.redis.RedisAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program in a JVM of its own, which ends when this JVM ends in any way. */
final class ChildProcess implements AutoCloseable {
    private static final Duration STOP_MAX = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofMillis(20);

    private final RunFolder folder;
    private final Path log;
    private final Process process;

    private ChildProcess(RunFolder folder, Path log, Process process) {
        this.folder = folder;
        this.log = log;
        this.process = process;
    }

    /**
     * What a child runs, beside what every child is told.
     *
     * @param words the main class and its arguments
     * @param environment variables
     */
    record Program(List<String> words, Map<String, String> environment) {
        Program {
            words = List.copyOf(words);
            environment = Map.copyOf(environment);
        }
    }

    /**
     * Starts a worker process whose handler does nothing; it joins the fleet in a second or two.
     */
    static ChildProcess start(RedisAddress address, String name, int threads) {
        return workers(address, name, threads, 1, Noop.KIND.queue());
    }

    /** Starts so many of them in one JVM, which serve this queue. */
    static ChildProcess workers(
            RedisAddress address, String name, int threads, int count, String queue) {
        List<String> words =
                List.of(
                        ChildMain.class.getName(),
                        name,
                        Integer.toString(threads),
                        Integer.toString(count),
                        queue);
        return start(address, name, new Program(words, Map.of()));
    }

    /** Starts a program, which is told where the queue is. */
    static ChildProcess start(RedisAddress address, String name, Program program) {
        RunFolder folder = RunFolder.open();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add("-Ddarkroom.log=WARN");
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(program.words());
        Path log = folder.path().resolve(name + ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        // In the environment and not in the command: an address may hold a password.
        builder.environment().keySet().removeIf(key -> key.startsWith("DARKROOM_"));
        builder.environment().put(ChildMain.REDIS, address.uri().toString());
        builder.environment().put(ChildMain.NAMESPACE, address.namespace());
        builder.environment().putAll(program.environment());
        try {
            return new ChildProcess(folder, log, folder.janitor().start(builder, "KILL"));
        } catch (IOException e) {
            folder.close();
            throw new UncheckedIOException("cannot start " + name, e);
        }
    }

    /**
     * Waits until it has written this.
     *
     * @return the first group of the pattern
     * @throws BenchFailedException if it ends before, or takes too long
     */
    String awaitLine(Pattern pattern, Duration most) throws InterruptedException {
        boolean there =
                Patience.await(
                        () -> pattern.matcher(logged()).find() || !process.isAlive(), LOOK, most);
        Matcher found = pattern.matcher(logged());
        if (!there || !found.find()) {
            throw new BenchFailedException(
                    "cannot start the dashboard: expected it to write \""
                            + pattern
                            + "\" within "
                            + most
                            + ", found \""
                            + logged().strip()
                            + "\"; look at what else the machine does");
        }
        return found.group(1);
    }

    private String logged() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "";
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
