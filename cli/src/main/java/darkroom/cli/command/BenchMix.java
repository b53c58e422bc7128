package darkroom.cli.command;

import darkroom.bench.MixLoad;
import darkroom.bench.Size;
import darkroom.cli.settings.Faults;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "mix",
        description =
                "Whether a job is stuck behind a slow one: jobs of 1 ms and 2 s over two processes,"
                        + " and the longest that a thread of either was idle while a job waited.")
final class BenchMix extends BenchVerb {
    @Option(
            names = "--jobs",
            paramLabel = "N",
            defaultValue = "20000",
            description = "In each round, one in 500 slow. Default: 20000")
    private String jobs = "";

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "10",
            description = "Of each worker process. Default: 10")
    private String threads = "";

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "1",
            description = "Measured. Default: 1")
    private String rounds = "";

    @Override
    Loads prepare(Faults faults) {
        flags().refuseFloor(faults);
        Size size = size(faults, jobs, threads, rounds, "1");
        return (site, progress) -> List.of(new MixLoad(site, size, progress));
    }
}
