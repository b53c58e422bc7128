package darkroom.cli.command;

import darkroom.bench.DepthLoad;
import darkroom.bench.Size;
import darkroom.cli.settings.Faults;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "depth",
        description =
                "What depth costs: drain, pick-up and listings with many jobs queued, and a tenth"
                        + " as many scheduled and dead, beside the same with 1000 of each.")
final class BenchDepth extends BenchVerb {
    @Option(
            names = "--jobs",
            paramLabel = "N",
            defaultValue = "100000",
            description = "Queued when it is deep. Default: 100000")
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
            defaultValue = "1",
            description = "Of pick-ups in each round. Default: 1")
    private String seconds = "";

    @Override
    Loads prepare(Faults faults) {
        flags().refuseFloor(faults);
        Size size =
                new Size(
                        faults.number("--jobs", jobs, DepthLoad.SHALLOW, Size.JOBS_MAX),
                        faults.number("--threads", threads, 1, Size.THREADS_MAX),
                        1,
                        faults.number("--rounds", rounds, 1, Size.ROUNDS_MAX),
                        faults.number("--seconds", seconds, 1, Size.SECONDS_MAX));
        return (site, progress) -> List.of(new DepthLoad(site, size, progress));
    }
}
