package darkroom.cli.command;

import darkroom.cli.output.Table;
import darkroom.cli.settings.Faults;
import darkroom.queue.InvalidJobException;
import darkroom.queue.operations.Operation;
import darkroom.queue.operations.Operations;
import darkroom.queue.redis.RedisStore;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "operations",
        description = {
            "Look at operations on many dead jobs, and steer them.",
            "They are ordered by \"dead retry\" and \"dead discard\", and done by the fleet."
        },
        subcommands = {
            OperationsCommand.Ls.class,
            OperationsCommand.Show.class,
            OperationsCommand.Pause.class,
            OperationsCommand.Resume.class,
            OperationsCommand.Cancel.class,
            OperationsCommand.Undo.class,
            OperationsCommand.Log.class
        })
final class OperationsCommand extends Group {
    @Command(name = "ls", description = "List operations, latest first; 100 are kept.")
    static final class Ls extends StoreVerb {
        @Option(names = "--json", description = "Print one JSON array.")
        private boolean json;

        @Override
        Work work(Faults faults) {
            return store -> {
                List<Operation> all = new Operations(store).list();
                if (json) {
                    console().json(all.stream().map(OperationText::fields).toList());
                    return 0;
                }
                Table table =
                        new Table("NUMBER", "ACTION", "STATE", "MOVED", "LEFT", "BY", "SELECTION");
                for (Operation one : all) {
                    table.row(
                            one.number(),
                            one.plan().action().word(),
                            one.state().word(),
                            one.counts().moved(),
                            one.counts().left().all(),
                            one.plan().by(),
                            one.plan().selection());
                }
                console().line(table.isEmpty() ? "no operation is on record" : table.text());
                return 0;
            };
        }
    }

    @Command(name = "log", description = "List who did what with which operation, oldest first.")
    static final class Log extends StoreVerb {
        @Option(names = "--json", description = "Print one JSON array.")
        private boolean json;

        @Override
        Work work(Faults faults) {
            return store -> {
                List<Operations.Logged> lines = new Operations(store).log();
                if (json) {
                    console().json(lines.stream().map(Log::fields).toList());
                    return 0;
                }
                Table table = new Table("AT", "NUMBER", "BY", "WHAT");
                lines.forEach(one -> table.row(one.at(), one.number(), one.by(), one.what()));
                console().line(table.isEmpty() ? "nothing was done yet" : table.text());
                return 0;
            };
        }

        private static Map<String, Object> fields(Operations.Logged line) {
            return Map.of(
                    "at",
                    line.at().toString(),
                    "operation",
                    line.number(),
                    "by",
                    line.by(),
                    "what",
                    line.what());
        }
    }

    /** A verb for one operation, which is put into the log. */
    abstract static class Steering extends OfOne {
        @Mixin private Person person = new Person();

        /** Steers it; its state before and after is in the audit log. */
        final void steer(
                RedisStore store, long which, BiConsumer<Long, String> steering, String verb) {
            Operations operations = new Operations(store);
            person.does(
                    store,
                    "operation " + verb,
                    Long.toString(which),
                    state(operations, which),
                    () -> {
                        steering.accept(which, person.name());
                        return state(operations, which);
                    });
        }

        private static String state(Operations operations, long which) {
            return operations.find(which).map(one -> one.state().word()).orElse("not on record");
        }
    }

    /** A verb for one operation. */
    abstract static class OfOne extends StoreVerb {
        @Parameters(paramLabel = "NUMBER", description = "Number of the operation.")
        private String number = "";

        @Override
        final Work work(Faults faults) {
            long which = faults.number("NUMBER", number, 1, Long.MAX_VALUE);
            return store -> on(store, new Operations(store), which);
        }

        abstract int on(RedisStore store, Operations operations, long which)
                throws InterruptedException;
    }

    @Command(name = "show", description = "Show one operation: how far it is, and why it stopped.")
    static final class Show extends OfOne {
        @Option(names = "--json", description = "Print one JSON object.")
        private boolean json;

        @Option(names = "--wait", description = "Until it has ended; exits with 1 if not well.")
        private boolean wait;

        @Override
        int on(RedisStore store, Operations operations, long which) throws InterruptedException {
            Operation found =
                    operations
                            .find(which)
                            .orElseThrow(
                                    () ->
                                            new InvalidJobException(
                                                    "cannot show operation "
                                                            + which
                                                            + ": it is not on record; \"darkroom"
                                                            + " operations ls\" shows what is"));
            if (wait) {
                found = OperationText.await(operations, which, console());
            }
            Map<String, Object> fields = OperationText.fields(found);
            if (json) {
                console().json(fields);
            } else {
                fields.forEach(
                        (name, value) ->
                                console()
                                        .line(
                                                String.format("%-14s %s", name, value)
                                                        .stripTrailing()));
            }
            return wait ? OperationText.code(found) : 0;
        }
    }

    @Command(name = "pause", description = "Move nothing more until it is resumed.")
    static final class Pause extends Steering {
        @Override
        int on(RedisStore store, Operations operations, long which) {
            steer(store, which, operations::pause, "pause");
            console().line("operation " + which + " is paused");
            return 0;
        }
    }

    @Command(
            name = "resume",
            description =
                    "Go on with one that is paused, or that has stopped by itself: then without"
                            + " its canary, and failures are counted from here.")
    static final class Resume extends Steering {
        @Override
        int on(RedisStore store, Operations operations, long which) {
            steer(store, which, operations::resume, "resume");
            console().line("operation " + which + " goes on");
            return 0;
        }
    }

    @Command(name = "cancel", description = "End it; what it has moved stays moved.")
    static final class Cancel extends Steering {
        @Override
        int on(RedisStore store, Operations operations, long which) {
            steer(store, which, operations::cancel, "cancel");
            console().line("operation " + which + " is cancelled");
            return 0;
        }
    }

    @Command(
            name = "undo",
            description =
                    "Take back what it has retried and what still waits in its queue: to the dead"
                            + " set, as it was there.")
    static final class Undo extends Steering {
        @Option(names = "--wait", description = "Wait until that is done.")
        private boolean wait;

        @Override
        int on(RedisStore store, Operations operations, long which) throws InterruptedException {
            steer(store, which, operations::undo, "undo");
            console().line("operation " + which + " is being undone");
            if (wait) {
                Operation ended = OperationText.await(operations, which, console());
                console().line("dead again as they were: " + ended.counts().undone() + " jobs");
            }
            return 0;
        }
    }
}
