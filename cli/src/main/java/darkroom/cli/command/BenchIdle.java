package darkroom.cli.command;

import darkroom.bench.IdleLoad;
import darkroom.bench.Load;
import darkroom.bench.Site;
import darkroom.bench.Size;
import darkroom.cli.settings.Faults;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "idle", description = "What a worker process costs that has nothing to do.")
final class BenchIdle extends BenchVerb {
    @Option(
            names = "--threads",
            defaultValue = "200",
            description = "Of the worker process. Default: 200")
    private int threads;

    @Option(names = "--rounds", defaultValue = "2", description = "Measured. Default: 2")
    private int rounds;

    @Option(
            names = "--seconds",
            defaultValue = "5",
            description = "That each round lasts. Default: 5")
    private int seconds;

    @Override
    void check(Faults faults) {
        flags().refuseFloor(faults);
        faults.check(this::size);
    }

    @Override
    List<Load> loads(Site site, Consumer<String> progress) {
        return List.of(new IdleLoad(site, size(), progress));
    }

    private Size size() {
        return new Size(1, threads, 1, rounds, seconds);
    }
}
