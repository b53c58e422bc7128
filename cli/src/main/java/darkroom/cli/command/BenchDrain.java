package darkroom.cli.command;

import darkroom.bench.DrainLoad;
import darkroom.bench.Load;
import darkroom.bench.Size;
import darkroom.cli.settings.Faults;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "drain",
        description = "How fast a full queue of no-op jobs is drained, and what a job costs.")
final class BenchDrain extends BenchVerb {
    @Option(
            names = "--jobs",
            paramLabel = "N",
            defaultValue = "200000",
            description = "How many in each round. Default: 200000")
    private String jobs = "";

    @Option(
            names = "--threads",
            paramLabel = "N",
            split = ",",
            defaultValue = "50",
            description = "Of each process; several as 50,200. Default: 50")
    private List<String> threads = List.of();

    @Option(
            names = "--processes",
            paramLabel = "N",
            split = ",",
            defaultValue = "1",
            description = "Worker processes, each a JVM; several as 1,2. Default: 1")
    private List<String> processes = List.of();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "Measured, after a warm-up. Default: 3")
    private String rounds = "";

    @Override
    Loads prepare(Faults faults) {
        List<Size> sizes = new ArrayList<>();
        int each = faults.number("--jobs", jobs, 1, Size.JOBS_MAX);
        int measured = faults.number("--rounds", rounds, 1, Size.ROUNDS_MAX);
        for (String process : processes) {
            int count = faults.number("--processes", process, 1, Size.PROCESSES_MAX);
            for (String thread : threads) {
                int many = faults.number("--threads", thread, 1, Size.THREADS_MAX);
                sizes.add(new Size(each, many, count, measured, 1));
            }
        }
        return (site, progress) ->
                sizes.stream()
                        .map(size -> (Load) new DrainLoad(site, size, flags().floor(), progress))
                        .toList();
    }
}
