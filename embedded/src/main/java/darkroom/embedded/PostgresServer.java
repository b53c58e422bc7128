package darkroom.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * A real PostgreSQL 18 on 127.0.0.1, on a port of its own, with its data in a {@link RunFolder}.
 *
 * <p>Runs as an ordinary user, and as root where root may make user namespaces ({@code unshare
 * -U}). {@link #kill} and {@link #restart} are for tests of outages. Thread-safe.
 */
public final class PostgresServer implements AutoCloseable {
    private static final int PORT_TRIES_MAX = 5;
    private static final Duration RESTART_MAX = Duration.ofSeconds(30);
    private static final int INITDB_SECONDS_MAX = 120;
    private static final String USER = "postgres";

    private final RunFolder folder;
    private final PostgresOptions options;
    private final ServerProcess process;
    private final PostgresBinaries binaries;
    private int port;

    private PostgresServer(RunFolder folder, PostgresOptions options) {
        this.folder = folder;
        this.options = options;
        // QUIT is PostgreSQL's immediate shutdown: it does not wait for clients, and the data is
        // removed anyway.
        this.process = new ServerProcess("postgres", folder, "QUIT");
        this.binaries = PostgresBinaries.unpack(folder);
    }

    /** Starts a server with {@link PostgresOptions#defaults}. */
    public static PostgresServer start() {
        return start(PostgresOptions.defaults());
    }

    /**
     * Makes a new data directory, starts a server on it and waits until it takes connections.
     *
     * @throws ServerFailed when it does not start; the message has the end of its log
     */
    public static PostgresServer start(PostgresOptions options) {
        RunFolder folder = RunFolder.open();
        try {
            PostgresServer server = new PostgresServer(folder, options);
            server.initialise();
            server.startOnFreePort();
            return server;
        } catch (RuntimeException | Error e) {
            folder.close();
            throw e;
        }
    }

    /**
     * Where clients connect: to the database {@code postgres} as {@link #user}, without a password.
     * The same for the server's whole life.
     */
    public String jdbcUrl() {
        return jdbcUrl("postgres");
    }

    /** The superuser's name. */
    public String user() {
        return USER;
    }

    /**
     * Makes an empty database.
     *
     * @param name of small letters, digits and underscores, begins with a letter, at most 63
     *     characters
     * @return its JDBC URL, of the form of {@link #jdbcUrl()}
     * @throws ServerFailed when the server refuses, say because there is one of that name
     */
    public String createDatabase(String name) {
        if (!name.matches("[a-z][a-z0-9_]{0,62}")) {
            throw new IllegalArgumentException(
                    "cannot create database \""
                            + name
                            + "\": expected 1–63 small letters, digits and underscores, the first a letter");
        }
        try (Connection connection = DriverManager.getConnection(jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new ServerFailed("cannot create database \"" + name + "\": " + e.getMessage(), e);
        }
        return jdbcUrl(name);
    }

    /**
     * @throws IllegalStateException when the server does not run
     */
    public synchronized long pid() {
        return process.pid();
    }

    /**
     * Ends the server as a crash does (SIGKILL of its first process; the others follow). Its data
     * stays for {@link #restart}.
     */
    public synchronized void kill() {
        process.kill();
    }

    /**
     * Starts the server again on the same port with its data, after an end at once when it still
     * runs.
     *
     * @throws ServerFailed when it does not start within 30 seconds
     */
    public synchronized void restart() {
        process.stop();
        Deadline deadline = Deadline.in(RESTART_MAX);
        // The processes of a killed server need a moment to notice; until then the new one refuses
        // to share their memory.
        while (!startProcess()) {
            if (!deadline.pause()) {
                throw process.failure(
                        "expected it to start again on port " + port + ", it ended at once");
            }
        }
    }

    /** Ends the server and removes its data. May be called twice. */
    @Override
    public synchronized void close() {
        try {
            process.stop();
            removeSharedMemory();
        } finally {
            folder.close();
        }
    }

    private synchronized String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=" + USER;
    }

    private void initialise() {
        List<String> arguments =
                List.of(
                        "-D",
                        dataFolder().toString(),
                        "-U",
                        USER,
                        "-A",
                        "trust",
                        "-E",
                        "UTF8",
                        "--locale=C",
                        "--no-sync");
        Path log = folder.path().resolve("initdb.log");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(binaries.command("initdb", arguments))
                            .directory(folder.path().toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(Redirect.to(log.toFile()));
            Process initdb = folder.janitor().start(builder, "KILL");
            boolean ended = initdb.waitFor(INITDB_SECONDS_MAX, TimeUnit.SECONDS);
            initdb.destroyForcibly().waitFor();
            folder.janitor().release(initdb);
            if (!ended || initdb.exitValue() != 0) {
                throw new ServerFailed(
                        "cannot start postgres: expected initdb to succeed, it ended with "
                                + initdb.exitValue()
                                + " (as root it needs user namespaces: run as an ordinary user where they are forbidden); "
                                + "its output:\n"
                                + Files.readString(log));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run initdb: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerFailed("cannot start postgres: the thread was interrupted", e);
        }
    }

    /**
     * Removes the small System V segment that a killed server leaves to the system: its number is
     * the second on line 7 of postmaster.pid, which a server that ends orderly removes together
     * with the segment.
     */
    private void removeSharedMemory() {
        try {
            List<String> lines = Files.readAllLines(dataFolder().resolve("postmaster.pid"));
            String segment = lines.get(6).strip().split("\\s+", -1)[1];
            new ProcessBuilder("ipcrm", "-m", segment)
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException | IndexOutOfBoundsException e) {
            // No file: it ended orderly. No ipcrm: 56 bytes stay until the machine restarts.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void startOnFreePort() {
        for (int i = 0; i < PORT_TRIES_MAX; i++) {
            port = Ports.free(RandomGenerator.getDefault());
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
        List<String> arguments = new ArrayList<>(List.of("-D", dataFolder().toString()));
        options.toSettings(port)
                .forEach(
                        (name, value) -> {
                            arguments.add("-c");
                            arguments.add(name + "=" + value);
                        });
        return process.start(binaries.command("postgres", arguments), this::isReady);
    }

    /**
     * Whether the server says it is ready, in the way pg_ctl looks: the first line of
     * postmaster.pid is its process number and the eighth is "ready" (PostgreSQL,
     * src/include/utils/pidfile.h). A file left by a killed server has another number.
     */
    private boolean isReady() {
        try {
            List<String> lines = Files.readAllLines(dataFolder().resolve("postmaster.pid"));
            return lines.size() >= 8
                    && lines.get(0).strip().equals(Long.toString(process.pid()))
                    && lines.get(7).strip().equals("ready");
        } catch (IOException e) {
            return false;
        }
    }

    /** Where the server keeps its data. */
    Path dataFolder() {
        return folder.path().resolve("postgres");
    }
}
