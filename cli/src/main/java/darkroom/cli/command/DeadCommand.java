package darkroom.cli.command;

import darkroom.cli.output.Console;
import darkroom.cli.output.Table;
import darkroom.cli.settings.Faults;
import darkroom.queue.InvalidJobException;
import darkroom.queue.Limits;
import darkroom.queue.failures.Fingerprint;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.json.DeadJob;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "dead",
        description = "Look at jobs that were given up; retry or discard them.",
        subcommands = {
            DeadCommand.Ls.class,
            DeadCommand.Show.class,
            DeadCommand.Retry.class,
            DeadCommand.Discard.class
        })
final class DeadCommand extends Group {
    private static Map<String, Object> summary(DeadJobs.DeadView dead) {
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

    @Command(name = "ls", description = "List dead jobs, latest first.")
    static final class Ls extends StoreVerb {
        @Option(names = "--limit", defaultValue = "50", description = "How many, at most 1000.")
        private String limit = "";

        @Option(names = "--offset", defaultValue = "0", description = "How many to leave out.")
        private String offset = "";

        @Option(names = "--json", description = "Print one JSON array.")
        private boolean json;

        @Override
        Work work(Faults faults) {
            int most = faults.number("--limit", limit, 1, Limits.PAGE_MAX);
            long from = faults.number("--offset", offset, 0, Limits.DEAD_JOBS_MAX);
            return store -> {
                DeadJobs jobs = new DeadJobs(store);
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
    static final class Show extends StoreVerb {
        @Parameters(paramLabel = "ID", description = "Id of the job.")
        private String id = "";

        @Option(names = "--json", description = "Print one JSON object.")
        private boolean json;

        @Override
        Work work(Faults faults) {
            return store -> {
                DeadJobs.DeadView dead =
                        new DeadJobs(store)
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
            fields.put("payload", new String(dead.job().payload(), StandardCharsets.UTF_8));
            if (json) {
                console.json(fields);
                return;
            }
            fields.forEach(
                    (name, value) -> {
                        String text = String.valueOf(value).strip();
                        boolean lines = text.contains("\n");
                        console.line(
                                String.format("%-8s %s", name, lines ? "" : text).stripTrailing());
                        if (lines) {
                            text.lines().forEach(line -> console.line("    " + line.strip()));
                        }
                    });
        }
    }

    @Command(
            name = "retry",
            description = "Put dead jobs back into their queues, with all attempts before them.")
    static final class Retry extends ForEach {
        @Override
        Work work(Faults faults) {
            check(faults);
            return store -> forEach(new DeadJobs(store), "retried", DeadJobs::retry);
        }
    }

    @Command(name = "discard", description = "Delete dead jobs for good.")
    static final class Discard extends ForEach {
        @Override
        Work work(Faults faults) {
            check(faults);
            return store -> forEach(new DeadJobs(store), "discarded", DeadJobs::discard);
        }
    }

    /** Does the same to several dead jobs; one that cannot be done does not stop the others. */
    abstract static class ForEach extends StoreVerb {
        private static final int PAGE = 200;
        private static final int REFUSALS_SHOWN_MAX = 20;

        @Parameters(paramLabel = "ID", arity = "0..*", description = "Ids of the jobs.")
        private List<String> ids = List.of();

        @Option(
                names = "--group",
                paramLabel = "ID",
                description = "All that are dead now of this group of failures, latest first.")
        private String group = "";

        @Option(names = "--dry-run", description = "Say what would be done, and do nothing.")
        private boolean dryRun;

        private int refused;

        /** Checks that jobs are named in one of the two ways. */
        final void check(Faults faults) {
            if (ids.isEmpty() == group.isEmpty()) {
                faults.add(
                        "the jobs",
                        "ids or --group",
                        ids.isEmpty() ? "none" : "both",
                        "give one of the two");
            } else if (!group.isEmpty() && !Fingerprint.isGroup(group)) {
                faults.add(
                        "--group",
                        "the id of a group",
                        Faults.quoted(group),
                        "\"darkroom failures ls\" shows them");
            }
        }

        final int forEach(DeadJobs jobs, String done, BiConsumer<DeadJobs, String> act) {
            if (group.isEmpty()) {
                ids.forEach(id -> one(jobs, id, done, act));
            } else if (dryRun) {
                console().line(jobs.count(group) + " jobs of group " + group + " would be " + done);
            } else {
                forGroup(jobs, done, act);
            }
            return refused == 0 ? 0 : 1;
        }

        // What dies meanwhile stands before the cursor: no job is met twice.
        private void forGroup(DeadJobs jobs, String done, BiConsumer<DeadJobs, String> act) {
            long count = 0;
            DeadJobs.GroupPage page = jobs.list(group, Optional.empty(), PAGE);
            while (true) {
                for (DeadJobs.DeadView dead : page.jobs()) {
                    count += attempt(jobs, dead.job().id(), act) ? 1 : 0;
                }
                if (page.next().isEmpty()) {
                    break;
                }
                page = jobs.list(group, page.next(), PAGE);
            }
            console().line(count + " jobs of group " + group + " " + done);
            if (refused > 0) {
                console().note("darkroom: " + refused + " jobs could not be " + done);
            }
        }

        private void one(DeadJobs jobs, String id, String done, BiConsumer<DeadJobs, String> act) {
            if (dryRun) {
                boolean there = jobs.find(id).isPresent();
                console()
                        .line(
                                there
                                        ? "job " + id + " would be " + done
                                        : "job " + id + " is not in the dead set");
            } else if (attempt(jobs, id, act)) {
                console().line("job " + id + " " + done);
            }
        }

        private boolean attempt(DeadJobs jobs, String id, BiConsumer<DeadJobs, String> act) {
            try {
                act.accept(jobs, id);
                return true;
            } catch (InvalidJobException e) {
                refused++;
                if (refused <= REFUSALS_SHOWN_MAX) {
                    console().note("darkroom: " + e.getMessage());
                }
                return false;
            }
        }
    }
}
