package darkroom.cli.command;

import darkroom.cli.output.Console;
import darkroom.cli.output.Table;
import darkroom.cli.settings.Faults;
import darkroom.queue.InvalidJobException;
import darkroom.queue.Limits;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.json.DeadJob;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "dead",
        description = "Look at jobs that were given up; retry, edit, discard or export them.",
        subcommands = {
            DeadCommand.Ls.class,
            DeadCommand.Show.class,
            DeadFind.class,
            DeadRetry.class,
            DeadDiscard.class,
            DeadEdit.class,
            DeadExport.class
        })
final class DeadCommand extends Group {
    static Map<String, Object> summary(DeadJobs.DeadView dead) {
        DeadJob job = dead.job();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", job.id());
        fields.put("kind", job.kind());
        fields.put("queue", job.queue());
        fields.put("attempt", job.attempt());
        fields.put("since", dead.since().toString());
        fields.put("reason", job.cause().reason());
        fields.put("type", job.cause().type());
        fields.put("message", job.cause().message());
        fields.put("group", job.group());
        return fields;
    }

    /** The job as it stood in its queue. */
    static String payload(DeadJobs.DeadView dead) {
        return new String(dead.job().payload(), StandardCharsets.UTF_8);
    }

    /** A line each, or several where there are. */
    static void lines(Console console, Map<String, Object> fields) {
        fields.forEach(
                (name, value) -> {
                    String text = String.valueOf(value).strip();
                    boolean lines = text.contains("\n");
                    console.line(String.format("%-8s %s", name, lines ? "" : text).stripTrailing());
                    if (lines) {
                        text.lines().forEach(line -> console.line("    " + line.strip()));
                    }
                });
    }

    @Command(name = "ls", description = "List dead jobs, latest first.")
    static final class Ls extends DeadVerb {
        @Option(
                names = "--limit",
                paramLabel = "N",
                defaultValue = "50",
                description = "How many, 1..1000. Default: 50")
        private String limit = "";

        @Option(
                names = "--offset",
                paramLabel = "N",
                defaultValue = "0",
                description = "How many of the latest to leave out. Default: 0")
        private String offset = "";

        @Option(names = "--json", description = "Print one JSON array.")
        private boolean json;

        @Override
        Work work(Faults faults) {
            int most = faults.number("--limit", limit, 1, Limits.PAGE_MAX);
            long from = faults.number("--offset", offset, 0, Limits.DEAD_JOBS_MAX);
            return (store, archive) -> {
                DeadJobs jobs = new DeadJobs(store, archive);
                print(console(), jobs.list(from, most), jobs.count());
                return 0;
            };
        }

        private void print(Console console, List<DeadJobs.DeadView> page, long count) {
            if (json) {
                console.json(page.stream().map(DeadCommand::summary).toList());
                return;
            }
            Table table = new Table("ID", "KIND", "SINCE", "ATTEMPT", "REASON", "MESSAGE");
            for (DeadJobs.DeadView dead : page) {
                DeadJob job = dead.job();
                table.row(
                        job.id(),
                        job.kind(),
                        dead.since(),
                        job.attempt(),
                        job.cause().reason(),
                        job.cause().message());
            }
            console.line(table.isEmpty() ? "no job is dead" : table.text());
            if (count > page.size()) {
                console.note(page.size() + " of " + count + "; --offset and --limit show others");
            }
        }
    }

    @Command(
            name = "show",
            description =
                    "Show one dead job: why, its stack, and the job as it stood in its queue.")
    static final class Show extends DeadVerb {
        @Parameters(paramLabel = "ID", description = "Id of the job.")
        private String id = "";

        @Option(names = "--json", description = "Print one JSON object.")
        private boolean json;

        @Override
        Work work(Faults faults) {
            return (store, archive) -> {
                DeadJobs.DeadView dead =
                        new DeadJobs(store, archive)
                                .find(id)
                                .orElseThrow(
                                        () ->
                                                new InvalidJobException(
                                                        "cannot show job "
                                                                + id
                                                                + ": it is not in the dead set;"
                                                                + " \"darkroom dead ls\" shows"
                                                                + " what is"));
                print(console(), dead);
                return 0;
            };
        }

        private void print(Console console, DeadJobs.DeadView dead) {
            Map<String, Object> fields = summary(dead);
            fields.put("process", dead.job().process());
            fields.put("stack", dead.job().cause().stack());
            fields.put("payload", payload(dead));
            if (json) {
                console.json(fields);
                return;
            }
            lines(console, fields);
        }
    }
}
