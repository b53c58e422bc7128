package darkroom.cli.command;

import darkroom.bench.SearchLoad;
import darkroom.bench.SearchPage;
import darkroom.cli.settings.Faults;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "search",
        description = {
            "How long it takes to find dead jobs by each filter, and how fast they are copied into",
            "the archive: with as many dead as waiting, on a PostgreSQL that ends with the run."
        })
final class BenchSearch extends BenchVerb {
    @Option(
            names = "--jobs",
            defaultValue = "1000000",
            description = "Dead, and waiting. Default: 1000000")
    private String jobs = "";

    @Option(names = "--threads", defaultValue = "50", description = "That bury. Default: 50")
    private String threads = "";

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "Of 200 searches by each filter. Default: 3")
    private String rounds = "";

    @Option(
            names = "--write",
            paramLabel = "PAGE",
            description = "Write the figures into this page, such as docs/dead-jobs.md.")
    private List<Path> page = List.of();

    @Override
    Loads prepare(Faults faults) {
        flags().refuseFloor(faults);
        var size = size(faults, jobs, threads, rounds, "1");
        page.forEach(one -> faults.check("--write", () -> SearchPage.checked(one)));
        return (site, progress) ->
                List.of(
                        new SearchPage(
                                new SearchLoad(site, size, new SecureRandom(), progress),
                                site,
                                page));
    }
}
