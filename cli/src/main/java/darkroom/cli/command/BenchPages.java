package darkroom.cli.command;

import darkroom.bench.PagesLoad;
import darkroom.bench.PagesPage;
import darkroom.bench.Size;
import darkroom.cli.settings.Faults;
import darkroom.cli.settings.ServiceSettings;
import darkroom.jobs.shards.DatabaseAddress;
import darkroom.jobs.shards.PoolLimits;
import darkroom.jobs.shards.Shards;
import darkroom.queue.client.QueueClient;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "pages",
        description = {
            "How long each page of the dashboard takes, at twenty a second, and what that costs a",
            "fleet at full speed: with a million dead jobs in a thousand groups, as many waiting,",
            "fifty worker processes, on a PostgreSQL that ends with the run."
        })
final class BenchPages extends BenchVerb {
    /** By name: nothing here knows the package that knows all. */
    private static final String MAIN = "darkroom.cli.Main";

    @Option(
            names = "--jobs",
            defaultValue = "1000000",
            description = "Dead, and waiting. Default: 1000000")
    private String jobs = "";

    @Option(
            names = "--threads",
            defaultValue = "50",
            description = "Of each process that drains. Default: 50")
    private String threads = "";

    @Option(
            names = "--processes",
            defaultValue = "1",
            description = "That drain; the others of the fifty are idle. Default: 1")
    private String processes = "";

    @Option(
            names = "--rounds",
            defaultValue = "24",
            description = "Pairs of a time with pages and one without. Default: 24")
    private String rounds = "";

    @Option(names = "--seconds", defaultValue = "4", description = "Of each time. Default: 4")
    private String seconds = "";

    @Option(names = "--quick", description = "A look: 20000 jobs, three pairs of two seconds each.")
    private boolean quick;

    @Option(
            names = "--write",
            paramLabel = "PAGE",
            description = "Write the figures into this page, such as docs/dashboard.md.")
    private List<Path> page = List.of();

    @Override
    Loads prepare(Faults faults) {
        flags().refuseFloor(faults);
        Size given =
                new Size(
                        faults.number("--jobs", jobs, 1, Size.JOBS_MAX),
                        faults.number("--threads", threads, 1, Size.THREADS_MAX),
                        faults.number("--processes", processes, 1, Size.PROCESSES_MAX),
                        faults.number("--rounds", rounds, 1, Size.ROUNDS_MAX),
                        faults.number("--seconds", seconds, 1, Size.SECONDS_MAX));
        Size size = quick ? new Size(20_000, given.threads(), given.processes(), 3, 2) : given;
        page.forEach(one -> faults.check("--write", () -> PagesPage.checked(one)));
        PagesLoad.Dashboard dashboard =
                new PagesLoad.Dashboard(
                        List.of(MAIN, "dashboard", "--port", "0"), BenchPages::fill);
        return (site, progress) ->
                List.of(
                        new PagesPage(
                                new PagesLoad(site, size, dashboard, new SecureRandom(), progress),
                                site,
                                page));
    }

    private static void fill(String jdbcUrl, QueueClient queue) {
        try (Shards shards =
                Shards.open(
                        List.of(new DatabaseAddress("db0", jdbcUrl)),
                        ServiceSettings.SHARDS_DEFAULT,
                        queue,
                        PoolLimits.ofConnections(2))) {
            shards.migrate((done, total) -> {});
            BenchFanOuts.write(shards);
        }
    }
}
