package darkroom.cli.command;

import darkroom.bench.Load;
import darkroom.bench.PickupLoad;
import darkroom.bench.Site;
import darkroom.bench.Size;
import darkroom.cli.settings.Faults;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "pickup",
        description = {
            "How long a job waits for its handler: idle, with a job each 20 ms, and under a steady",
            "load of a part of the drain rate, which is measured first."
        })
final class BenchPickup extends BenchVerb {
    @Option(
            names = "--load",
            split = ",",
            paramLabel = "PERCENT",
            defaultValue = "0,10,50,90",
            description = "Parts of the drain rate in percent; 0 is idle. Default: 0,10,50,90")
    private List<Integer> percents = List.of();

    @Option(
            names = "--jobs",
            defaultValue = "100000",
            description = "To measure the drain rate with. Default: 100000")
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
            defaultValue = "2",
            description = "That each round lasts. Default: 2")
    private int seconds;

    @Override
    void check(Faults faults) {
        percents.forEach(percent -> faults.check(() -> PickupLoad.checked(percent)));
        faults.check(this::size);
    }

    @Override
    List<Load> loads(Site site, Consumer<String> progress) {
        return List.of(new PickupLoad(site, size(), percents, flags().floor(), progress));
    }

    private Size size() {
        return new Size(jobs, threads, 1, rounds, seconds);
    }
}
