package darkroom.cli.command;

import darkroom.cli.settings.Faults;
import darkroom.queue.objectives.Objectives;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "objective",
        description = {
            "Say within which time 95 of 100 jobs of a queue are to begin, or show it.",
            "Pages and alarms go by it; nothing is done differently. What is said here comes before"
                    + " what a build says of its kinds."
        },
        footer = {"", "Example: darkroom queue objective push 30s"})
final class QueueObjective extends QueueCommand.OfOne {
    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "DURATION",
            description = "The time, 100ms..1d, such as 30s.")
    private List<String> within = List.of();

    @Option(names = "--clear", description = "Take back what was said: what the build says holds.")
    private boolean clear;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Mixin private Person person = new Person();

    @Override
    Work work(Faults faults) {
        String queue = queue(faults);
        Optional<Duration> time =
                within.isEmpty()
                        ? Optional.empty()
                        : faults.check("DURATION", () -> Objectives.within(within.get(0)));
        if (clear && !within.isEmpty()) {
            faults.add(
                    "--clear",
                    "--clear or a time",
                    Faults.quoted(within.get(0)),
                    "give one of them");
        }
        return store -> {
            Objectives objectives = new Objectives(store);
            if (clear || time.isPresent()) {
                person.does(
                        store,
                        "queue objective",
                        queue,
                        objectives.state(queue),
                        () -> {
                            time.ifPresentOrElse(
                                    some -> objectives.set(queue, some),
                                    () -> objectives.clear(queue));
                            return objectives.state(queue);
                        });
            }
            if (json) {
                console().json(fields(queue, objectives.of(queue)));
            } else {
                console().line("queue " + queue + ": " + objectives.state(queue));
            }
            return 0;
        };
    }

    private static Map<String, Object> fields(String queue, Optional<Objectives.Objective> now) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("queue", queue);
        now.ifPresent(one -> fields.put("objectiveMillis", one.within().toMillis()));
        now.ifPresent(one -> fields.put("source", one.source().word()));
        return fields;
    }
}
