package darkroom.cli.command;

import darkroom.bench.DrainLoad;
import darkroom.bench.Load;
import darkroom.bench.Site;
import darkroom.bench.Size;
import darkroom.cli.settings.Faults;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "drain",
        description = "How fast a full queue of no-op jobs is drained, and what a job costs.")
final class BenchDrain extends BenchVerb {
    @Option(
            names = "--jobs",
            defaultValue = "200000",
            description = "How many in each round. Default: 200000")
    private int jobs;

    @Option(
            names = "--threads",
            split = ",",
            defaultValue = "50",
            description = "Of each process; several as 50,200. Default: 50")
    private List<Integer> threads = List.of();

    @Option(
            names = "--processes",
            split = ",",
            defaultValue = "1",
            description = "Worker processes, each a JVM; several as 1,2. Default: 1")
    private List<Integer> processes = List.of();

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "Measured, after one that warms up. Default: 3")
    private int rounds;

    @Override
    void check(Faults faults) {
        sizes(faults);
    }

    @Override
    List<Load> loads(Site site, Consumer<String> progress) {
        List<Load> loads = new ArrayList<>();
        for (Size size : sizes(new Faults())) {
            loads.add(new DrainLoad(site, size, flags().floor(), progress));
        }
        return loads;
    }

    private List<Size> sizes(Faults faults) {
        List<Size> sizes = new ArrayList<>();
        for (int count : processes) {
            for (int each : threads) {
                faults.check(() -> new Size(jobs, each, count, rounds, 1)).ifPresent(sizes::add);
            }
        }
        return sizes;
    }
}
