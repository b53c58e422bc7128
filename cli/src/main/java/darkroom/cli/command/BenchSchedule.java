package darkroom.cli.command;

import darkroom.bench.ScheduleLoad;
import darkroom.bench.Size;
import darkroom.cli.settings.Faults;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "schedule",
        description =
                "How late scheduled jobs begin: due evenly over some seconds, and all due in one"
                        + " millisecond. All have to run; how many were early is a figure.")
final class BenchSchedule extends BenchVerb {
    @Option(
            names = "--jobs",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Due in each round. Default: 10000")
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
            defaultValue = "1",
            description = "Measured. Default: 1")
    private String rounds = "";

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "5",
            description = "Over which they are due. Default: 5")
    private String seconds = "";

    @Override
    Loads prepare(Faults faults) {
        flags().refuseFloor(faults);
        Size size = size(faults, jobs, threads, rounds, seconds);
        return (site, progress) -> List.of(new ScheduleLoad(site, size, progress));
    }
}
