package darkroom.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * A real Redis (6.2, from the jar of embedded-redis, unless another is given or the environment
 * names one: {@link RedisProgram}) on 127.0.0.1, on a port of its own, with its data in a {@link
 * RunFolder}.
 *
 * <p>{@link #kill}, {@link #restart}, {@link #freeze} and {@link #thaw} are for tests of outages.
 * Thread-safe.
 */
public final class RedisServer implements AutoCloseable {
    private static final int PORT_TRIES_MAX = 5;
    private static final Duration RESTART_MAX = Duration.ofSeconds(20);
    private static final Duration COMMAND_MAX = Duration.ofSeconds(10);

    private final RunFolder folder;
    private final ServerProcess process;
    private final String program;
    private int port;

    private RedisServer(RunFolder folder, String program) {
        this.folder = folder;
        this.process = new ServerProcess("redis", folder, "TERM");
        this.program = program;
    }

    /** Starts a server with {@link RedisOptions#defaults}. */
    public static RedisServer start() {
        return start(RedisOptions.defaults());
    }

    /**
     * Starts a server and waits until it answers PING.
     *
     * @throws ServerFailed when it does not start; the message has the end of its log
     */
    public static RedisServer start(RedisOptions options) {
        return start(options, RedisProgram::choose);
    }

    /**
     * The same with another program than the jar's, a {@code redis-server} of this machine.
     *
     * @throws ServerFailed when it does not start; the message has the end of its log
     */
    public static RedisServer start(RedisOptions options, Path program) {
        return start(options, folder -> program.toAbsolutePath().toString());
    }

    private static RedisServer start(RedisOptions options, Function<RunFolder, String> program) {
        RunFolder folder = RunFolder.open();
        try {
            RedisServer server = new RedisServer(folder, program.apply(folder));
            server.startOnFreePort(options);
            return server;
        } catch (RuntimeException | Error e) {
            folder.close();
            throw e;
        }
    }

    /**
     * Where clients connect: {@code redis://127.0.0.1:PORT}. The same for the server's whole life,
     * restarts included.
     */
    public synchronized URI uri() {
        return URI.create("redis://127.0.0.1:" + port);
    }

    /**
     * The version that the server says it is, such as {@code 6.2.7}; {@code unknown} when it does
     * not say.
     */
    public synchronized String version() {
        return new RedisPort(port).version();
    }

    /**
     * Sends one command on a connection of its own.
     *
     * @return the reply as it comes over the wire, such as {@code +OK} with its line break
     * @throws UncheckedIOException when none comes within ten seconds
     */
    public synchronized String command(String... words) {
        try {
            return new RedisPort(port).command(COMMAND_MAX, words);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot ask Redis at port " + port + " for " + words[0] + ": found " + e, e);
        }
    }

    /** Whether it is a replica that has its primary's data and hears of each change. */
    public boolean follows() {
        return command("INFO", "replication").contains("master_link_status:up");
    }

    /**
     * Has it listen for TLS too, until it ends, with the certificate that its configuration names.
     *
     * @return on which port of 127.0.0.1
     */
    public synchronized int listenTls() {
        for (int i = 0; i < PORT_TRIES_MAX; i++) {
            int free = Ports.free(RandomGenerator.getDefault());
            if (command("CONFIG", "SET", "tls-port", Integer.toString(free)).startsWith("+OK")) {
                return free;
            }
        }
        throw process.failure("expected it to listen for TLS too, it refused");
    }

    /** The folder that it is started in, with its configuration, its log and its data. */
    public Path folder() {
        return folder.path();
    }

    /**
     * @throws IllegalStateException when the server does not run
     */
    public synchronized long pid() {
        return process.pid();
    }

    /**
     * Ends the server as a crash does (SIGKILL). What it has on disk stays for {@link #restart}.
     */
    public synchronized void kill() {
        process.kill();
    }

    /**
     * Starts the server again on the same port with the data it has on disk, after an orderly stop
     * when it still runs.
     *
     * @throws ServerFailed when it does not start within 20 seconds, say because another program
     *     has taken its port
     */
    public synchronized void restart() {
        process.stop();
        Deadline deadline = Deadline.in(RESTART_MAX);
        while (!startProcess()) {
            if (!deadline.pause()) {
                throw process.failure(
                        "expected it to start again on port " + port + ", it ended at once");
            }
        }
    }

    /**
     * Stops the process in its tracks (SIGSTOP): connections stay open and nothing answers. Until
     * {@link #thaw}.
     */
    public synchronized void freeze() {
        process.signal("STOP");
    }

    /** Lets a frozen server go on (SIGCONT). */
    public synchronized void thaw() {
        process.signal("CONT");
    }

    /** Ends the server and removes its files. May be called twice. */
    @Override
    public synchronized void close() {
        try {
            // The data is removed anyway, so nothing is gained by an orderly stop; and a frozen
            // server would not hear it.
            process.kill();
        } finally {
            folder.close();
        }
    }

    private void startOnFreePort(RedisOptions options) {
        for (int i = 0; i < PORT_TRIES_MAX; i++) {
            port = Ports.free(RandomGenerator.getDefault());
            try {
                Files.writeString(config(), options.toConfig(port));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (startProcess()) {
                return;
            }
            if (!process.logTail().contains("Address already in use")) {
                break;
            }
        }
        throw process.failure("expected it to keep running, it ended at once");
    }

    private boolean startProcess() {
        return process.start(
                List.of(program, config().toString()),
                () -> new RedisPort(port).isOf(process.pid()));
    }

    private Path config() {
        return folder.path().resolve("redis.conf");
    }
}
