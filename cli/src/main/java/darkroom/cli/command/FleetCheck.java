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
    private static final Duration WITHIN_MIN = Duration.ofSeconds(1);
    private static final Duration WITHIN_MAX = Duration.ofHours(1);

    @Parameters(
            index = "0",
            paramLabel = "NAME",
            description = "What the process is called: its --name, or its id.")
    private String name = "";

    @Option(
            names = "--within",
            paramLabel = "DURATION",
            defaultValue = "10s",
            description = "How long ago the last good fetch may be, 1s..1h. Default: 10s")
    private String within = "";

    @Override
    Work work(Faults faults) {
        Duration most = faults.duration("--within", within, WITHIN_MIN, WITHIN_MAX);
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
            return since.compareTo(most) <= 0 ? 0 : 1;
        };
    }
}
