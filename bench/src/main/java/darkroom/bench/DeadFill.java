package darkroom.bench;

import darkroom.embedded.PostgresServer;
import darkroom.queue.archive.ArchiveReport;
import darkroom.queue.archive.ArchiveTable;
import darkroom.queue.handler.HandlerRegistry;
import darkroom.queue.inspect.DeadJobs;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.postgresql.ds.PGPoolingDataSource;

/**
 * Has many jobs die, as {@link Wanted} has them, and waits until an archivist has copied them into
 * a database and most of their bodies are there only.
 */
final class DeadFill {
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final int CONNECTIONS = 4;

    private final Site site;
    private final Size size;
    private final Consumer<String> progress;

    /** Of {@code size}, jobs is how many die. */
    DeadFill(Site site, Size size, Consumer<String> progress) {
        this.site = site;
        this.size = size;
        this.progress = progress;
    }

    /** A database with the tables of the archive. */
    @SuppressWarnings("deprecation") // what is better is not there without a library of its own
    static DataSource database(PostgresServer server) {
        // As every process has one: a search must not pay for a connection.
        PGPoolingDataSource pool = new PGPoolingDataSource();
        pool.setUrl(server.jdbcUrl());
        pool.setUser(server.user());
        pool.setMaxConnections(CONNECTIONS);
        execute(pool, ArchiveTable::create);
        return pool;
    }

    /** Enqueues them while a worker process has these handlers, until all are dead. */
    @SuppressWarnings("try") // the worker process is there to run, not to be called
    void bury(HandlerRegistry handlers) throws InterruptedException {
        try (Crew crew = Crew.start(site, size.threads(), handlers, Wanted.queues())) {
            enqueue();
        }
    }

    /** Enqueues them, until whoever serves their queues has had all of them die. */
    void enqueue() throws InterruptedException {
        new Filling(site, progress).enqueue(size.jobs(), number -> Wanted.job(number, size.jobs()));
        await("dead", new DeadJobs(site.store())::count);
    }

    /** Waits for the archivist, which somebody has started, and has the database look at it all. */
    void awaitCopied(DataSource database) throws InterruptedException {
        await("copied", () -> size.jobs() - ArchiveReport.uncopied(site.store()));
        boolean spilled =
                Patience.await(
                        () ->
                                ArchiveReport.read(site.store())
                                        .filter(report -> report.bytes() <= report.budgetBytes())
                                        .isPresent(),
                        LOOK,
                        Patience.forJobs(size.jobs()));
        if (!spilled) {
            throw new BenchFailedException("cannot measure: bodies stay over their budget");
        }
        execute(database, DeadFill::analyze);
    }

    private void await(String what, LongSupplier count) throws InterruptedException {
        boolean all =
                Patience.await(
                        () -> {
                            long there = count.getAsLong();
                            progress.accept(there + " of " + size.jobs() + " " + what);
                            return there >= size.jobs();
                        },
                        LOOK,
                        Patience.forJobs(size.jobs()));
        if (!all) {
            throw new BenchFailedException(
                    "cannot measure: expected "
                            + size.jobs()
                            + " jobs "
                            + what
                            + ", found "
                            + count.getAsLong()
                            + "; run fewer --jobs");
        }
    }

    /** Something to do with a connection. */
    @FunctionalInterface
    private interface Work {
        void on(Connection connection) throws SQLException;
    }

    private static void execute(DataSource database, Work work) {
        try (Connection connection = database.getConnection()) {
            work.on(connection);
        } catch (SQLException e) {
            throw new BenchFailedException("cannot use the database: " + e.getMessage());
        }
    }

    // As the server does by itself within minutes.
    private static void analyze(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("VACUUM ANALYZE darkroom.dead_job");
        }
    }
}
