package darkroom.cli.command;

import darkroom.bench.MemoryLoad;
import darkroom.bench.Size;
import darkroom.cli.settings.Faults;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "memory",
        description =
                "What Redis keeps for a queued job beyond its JSON, and what of its JSON is ours.")
final class BenchMemory extends BenchVerb {
    @Option(
            names = "--jobs",
            paramLabel = "N",
            defaultValue = "100000",
            description = "Queued in each round. Default: 100000")
    private String jobs = "";

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "Measured. Default: 3")
    private String rounds = "";

    @Override
    Loads prepare(Faults faults) {
        Size size = size(faults, jobs, "1", rounds, "1");
        return (site, progress) -> List.of(new MemoryLoad(site, size, flags().floor(), progress));
    }
}
