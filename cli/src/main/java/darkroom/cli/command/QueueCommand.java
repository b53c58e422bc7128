package darkroom.cli.command;

import darkroom.cli.output.Console;
import darkroom.cli.output.Table;
import darkroom.cli.settings.Faults;
import darkroom.queue.Limits;
import darkroom.queue.QueueName;
import darkroom.queue.inspect.Queues;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "queue",
        description = "Look at queues, pause and resume them.",
        subcommands = {
            QueueCommand.Ls.class,
            QueueCommand.Peek.class,
            QueueCommand.Pause.class,
            QueueCommand.Resume.class
        })
final class QueueCommand extends Group {
    @Command(name = "ls", description = "List all queues with the number of jobs ready in each.")
    static final class Ls extends StoreVerb {
        @Option(names = "--json", description = "Print one JSON array.")
        private boolean json;

        @Override
        Work work(Faults faults) {
            return store -> {
                print(console(), new Queues(store).list());
                return 0;
            };
        }

        private void print(Console console, List<Queues.QueueView> queues) {
            if (json) {
                console.json(
                        queues.stream()
                                .map(
                                        queue ->
                                                Map.of(
                                                        "queue", queue.name(),
                                                        "ready", queue.ready(),
                                                        "paused", queue.paused()))
                                .toList());
                return;
            }
            Table table = new Table("QUEUE", "READY", "STATE");
            queues.forEach(
                    queue ->
                            table.row(
                                    queue.name(),
                                    queue.ready(),
                                    queue.paused() ? "paused" : "open"));
            console.line(table.isEmpty() ? "no queue has held a job yet" : table.text());
        }
    }

    /** A verb for one queue. */
    abstract static class OfOne extends StoreVerb {
        @Parameters(paramLabel = "QUEUE", description = "Name of the queue.")
        private String queue = "";

        /** The queue's name; the rule for names is that of enqueue. */
        final String queue(Faults faults) {
            return faults.check("QUEUE", () -> QueueName.check(queue)).orElse("");
        }
    }

    @Command(name = "peek", description = "Show the next jobs of a queue without taking them.")
    static final class Peek extends OfOne {
        @Option(names = "--limit", defaultValue = "10", description = "How many, at most 1000.")
        private String limit = "";

        @Option(names = "--json", description = "Print one JSON array of texts.")
        private boolean json;

        @Override
        Work work(Faults faults) {
            String queue = queue(faults);
            int most = faults.number("--limit", limit, 1, Limits.PAGE_MAX);
            return store -> {
                List<String> jobs = new Queues(store).peek(queue, most);
                if (json) {
                    console().json(jobs);
                } else {
                    jobs.forEach(console()::line);
                }
                return 0;
            };
        }
    }

    @Command(
            name = "pause",
            description = {
                "Stop jobs of a queue from being started, until it is resumed.",
                "Jobs in hand go on, and enqueuing goes on."
            })
    static final class Pause extends OfOne {
        @Override
        Work work(Faults faults) {
            String queue = queue(faults);
            return store -> {
                boolean fresh = new Queues(store).pause(queue);
                console()
                        .line(
                                "queue "
                                        + queue
                                        + (fresh ? " is paused" : " was paused already")
                                        + "; \"darkroom queue resume "
                                        + queue
                                        + "\" opens it");
                return 0;
            };
        }
    }

    @Command(name = "resume", description = "Let jobs of a paused queue be started again.")
    static final class Resume extends OfOne {
        @Override
        Work work(Faults faults) {
            String queue = queue(faults);
            return store -> {
                boolean was = new Queues(store).resume(queue);
                console().line("queue " + queue + (was ? " is open again" : " was not paused"));
                return 0;
            };
        }
    }
}
