package darkroom.bench;

import darkroom.bench.Wants.Want;
import darkroom.embedded.PostgresServer;
import darkroom.queue.archive.ArchiveReport;
import darkroom.queue.archive.ArchiveTable;
import darkroom.queue.archive.Archivist;
import darkroom.queue.archive.DeadQuery;
import darkroom.queue.archive.DeadSearch;
import darkroom.queue.archive.DeadSearch.Hit;
import darkroom.queue.inspect.DeadJobs;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.HdrHistogram.Histogram;
import org.postgresql.ds.PGPoolingDataSource;

/**
 * How long a search of dead jobs takes, with many of them copied into a PostgreSQL that starts for
 * this, most of their bodies there only, and as many jobs waiting. And how fast they are copied.
 */
public final class SearchLoad implements Load {
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final int CONNECTIONS = 4;
    private static final int SEARCHES = 200;
    private static final int SAMPLES = 100;
    private static final double MIB = 1024 * 1024;

    private final Site site;
    private final Size size;
    private final RandomGenerator random;
    private final Consumer<String> progress;

    /** Of {@code size}, jobs is how many are dead, and how many wait. */
    public SearchLoad(Site site, Size size, RandomGenerator random, Consumer<String> progress) {
        this.site = site;
        this.size = size;
        this.random = random;
        this.progress = progress;
    }

    @Override
    @SuppressWarnings("try") // the archivist is there to run, not to be called
    public List<Figure> run() throws InterruptedException {
        List<Figure> figures = new ArrayList<>();
        try (PostgresServer server = PostgresServer.start()) {
            DataSource database = pool(server);
            execute(database, ArchiveTable::create);
            new Depth(site, progress).fillQueue(size.jobs());
            bury();
            long start = System.nanoTime();
            try (Archivist archivist =
                    Archivist.start(
                            database,
                            site.store(),
                            Wanted.kinds(),
                            Archivist.BUDGET_BYTES,
                            random)) {
                awaitCopied();
                double seconds = (System.nanoTime() - start) / 1e9;
                figures.add(figure("search-copied", "jobs/s", size.jobs() / seconds));
                ArchiveReport report = ArchiveReport.read(site.store()).orElseThrow();
                figures.add(figure("search-bodies-in-redis", "MiB", report.bytes() / MIB));
                execute(database, SearchLoad::analyze);
                DeadSearch search = new DeadSearch(database, site.store(), Wanted.kinds());
                figures.addAll(searches(search));
            }
        }
        return figures;
    }

    @SuppressWarnings("try") // the worker process is there to run, not to be called
    private void bury() throws InterruptedException {
        DeadJobs dead = new DeadJobs(site.store());
        try (Crew crew = Crew.start(site, size.threads(), Wanted.handlers(), Wanted.queues())) {
            new Filling(site, progress)
                    .enqueue(size.jobs(), number -> Wanted.job(number, size.jobs()));
            await("dead", dead::count);
        }
    }

    private void awaitCopied() throws InterruptedException {
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

    private List<Figure> searches(DeadSearch search) {
        List<Hit> samples = samples(search);
        List<Figure> figures = new ArrayList<>();
        for (Map.Entry<String, Function<Hit, Want>> one : Wants.all().entrySet()) {
            progress.accept("searching by " + one.getKey());
            Latencies latencies = new Latencies();
            for (int round = 0; round <= size.rounds(); round++) {
                Histogram taken = Latencies.round();
                for (int i = 0; i < SEARCHES; i++) {
                    Want want = one.getValue().apply(samples.get(i % samples.size()));
                    long start = System.nanoTime();
                    want.by(search);
                    taken.recordValue(Latencies.recordable(System.nanoTime() - start));
                }
                if (round > 0) {
                    latencies.add(taken);
                }
            }
            for (String at : List.of("p50", "p99", "max")) {
                figures.add(
                        new Figure(
                                "search",
                                Labels.of("at", at, "by", one.getKey(), "dead", size.jobs()),
                                "ms",
                                latencies.of(at)));
            }
        }
        return figures;
    }

    /** Jobs from all over the time in which they died. */
    private List<Hit> samples(DeadSearch search) {
        DeadJobs dead = new DeadJobs(site.store());
        Instant first = dead.list(size.jobs() - 1L, 1).get(0).since();
        Instant last = dead.list(0, 1).get(0).since();
        long span = Math.max(1, Duration.between(first, last).toMillis());
        List<Hit> samples = new ArrayList<>();
        for (int i = 1; i <= SAMPLES; i++) {
            DeadQuery until = DeadQuery.ALL.until(first.plusMillis(span * i / SAMPLES));
            samples.addAll(search.search(until, Optional.empty(), 1).hits());
        }
        return samples;
    }

    private Figure figure(String row, String unit, double value) {
        return new Figure(row, Labels.of("dead", size.jobs()), unit, List.of(value));
    }

    // As every process has one: a search must not pay for a connection.
    @SuppressWarnings("deprecation") // what is better is not there without a library of its own
    private static DataSource pool(PostgresServer server) {
        PGPoolingDataSource pool = new PGPoolingDataSource();
        pool.setUrl(server.jdbcUrl());
        pool.setUser(server.user());
        pool.setMaxConnections(CONNECTIONS);
        return pool;
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
