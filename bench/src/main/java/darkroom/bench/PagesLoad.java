package darkroom.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import darkroom.embedded.PostgresServer;
import darkroom.queue.archive.Archivist;
import darkroom.queue.client.QueueClient;
import darkroom.queue.operator.Operators;
import darkroom.queue.operator.Role;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * How long each page of the dashboard takes, and what it costs the fleet, on a night on call: with
 * many jobs dead in a thousand groups, as many waiting, fifty worker processes, a queue that is
 * drained as fast as it can be, and an operator who asks for twenty pages a second.
 */
public final class PagesLoad implements Load {
    /** Pages a second. */
    static final double RATE = 20;

    private static final Pattern LISTENS = Pattern.compile("dashboard listens on (\\S+)");
    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final String THREADS = "/threads";
    private static final String WHO = "bench";
    private static final int SEARCHES = 20;

    /** Requests before anything is measured, for the dashboard's code to be compiled. */
    private static final int WARM_UP = 10_000;

    private final Site site;
    private final Size size;
    private final Dashboard dashboard;
    private final SecureRandom random;
    private final Consumer<String> progress;

    /**
     * The dashboard to ask.
     *
     * @param program main class and arguments; it writes where it listens, and is told Redis,
     *     namespace and databases by the environment
     * @param schema makes the tables that its pages read in the database of an address, and what is
     *     in them
     */
    public record Dashboard(List<String> program, BiConsumer<String, QueueClient> schema) {
        /** Copies the words. */
        public Dashboard {
            program = List.copyOf(program);
        }
    }

    /**
     * Of {@code size}, jobs is how many are dead, and how many wait; processes is how many drain;
     * rounds are pairs of so many seconds with and without pages.
     */
    public PagesLoad(
            Site site,
            Size size,
            Dashboard dashboard,
            SecureRandom random,
            Consumer<String> progress) {
        this.site = site;
        this.size = size;
        this.dashboard = dashboard;
        this.random = random;
        this.progress = progress;
    }

    @Override
    @SuppressWarnings("try") // archivist and fleet are there to run
    public List<Figure> run() throws InterruptedException {
        new Incident(site, size, progress).happen();
        try (PostgresServer server = PostgresServer.start()) {
            DataSource database = DeadFill.database(server);
            dashboard.schema().accept(server.jdbcUrl(), site.client());
            try (Archivist archivist =
                            Archivist.start(
                                    database,
                                    site.store(),
                                    Wanted.kinds(),
                                    Archivist.BUDGET_BYTES,
                                    random);
                    ChildProcess web =
                            ChildProcess.start(
                                    site.address(),
                                    "dashboard",
                                    new ChildProcess.Program(
                                            dashboard.program(),
                                            Map.of("DARKROOM_DATABASES", server.jdbcUrl())))) {
                new DeadFill(site, size, progress).awaitCopied(database);
                PageVisitor visitor = signIn(web);
                try (PagesFleet fleet = PagesFleet.start(site, size)) {
                    return measured(visitor, programs(web, server, fleet));
                }
            }
        }
    }

    private PageVisitor signIn(ChildProcess web) throws InterruptedException {
        String secret = new Operators(site.store(), random).addWithToken(WHO, Role.ADMIN);
        return PageVisitor.signIn(URI.create(web.awaitLine(LISTENS, START_MAX)), WHO, secret);
    }

    private Map<String, Supplier<Duration>> programs(
            ChildProcess web, PostgresServer server, PagesFleet fleet) {
        Map<String, Supplier<Duration>> programs = new LinkedHashMap<>();
        programs.put("dashboard", () -> Usage.of(web.handle()));
        programs.put("redis", () -> Duration.ofNanos(1_000 * site.bare().processorMicros()));
        programs.put("postgres", () -> Usage.ofTree(server.pid()));
        programs.put("fleet", fleet::processorTime);
        programs.put("visitor", () -> Usage.of(ProcessHandle.current()));
        return programs;
    }

    private List<Figure> measured(PageVisitor visitor, Map<String, Supplier<Duration>> programs)
            throws InterruptedException {
        progress.accept("following links");
        awaitThreads(visitor);
        PageMap map = PageMap.from(beginnings(), visitor);
        PageLoop loop = new PageLoop(visitor, map);
        PageCosts costs = new PageCosts(site, visitor, map, programs);
        progress.accept("warming up");
        costs.warmUp(Math.min(WARM_UP, size.jobs()));
        List<Figure> figures = new ArrayList<>();
        FleetPairs pairs = new FleetPairs(site, size, loop, programs);
        figures.addAll(pairs.atRest());
        progress.accept("each page by itself");
        List<Figure> each = costs.each(Math.min(PageCosts.TIMES, size.jobs() / SEARCHES));
        loop.forget();
        figures.addAll(pairs.atFullSpeed(progress));
        loop.taken()
                .forEach(
                        (page, taken) -> {
                            Latencies latencies = new Latencies();
                            latencies.add(taken);
                            for (String at : List.of("p50", "p99", "max")) {
                                figures.add(
                                        new Figure(
                                                "page",
                                                Labels.of("at", at, "page", page),
                                                "ms",
                                                latencies.of(at)));
                            }
                        });
        figures.addAll(each);
        return figures;
    }

    // Threads are shown by their processes when somebody looks, with the next beat.
    private static void awaitThreads(PageVisitor visitor) throws InterruptedException {
        String kind = Lasting.KIND.name();
        if (!Patience.await(
                () -> new String(visitor.ask(THREADS), UTF_8).contains(kind), LOOK, START_MAX)) {
            throw new BenchFailedException(
                    "cannot follow links: expected "
                            + THREADS
                            + " to show a job of kind "
                            + kind
                            + " within "
                            + START_MAX
                            + ", found none; look at what else the machine does");
        }
    }

    // Forms lead to searches, and no link does.
    private List<String> beginnings() {
        int readers = Math.max(1, size.jobs() / 10);
        return Stream.concat(
                        Stream.of("/"),
                        IntStream.range(0, SEARCHES)
                                .mapToObj(
                                        number ->
                                                List.of(
                                                        "/search?kind=wanted-" + number % 5,
                                                        "/search?error=Error" + number,
                                                        "/search?user=" + number * 7 % readers,
                                                        "/search?kind=wanted-"
                                                                + number % 5
                                                                + "&error=Error"
                                                                + number
                                                                + "&since=2h"))
                                .flatMap(List::stream))
                .collect(Collectors.toList());
    }
}
