package darkroom.cli.command;

import darkroom.bench.Load;
import darkroom.bench.ScheduleLoad;
import darkroom.bench.Site;
import darkroom.bench.Size;
import darkroom.cli.settings.Faults;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "schedule",
        description = {
            "How late scheduled jobs begin: due evenly over some seconds, and all due in one",
            "millisecond. All have to run; how many were early is a figure."
        })
final class BenchSchedule extends BenchVerb {
    @Option(
            names = "--jobs",
            defaultValue = "10000",
            description = "Due in each round. Default: 10000")
    private int jobs;

    @Option(
            names = "--threads",
            defaultValue = "50",
            description = "Of the worker process. Default: 50")
    private int threads;

    @Option(names = "--rounds", defaultValue = "1", description = "Measured. Default: 1")
    private int rounds;

    @Option(
            names = "--seconds",
            defaultValue = "5",
            description = "Over which they are due. Default: 5")
    private int seconds;

    @Override
    void check(Faults faults) {
        flags().refuseFloor(faults);
        faults.check(this::size);
    }

    @Override
    List<Load> loads(Site site, Consumer<String> progress) {
        return List.of(new ScheduleLoad(site, size(), progress));
    }

    private Size size() {
        return new Size(jobs, threads, 1, rounds, seconds);
    }
}
