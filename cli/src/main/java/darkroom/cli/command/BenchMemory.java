package darkroom.cli.command;

import darkroom.bench.Load;
import darkroom.bench.MemoryLoad;
import darkroom.bench.Site;
import darkroom.bench.Size;
import darkroom.cli.settings.Faults;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "memory",
        description =
                "What Redis keeps for a queued job beyond its JSON, and what of its JSON is ours.")
final class BenchMemory extends BenchVerb {
    @Option(
            names = "--jobs",
            defaultValue = "100000",
            description = "Queued in each round. Default: 100000")
    private int jobs;

    @Option(names = "--rounds", defaultValue = "3", description = "Measured. Default: 3")
    private int rounds;

    @Override
    void check(Faults faults) {
        faults.check(this::size);
    }

    @Override
    List<Load> loads(Site site, Consumer<String> progress) {
        return List.of(new MemoryLoad(site, size(), flags().floor(), progress));
    }

    private Size size() {
        return new Size(jobs, 1, 1, rounds, 1);
    }
}
