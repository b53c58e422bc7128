package darkroom.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A small guardian process that ends processes and removes folders when this JVM ends in any way,
 * {@code kill -9} included.
 *
 * <p>It is a shell that reads a list from a pipe held by this JVM alone; the end of the pipe is the
 * end of the JVM. Then each listed process gets its signal, SIGKILL after three seconds, and each
 * listed folder is removed. A process whose number was given to another one meanwhile is left alone
 * (Linux; elsewhere the number alone counts). SIGINT, SIGTERM and SIGHUP do not end it.
 *
 * <p>Watching costs one line on a pipe. Thread-safe.
 */
public final class Janitor implements AutoCloseable {
    private static final int CLOSE_SECONDS_MAX = 10;

    /**
     * The variable that holds the script: on the command line it would fill everybody's lists of
     * processes.
     */
    private static final String SCRIPT = "DARKROOM_JANITOR";

    /** Waits for one line, so that a process does not begin before the janitor knows of it. */
    private static final String GATE = "read -r go && exec \"$@\" </dev/null";

    private final Process shell;
    private final OutputStream pipe;
    private final Map<Long, String> processes = new LinkedHashMap<>();
    private final Set<Path> folders = new LinkedHashSet<>();
    private boolean closed;

    private Janitor(Process shell) {
        this.shell = shell;
        this.pipe = shell.getOutputStream();
    }

    /**
     * Starts a janitor that watches nothing yet.
     *
     * @throws ServerFailed when no {@code sh} can be started
     */
    public static Janitor open() {
        List<String> command = new ArrayList<>(OwnSession.prefix());
        command.addAll(List.of("sh", "-c", "eval \"$" + SCRIPT + "\"", "darkroom-janitor"));
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .directory(Path.of("/").toFile())
                            .redirectOutput(Redirect.DISCARD)
                            .redirectError(Redirect.DISCARD);
            builder.environment().put(SCRIPT, script());
            return new Janitor(builder.start());
        } catch (IOException e) {
            throw new ServerFailed(
                    "cannot start the janitor: expected a POSIX shell named \"sh\" on the PATH, found "
                            + e.getMessage(),
                    e);
        }
    }

    /**
     * Starts a process that is watched from before its first instruction: however this JVM ends,
     * the process ends too. Its standard input is empty; the builder's other settings hold. {@link
     * Process#pid()} is the command's own.
     *
     * @param builder its command is replaced by one that waits for the janitor first
     * @param endSignal what to send first when this JVM has ended, such as {@code TERM}
     * @throws IOException when the process cannot be started
     */
    public Process start(ProcessBuilder builder, String endSignal) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", GATE, "darkroom-gate"));
        command.addAll(builder.command());
        Process process = builder.command(command).redirectInput(Redirect.PIPE).start();
        watch(process, endSignal);
        try (OutputStream gate = process.getOutputStream()) {
            gate.write('\n');
        }
        return process;
    }

    /** Watches a process that already runs; it gets SIGTERM when this JVM has ended. */
    public void watch(Process process) {
        watch(process, "TERM");
    }

    private synchronized void watch(Process process, String endSignal) {
        long pid = process.pid();
        processes.put(pid, "pid " + pid + " " + endSignal + " " + startTime(pid));
        send();
    }

    /** Forgets a process, which nobody ends any more. Does nothing when it is not watched. */
    public synchronized void release(Process process) {
        if (processes.remove(process.pid()) != null) {
            send();
        }
    }

    /**
     * Watches a folder, which is removed with all it holds when this JVM has ended.
     *
     * @throws IllegalArgumentException when its absolute path has a line break
     */
    public synchronized void watchFolder(Path folder) {
        Path absolute = folder.toAbsolutePath().normalize();
        if (absolute.toString().contains("\n")) {
            throw new IllegalArgumentException(
                    "cannot watch folder \""
                            + absolute
                            + "\": expected a path without a line break");
        }
        folders.add(absolute);
        send();
    }

    /** Forgets a folder, which nobody removes any more. Does nothing when it is not watched. */
    public synchronized void releaseFolder(Path folder) {
        if (folders.remove(folder.toAbsolutePath().normalize())) {
            send();
        }
    }

    /** The janitor's own process number. */
    public long pid() {
        return shell.pid();
    }

    /**
     * Forgets everything and ends the janitor; what was watched stays as it is. May be called
     * twice.
     *
     * @throws ServerFailed when the janitor does not end within ten seconds
     */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            processes.clear();
            folders.clear();
            send();
            closed = true;
        }
        try {
            pipe.close();
            if (!shell.waitFor(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)) {
                throw new ServerFailed(
                        "cannot end the janitor: expected process "
                                + shell.pid()
                                + " to end within "
                                + CLOSE_SECONDS_MAX
                                + " s, it still runs; end it by hand");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send() {
        if (closed) {
            throw new IllegalStateException("cannot watch with a janitor that was closed");
        }
        StringBuilder list = new StringBuilder("begin\n");
        processes.values().forEach(line -> list.append(line).append('\n'));
        folders.forEach(folder -> list.append("dir ").append(folder).append('\n'));
        list.append("end\n");
        try {
            pipe.write(list.toString().getBytes(UTF_8));
            pipe.flush();
        } catch (IOException e) {
            throw new ServerFailed(
                    "cannot reach the janitor: expected process "
                            + shell.pid()
                            + " to read its pipe, found "
                            + e.getMessage()
                            + "; was it killed?",
                    e);
        }
    }

    /**
     * Field 22 of /proc/PID/stat (proc_pid_stat(5)); the name in field 2 may hold blanks and
     * parentheses.
     */
    private static String startTime(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19];
        } catch (IOException e) {
            // No such file: either the system has no /proc, or the process has already ended, and
            // "0" fits none.
            return Files.exists(Path.of("/proc/self/stat")) ? "0" : "-";
        }
    }

    private static String script() {
        try (InputStream resource = Janitor.class.getResourceAsStream("janitor.sh")) {
            if (resource == null) {
                throw new ServerFailed(
                        "cannot start the janitor: expected janitor.sh next to its class, found none; the jar is damaged");
            }
            return new String(resource.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
