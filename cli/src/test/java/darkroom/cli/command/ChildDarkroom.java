package darkroom.cli.command;

import static org.awaitility.Awaitility.await;

import darkroom.cli.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The command in a JVM of its own, as a person or a supervisor runs it, with a folder for temporary
 * files that nobody else uses. However the test ends, closing this ends it and all it has started.
 */
final class ChildDarkroom implements AutoCloseable {
    /** Longer than the janitor needs for what a killed JVM leaves behind. */
    private static final Duration GONE_MAX = Duration.ofSeconds(20);

    private final Process process;
    private final Path folder;
    private final Set<ProcessHandle> started = new HashSet<>();

    private ChildDarkroom(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
    }

    /**
     * Starts a verb.
     *
     * @param folder empty, and its alone
     * @param environment the only variables of ours that it gets
     */
    static ChildDarkroom start(Path folder, Map<String, String> environment, String... verb)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        // The time zone and the locale of the tests; no coverage, whose file is this JVM's.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-Duser."))
                .forEach(command::add);
        // Not the log of tests, which goes to standard output.
        command.add("-Dlogback.configurationFile=logback.xml");
        command.add("-Djava.io.tmpdir=" + Files.createDirectory(folder.resolve("temporary")));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(Main.class.getName());
        command.addAll(List.of(verb));
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectOutput(folder.resolve("out").toFile())
                        .redirectError(folder.resolve("err").toFile());
        builder.environment().keySet().removeIf(key -> key.startsWith("DARKROOM_"));
        builder.environment().putAll(environment);
        return new ChildDarkroom(builder.start(), folder);
    }

    /** What it has written to standard output. */
    String out() {
        return read("out");
    }

    /** What it has written to standard error. */
    String err() {
        return read("err");
    }

    /**
     * Waits until it says on standard error where it listens, and reads it there.
     *
     * @param says how that line begins, such as {@code web listens on}
     */
    URI address(String says, Duration most) {
        awaitRunning(most, () -> listens(says).isPresent());
        return listens(says).orElseThrow();
    }

    // A line is whole when the next has begun, or its end is there.
    private Optional<URI> listens(String says) {
        Matcher line = Pattern.compile("(?m)^" + Pattern.quote(says) + " (\\S+)\\R").matcher(err());
        return line.find() ? Optional.of(URI.create(line.group(1))) : Optional.empty();
    }

    /** Waits until something is so; fails at once, with what it wrote, when the process ends. */
    void awaitRunning(Duration most, Callable<Boolean> condition) {
        await().atMost(most)
                .pollInterval(Duration.ofMillis(50))
                .failFast(this::checkRuns)
                .until(condition);
    }

    /** Sends it a signal, such as {@code INT}, having noted what it has started. */
    void signal(String name) throws IOException, InterruptedException {
        noteStarted();
        Process kill =
                new ProcessBuilder("kill", "-s", name, Long.toString(process.pid()))
                        .inheritIO()
                        .start();
        if (kill.waitFor() != 0) {
            throw new IllegalStateException("cannot send SIG" + name + ": " + err());
        }
    }

    /** Waits until it has ended; its exit code. */
    int awaitExit(Duration most) throws InterruptedException {
        if (!process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException(
                    "expected it to end within " + most + ", it runs; it wrote: " + err());
        }
        return process.exitValue();
    }

    /** All processes that it had started when it got its signal, theirs included. */
    Set<ProcessHandle> started() {
        return started;
    }

    /** What is in its folder for temporary files. */
    List<Path> leftFolders() throws IOException {
        try (var entries = Files.list(folder.resolve("temporary"))) {
            return entries.toList();
        }
    }

    private void checkRuns() {
        if (!process.isAlive()) {
            throw new IllegalStateException(
                    "it ended with code " + process.exitValue() + "; it wrote: " + out() + err());
        }
    }

    private void noteStarted() {
        process.descendants().forEach(started::add);
    }

    @Override
    public void close() {
        noteStarted();
        process.destroyForcibly();
        process.onExit().orTimeout(GONE_MAX.toSeconds(), TimeUnit.SECONDS).join();
        try {
            // Its janitors end what it left, in order; what they miss is ended here.
            await().atMost(GONE_MAX)
                    .until(() -> started.stream().noneMatch(ProcessHandle::isAlive));
        } finally {
            started.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private String read(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
