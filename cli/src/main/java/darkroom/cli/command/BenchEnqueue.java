package darkroom.cli.command;

import darkroom.bench.EnqueueLoad;
import darkroom.bench.EnqueueMode;
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
        name = "enqueue",
        description = {
            "How fast jobs are enqueued, and what a job costs: in lists of 1000 (bulk), one at a",
            "time by one thread (one), and by threads that share one client (shared)."
        })
final class BenchEnqueue extends BenchVerb {
    /** One at a time takes so much longer. */
    private static final int BULK_FACTOR = 10;

    @Option(
            names = "--jobs",
            defaultValue = "100000",
            description = "In each round of bulk, else a tenth of it. Default: 100000")
    private int jobs;

    @Option(
            names = "--threads",
            defaultValue = "64",
            description = "That share one client. Default: 64")
    private int threads;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "Measured, after one that warms up. Default: 3")
    private int rounds;

    @Option(
            names = "--mode",
            split = ",",
            defaultValue = "bulk,one,shared",
            description = "Which of them. Default: bulk,one,shared")
    private List<EnqueueMode> modes = List.of();

    @Override
    void check(Faults faults) {
        faults.check(() -> size(EnqueueMode.BULK));
    }

    @Override
    List<Load> loads(Site site, Consumer<String> progress) {
        List<Load> loads = new ArrayList<>();
        for (EnqueueMode mode : modes) {
            loads.add(new EnqueueLoad(site, size(mode), mode, flags().floor(), progress));
        }
        return loads;
    }

    private Size size(EnqueueMode mode) {
        int count = mode == EnqueueMode.BULK ? jobs : Math.max(1, jobs / BULK_FACTOR);
        return new Size(count, threads, 1, rounds, 1);
    }
}
