package darkroom.cli.command;

import darkroom.bench.DrainLoad;
import darkroom.bench.Load;
import darkroom.bench.Site;
import darkroom.bench.Size;
import darkroom.cli.settings.Faults;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "bench",
        description = {
            "Measure the queue and its worker processes, on a Redis of its own or a given one.",
            "A figure is the median of its rounds; \"disturbed\" stands beside one that they disagree"
                    + " on."
        },
        subcommands = {BenchCommand.Drain.class})
final class BenchCommand extends Group {
    @Command(
            name = "drain",
            description = "How fast a full queue of no-op jobs is drained, and what a job costs.")
    static final class Drain extends BenchVerb {
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
        List<Size> sizes(Faults faults) {
            List<Size> sizes = new ArrayList<>();
            for (int count : processes) {
                for (int each : threads) {
                    Optional<Size> size =
                            faults.check(() -> new Size(jobs, each, count, rounds, 1));
                    size.ifPresent(sizes::add);
                }
            }
            return sizes;
        }

        @Override
        Load load(Site site, Size size, Consumer<String> progress) {
            return new DrainLoad(site, size, flags().floor(), progress);
        }
    }
}
