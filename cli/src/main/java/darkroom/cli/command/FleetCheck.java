package darkroom.cli.command;

import darkroom.cli.settings.Faults;
import darkroom.queue.inspect.Fleet;
import darkroom.queue.inspect.Fleet.ProcessView;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "check",
        description = {
            "Say whether a worker process is healthy: it has fetched jobs lately, or needed none.",
            "Exit code 1 if not, so that a supervisor can use it as its probe."
        })
final class FleetCheck extends StoreVerb {
    private static final int WITHIN_SECONDS_MAX = 3_600;

    @Parameters(
            index = "0",
            paramLabel = "NAME",
            description = "What the process is called: its --name, or its id.")
    private String name = "";

    @Option(
            names = "--within",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "How long ago the last good fetch may be, 1..3600. Default: 10")
    private String withinSeconds = "";

    @Override
    Work work(Faults faults) {
        Duration within =
                Duration.ofSeconds(faults.number("--within", withinSeconds, 1, WITHIN_SECONDS_MAX));
        // The term that is added to a name is another one after each time it was given up.
        Pattern ids = Pattern.compile(Pattern.quote(name) + "(-[0-9]+)?");
        return store -> {
            Optional<ProcessView> latest =
                    new Fleet(store)
                            .list().stream()
                                    .filter(process -> ids.matcher(process.id()).matches())
                                    .min(Comparator.comparing(ProcessView::sinceBeat));
            if (latest.isEmpty()) {
                console().line("no process of the name " + name + " is in the fleet");
                return 1;
            }
            Duration since = latest.get().sinceFetch();
            console().line(latest.get().id() + " last fetched " + since.toMillis() + " ms ago");
            return since.compareTo(within) <= 0 ? 0 : 1;
        };
    }
}
