package darkroom.bench;

import darkroom.bench.Wants.Want;
import darkroom.embedded.PostgresServer;
import darkroom.queue.archive.ArchiveReport;
import darkroom.queue.archive.Archivist;
import darkroom.queue.archive.DeadQuery;
import darkroom.queue.archive.DeadSearch;
import darkroom.queue.archive.DeadSearch.Hit;
import darkroom.queue.inspect.DeadJobs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.HdrHistogram.Histogram;

/**
 * How long a search of dead jobs takes, with many of them copied into a PostgreSQL that starts for
 * this, most of their bodies there only, and as many jobs waiting. And how fast they are copied.
 */
public final class SearchLoad implements Load {
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
        DeadFill fill = new DeadFill(site, size, progress);
        try (PostgresServer server = PostgresServer.start()) {
            DataSource database = DeadFill.database(server);
            new Depth(site, progress).fillQueue(size.jobs());
            fill.bury(Wanted.handlers());
            long start = System.nanoTime();
            try (Archivist archivist =
                    Archivist.start(
                            database,
                            site.store(),
                            Wanted.kinds(),
                            Archivist.BUDGET_BYTES,
                            random)) {
                fill.awaitCopied(database);
                double seconds = (System.nanoTime() - start) / 1e9;
                figures.add(figure("search-copied", "jobs/s", size.jobs() / seconds));
                ArchiveReport report = ArchiveReport.read(site.store()).orElseThrow();
                figures.add(figure("search-bodies-in-redis", "MiB", report.bytes() / MIB));
                figures.addAll(searches(new DeadSearch(database, site.store(), Wanted.kinds())));
            }
        }
        return figures;
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
}
