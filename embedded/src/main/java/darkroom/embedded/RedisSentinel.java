package darkroom.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A real Redis Sentinel on 127.0.0.1 that watches one primary, finds its replicas, and promotes one
 * of them when the primary is gone. The same program as {@link RedisServer}'s. Thread-safe.
 */
public final class RedisSentinel implements AutoCloseable {
    private static final int PORT_TRIES_MAX = 5;
    private static final Duration COMMAND_MAX = Duration.ofSeconds(10);
    private static final Pattern ADDRESS =
            Pattern.compile("\\$\\d+\r\n([0-9.]+)\r\n\\$\\d+\r\n(\\d+)\r\n");
    private static final Pattern SANE_REPLICA = Pattern.compile("\r\nflags\r\n\\$5\r\nslave\r\n");

    private final RunFolder folder;
    private final ServerProcess process;
    private final String program;
    private final Watched watched;
    private int port;

    /**
     * What a Sentinel watches.
     *
     * @param name of the primary and its replicas, as clients ask for it
     * @param primaryPort of 127.0.0.1, at the start
     * @param quorum how many Sentinels must agree that the primary is gone
     * @param downAfter how long a server is silent before it is taken for gone
     */
    public record Watched(String name, int primaryPort, int quorum, Duration downAfter) {}

    private RedisSentinel(RunFolder folder, Watched watched) {
        this.folder = folder;
        this.process = new ServerProcess("sentinel", folder, "TERM");
        this.program = RedisProgram.choose(folder);
        this.watched = watched;
    }

    /**
     * Starts one and waits until it answers.
     *
     * @throws ServerFailed when it does not start; the message has the end of its log
     */
    public static RedisSentinel start(Watched watched) {
        RunFolder folder = RunFolder.open();
        try {
            RedisSentinel sentinel = new RedisSentinel(folder, watched);
            sentinel.startOnFreePort();
            return sentinel;
        } catch (RuntimeException | Error e) {
            folder.close();
            throw e;
        }
    }

    /** Where clients ask, on 127.0.0.1. */
    public synchronized int port() {
        return port;
    }

    /** The port of the server that is the primary now, as this Sentinel says. */
    public synchronized int primaryPort() {
        String reply = command("SENTINEL", "get-master-addr-by-name", watched.name());
        Matcher address = ADDRESS.matcher(reply);
        if (!address.find()) {
            throw new IllegalStateException(
                    "cannot find the primary " + watched.name() + ": found " + reply);
        }
        return Integer.parseInt(address.group(2));
    }

    /** How many replicas it knows and can reach. */
    public synchronized int replicas() {
        Matcher sane = SANE_REPLICA.matcher(command("SENTINEL", "replicas", watched.name()));
        return (int) sane.results().count();
    }

    /** Sends one command; the reply as it comes over the wire. */
    public synchronized String command(String... words) {
        try {
            return new RedisPort(port).command(COMMAND_MAX, words);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot ask Sentinel at port " + port + " for " + words[0] + ": found " + e, e);
        }
    }

    /** Ends it and removes its files. May be called twice. */
    @Override
    public synchronized void close() {
        try {
            process.kill();
        } finally {
            folder.close();
        }
    }

    private void startOnFreePort() {
        Path config = folder.path().resolve("sentinel.conf");
        for (int i = 0; i < PORT_TRIES_MAX; i++) {
            port = Ports.free(RandomGenerator.getDefault());
            try {
                Files.writeString(config, config());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            List<String> command = List.of(program, config.toString(), "--sentinel");
            if (process.start(command, () -> new RedisPort(port).isOf(process.pid()))) {
                return;
            }
            if (!process.logTail().contains("Address already in use")) {
                break;
            }
        }
        throw process.failure("expected it to keep running, it ended at once");
    }

    private String config() {
        String name = watched.name();
        List<String> lines =
                List.of(
                        "bind 127.0.0.1",
                        "port " + port,
                        "dir ./",
                        "sentinel monitor "
                                + String.join(
                                        " ",
                                        name,
                                        "127.0.0.1",
                                        Integer.toString(watched.primaryPort()),
                                        Integer.toString(watched.quorum())),
                        "sentinel down-after-milliseconds "
                                + name
                                + " "
                                + watched.downAfter().toMillis());
        return String.join("\n", lines) + "\n";
    }
}
