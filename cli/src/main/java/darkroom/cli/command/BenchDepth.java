package darkroom.cli.command;

import darkroom.bench.DepthLoad;
import darkroom.bench.Load;
import darkroom.bench.Site;
import darkroom.bench.Size;
import darkroom.cli.settings.Faults;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "depth",
        description = {
            "What depth costs: drain, pick-up and listings with many jobs queued, and a tenth as many",
            "scheduled and dead, beside the same with 1000 of each."
        })
final class BenchDepth extends BenchVerb {
    @Option(
            names = "--jobs",
            defaultValue = "100000",
            description = "Queued when it is deep. Default: 100000")
    private int jobs;

    @Option(
            names = "--threads",
            defaultValue = "50",
            description = "Of the worker process. Default: 50")
    private int threads;

    @Option(names = "--rounds", defaultValue = "3", description = "Measured. Default: 3")
    private int rounds;

    @Option(
            names = "--seconds",
            defaultValue = "1",
            description = "Of pick-ups in each round. Default: 1")
    private int seconds;

    @Override
    void check(Faults faults) {
        flags().refuseFloor(faults);
        faults.check(this::size);
        faults.check(() -> DepthLoad.checked(jobs));
    }

    @Override
    List<Load> loads(Site site, Consumer<String> progress) {
        return List.of(new DepthLoad(site, size(), progress));
    }

    private Size size() {
        return new Size(jobs, threads, 1, rounds, seconds);
    }
}
