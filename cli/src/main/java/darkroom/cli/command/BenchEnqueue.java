package darkroom.cli.command;

import darkroom.bench.EnqueueLoad;
import darkroom.bench.EnqueueMode;
import darkroom.bench.Load;
import darkroom.bench.Size;
import darkroom.cli.settings.Faults;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "enqueue",
        description =
                "How fast jobs are enqueued, and what a job costs: in lists of 1000 (bulk), one at"
                        + " a time by one thread (one), and by threads that share one"
                        + " client (shared).")
final class BenchEnqueue extends BenchVerb {
    /** One at a time takes so much longer. */
    private static final int BULK_FACTOR = 10;

    @Option(
            names = "--jobs",
            paramLabel = "N",
            defaultValue = "100000",
            description = "In each round of bulk, else a tenth of it. Default: 100000")
    private String jobs = "";

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "64",
            description = "That share one client. Default: 64")
    private String threads = "";

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "Measured, after one that warms up. Default: 3")
    private String rounds = "";

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            split = ",",
            defaultValue = "bulk,one,shared",
            description = "Which of them. Default: bulk,one,shared")
    private List<String> modes = List.of();

    @Override
    Loads prepare(Faults faults) {
        int bulk = faults.number("--jobs", jobs, 1, Size.JOBS_MAX);
        int sharing = faults.number("--threads", threads, 1, Size.THREADS_MAX);
        int measured = faults.number("--rounds", rounds, 1, Size.ROUNDS_MAX);
        List<EnqueueMode> chosen = new ArrayList<>();
        for (String mode : modes) {
            faults.check("--mode", () -> EnqueueMode.of(mode)).ifPresent(chosen::add);
        }
        return (site, progress) ->
                chosen.stream()
                        .map(
                                mode -> {
                                    int part = mode == EnqueueMode.BULK ? 1 : BULK_FACTOR;
                                    int count = Math.max(1, bulk / part);
                                    Size size = new Size(count, sharing, 1, measured, 1);
                                    return (Load)
                                            new EnqueueLoad(
                                                    site, size, mode, flags().floor(), progress);
                                })
                        .toList();
    }
}
