package darkroom.cli.command;

import darkroom.cli.output.Console;
import darkroom.cli.output.Table;
import darkroom.cli.settings.Faults;
import darkroom.queue.Limits;
import darkroom.queue.inspect.WaitingJob;
import darkroom.queue.inspect.WaitingJobs;
import darkroom.queue.json.StoredJob;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "scheduled",
        description = "Look at jobs that are due later; run them now or cancel them.",
        subcommands = {
            ScheduledCommand.Ls.class,
            ScheduledCommand.Run.class,
            ScheduledCommand.Cancel.class
        })
final class ScheduledCommand extends Group {
    @Command(name = "ls", description = "List jobs that are scheduled or retrying, next due first.")
    static final class Ls extends StoreVerb {
        @Option(
                names = "--limit",
                paramLabel = "N",
                defaultValue = "50",
                description = "How many, 1..1000. Default: 50")
        private String limit = "";

        @Option(names = "--json", description = "Print one JSON array.")
        private boolean json;

        @Override
        Work work(Faults faults) {
            int most = faults.number("--limit", limit, 1, Limits.PAGE_MAX);
            return store -> {
                print(console(), new WaitingJobs(store).due(most));
                return 0;
            };
        }

        private void print(Console console, List<WaitingJob> jobs) {
            if (json) {
                console.json(jobs.stream().map(Ls::fields).toList());
                return;
            }
            Table table = new Table("ID", "KIND", "QUEUE", "DUE", "STATE", "ATTEMPT");
            jobs.forEach(job -> table.row(fields(job).values().toArray()));
            console.line(table.isEmpty() ? "no job is due later" : table.text());
        }

        private static Map<String, Object> fields(WaitingJob job) {
            Optional<StoredJob> said = job.job();
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("id", job.id());
            fields.put("kind", said.map(StoredJob::kind).orElse("(unreadable)"));
            fields.put("queue", job.queue());
            fields.put("due", job.due().orElseThrow().toString());
            fields.put("state", job.place().word());
            fields.put("attempt", said.map(StoredJob::attempt).orElse(0));
            return fields;
        }
    }

    @Command(name = "run", description = "Put jobs into their queues now, before they are due.")
    static final class Run extends ForEachWaitingJob {
        @Override
        Work work(Faults faults) {
            return store -> {
                WaitingJobs jobs = new WaitingJobs(store);
                return forEach(
                        new Doing(store, "scheduled run", "put into its queue"),
                        jobs::findDue,
                        jobs::runNow);
            };
        }
    }

    @Command(
            name = "cancel",
            description = {
                "Delete jobs that are scheduled or retrying, for good.",
                "\"darkroom job cancel\" takes those that are ready, too."
            })
    static final class Cancel extends ForEachWaitingJob {
        @Override
        Work work(Faults faults) {
            return store -> {
                WaitingJobs jobs = new WaitingJobs(store);
                return forEach(
                        new Doing(store, "scheduled cancel", "cancelled"),
                        jobs::findDue,
                        jobs::cancelDue);
            };
        }
    }
}
