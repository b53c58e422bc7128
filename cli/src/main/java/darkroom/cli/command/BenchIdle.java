package darkroom.cli.command;

import darkroom.bench.IdleLoad;
import darkroom.bench.Size;
import darkroom.cli.settings.Faults;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "idle", description = "What a worker process costs that has nothing to do.")
final class BenchIdle extends BenchVerb {
    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "200",
            description = "Of the worker process. Default: 200")
    private String threads = "";

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "2",
            description = "Measured. Default: 2")
    private String rounds = "";

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "5",
            description = "That each round lasts. Default: 5")
    private String seconds = "";

    @Override
    Loads prepare(Faults faults) {
        flags().refuseFloor(faults);
        Size size = size(faults, "1", threads, rounds, seconds);
        return (site, progress) -> List.of(new IdleLoad(site, size, progress));
    }
}
