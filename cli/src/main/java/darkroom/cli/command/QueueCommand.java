package darkroom.cli.command;

import darkroom.cli.output.Progress;
import darkroom.cli.output.Table;
import darkroom.cli.settings.Faults;
import darkroom.queue.Limits;
import darkroom.queue.QueueName;
import darkroom.queue.inspect.Queues;
import darkroom.queue.inspect.WaitingJobs;
import darkroom.queue.ledger.Minutes;
import darkroom.queue.redis.RedisStore;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "queue",
        description = "Look at queues, pause, resume and purge them; set what is expected of them.",
        subcommands = {
            QueueLs.class,
            QueueCommand.Peek.class,
            QueueCommand.ByMinute.class,
            QueueCommand.Pause.class,
            QueueCommand.Resume.class,
            QueueCommand.Purge.class,
            QueueObjective.class
        })
final class QueueCommand extends Group {
    /** A verb for one queue. */
    abstract static class OfOne extends StoreVerb {
        @Parameters(paramLabel = "QUEUE", description = "Name of the queue.")
        private String queue = "";

        /** The queue's name; the rule for names is that of enqueue. */
        final String queue(Faults faults) {
            return faults.check("QUEUE", () -> QueueName.check(queue)).orElse("");
        }
    }

    /** A verb for one queue that is in the audit log. */
    abstract static class Acting extends OfOne {
        @Mixin private Person person = new Person();

        final <T> T does(
                RedisStore store,
                String verb,
                String queue,
                Supplier<T> work,
                Function<T, String> after) {
            String before = new Queues(store).paused().contains(queue) ? "paused" : "open";
            return person.does(store, verb, queue, before, work, after);
        }
    }

    @Command(name = "peek", description = "Show the next jobs of a queue without taking them.")
    static final class Peek extends OfOne {
        @Option(
                names = "--limit",
                paramLabel = "N",
                defaultValue = "10",
                description = "How many, 1..1000. Default: 10")
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
            name = "minutes",
            description = {
                "Show what happened in a queue, by minute, and what was in it at the end of each.",
                "Worker processes keep it, for a day."
            })
    static final class ByMinute extends OfOne {
        @Option(
                names = "--limit",
                paramLabel = "N",
                defaultValue = "15",
                description = "How many, 1..1440. Default: 15")
        private String limit = "";

        @Option(names = "--json", description = "Print one JSON array.")
        private boolean json;

        @Override
        Work work(Faults faults) {
            String queue = queue(faults);
            int most = faults.number("--limit", limit, 1, Minutes.KEPT_MAX);
            return store -> {
                List<QueueMinute> minutes =
                        QueueMinute.between(new Minutes(store).last(most + 1), queue);
                if (json) {
                    console().json(minutes.stream().map(QueueMinute::fields).toList());
                    return 0;
                }
                Table table = QueueMinute.table();
                minutes.forEach(minute -> minute.addTo(table));
                console().line(table.isEmpty() ? "no minute is kept yet" : table.text());
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
    static final class Pause extends Acting {
        @Override
        Work work(Faults faults) {
            String queue = queue(faults);
            return store -> {
                boolean fresh =
                        does(
                                store,
                                "queue pause",
                                queue,
                                () -> new Queues(store).pause(queue),
                                done -> "paused");
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
    static final class Resume extends Acting {
        @Override
        Work work(Faults faults) {
            String queue = queue(faults);
            return store -> {
                boolean was =
                        does(
                                store,
                                "queue resume",
                                queue,
                                () -> new Queues(store).resume(queue),
                                done -> "open");
                console().line("queue " + queue + (was ? " is open again" : " was not paused"));
                return 0;
            };
        }
    }

    @Command(
            name = "purge",
            description = {
                "Delete all jobs that are ready in a queue, for good.",
                "Those that are scheduled, retrying, in hand or dead stay. So that none begins",
                "meanwhile, pause it first."
            },
            footer = {"", "Example: darkroom queue purge thumbnail --confirm thumbnail"})
    static final class Purge extends Acting {
        @Option(
                names = "--confirm",
                paramLabel = "QUEUE",
                defaultValue = "",
                description = "The name of the queue again: without it nothing is deleted.")
        private String confirmed = "";

        @Option(names = "--dry-run", description = "Say how many there are, and do nothing.")
        private boolean dryRun;

        @Override
        Work work(Faults faults) {
            String queue = queue(faults);
            if (!dryRun && !confirmed.equals(queue)) {
                faults.add(
                        "--confirm",
                        "the name of the queue again, or --dry-run",
                        confirmed.isEmpty() ? "none" : Faults.quoted(confirmed),
                        "give it to delete all that is ready in it");
            }
            return store -> {
                if (dryRun) {
                    long ready = store.listLength(store.keys().queue(queue));
                    console().line(ready + " ready jobs of queue " + queue + " would be purged");
                    return 0;
                }
                Progress progress = Progress.on(console());
                long purged =
                        does(
                                store,
                                "queue purge",
                                queue,
                                () ->
                                        new WaitingJobs(store)
                                                .purge(
                                                        queue,
                                                        gone ->
                                                                progress.show(
                                                                        "purged", gone + " jobs")),
                                gone -> gone + " jobs deleted");
                console().line(purged + " ready jobs of queue " + queue + " purged");
                return 0;
            };
        }
    }
}
