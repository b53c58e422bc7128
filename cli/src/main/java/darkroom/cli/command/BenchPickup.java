package darkroom.cli.command;

import darkroom.bench.PickupLoad;
import darkroom.bench.Size;
import darkroom.cli.settings.Faults;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "pickup",
        description =
                "How long a job waits for its handler: idle, with a job each 20 ms, and under a"
                        + " steady load of a part of the drain rate, which is measured first.")
final class BenchPickup extends BenchVerb {
    @Option(
            names = "--load",
            split = ",",
            paramLabel = "PERCENT",
            defaultValue = "0,10,50,90",
            description = "Parts of the drain rate in percent; 0 is idle. Default: 0,10,50,90")
    private List<String> percents = List.of();

    @Option(
            names = "--jobs",
            paramLabel = "N",
            defaultValue = "100000",
            description = "To measure the drain rate with. Default: 100000")
    private String jobs = "";

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "50",
            description = "Of the worker process. Default: 50")
    private String threads = "";

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "Measured. Default: 3")
    private String rounds = "";

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "2",
            description = "That each round lasts. Default: 2")
    private String seconds = "";

    @Override
    Loads prepare(Faults faults) {
        List<Integer> parts = new ArrayList<>();
        percents.forEach(percent -> parts.add(faults.number("--load", percent, 0, 100)));
        Size size = size(faults, jobs, threads, rounds, seconds);
        return (site, progress) ->
                List.of(new PickupLoad(site, size, parts, flags().floor(), progress));
    }
}
