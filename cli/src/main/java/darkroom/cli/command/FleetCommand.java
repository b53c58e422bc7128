package darkroom.cli.command;

import darkroom.cli.output.Console;
import darkroom.cli.output.Progress;
import darkroom.cli.output.Table;
import darkroom.cli.settings.Faults;
import darkroom.queue.inspect.Fleet;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.reserve.ProcessState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "fleet",
        description = {
            "Look at the worker processes and tell them what to do.",
            "What is wanted is recorded in Redis; each process follows at its next beat."
        },
        subcommands = {
            FleetCommand.Status.class,
            FleetCheck.class,
            FleetThreads.class,
            FleetCommand.Scale.class,
            FleetCommand.Quiet.class,
            FleetCommand.Resume.class,
            FleetCommand.Drain.class,
            FleetCommand.Stop.class
        })
final class FleetCommand extends Group {
    @Command(name = "status", description = "List all worker processes.")
    static final class Status extends StoreVerb {
        /** Of the last minute: how long its collector had it stand still, in all and at most. */
        private static final List<String> AMOUNTS =
                List.of("heapBytes", "heapMaxBytes", "gcMillis", "gcMostMillis");

        @Option(names = "--json", description = "Print one JSON array.")
        private boolean json;

        @Override
        Work work(Faults faults) {
            return store -> {
                Fleet fleet = new Fleet(store);
                if (json) {
                    console().json(fleet.list().stream().map(Status::fields).toList());
                } else {
                    print(console(), fleet);
                }
                return 0;
            };
        }

        private static Map<String, Object> fields(Fleet.ProcessView process) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("id", process.id());
            fields.put("state", process.state());
            fields.put("threads", process.number("threads"));
            fields.put("busy", process.number("busy"));
            fields.put("stuck", process.number("stuck"));
            fields.put("held", process.held());
            fields.put("beatMillisAgo", process.sinceBeat().toMillis());
            fields.put("fetchMillisAgo", process.sinceFetch().toMillis());
            fields.put("host", process.record().getOrDefault("host", ""));
            fields.put("pid", process.number("pid"));
            fields.put("java", process.record().getOrDefault("java", ""));
            fields.put("build", process.build());
            for (String amount : AMOUNTS) {
                process.amount(amount).ifPresent(value -> fields.put(amount, value));
            }
            fields.put("queues", process.record().getOrDefault("queues", ""));
            return fields;
        }

        private static void print(Console console, Fleet fleet) {
            Table table =
                    new Table(
                            "PROCESS", "STATE", "THREADS", "BUSY", "STUCK", "HELD", "BEAT", "FETCH",
                            "BUILD", "QUEUES");
            for (Fleet.ProcessView process : fleet.list()) {
                table.row(
                        process.id(),
                        process.state(),
                        process.number("threads"),
                        process.number("busy"),
                        process.number("stuck"),
                        process.held(),
                        process.sinceBeat().toMillis() + "ms",
                        process.sinceFetch().toMillis() + "ms",
                        process.build().isEmpty() ? "-" : process.build(),
                        process.record().getOrDefault("queues", ""));
            }
            console.line(
                    table.isEmpty()
                            ? "no worker process is in the fleet; \"darkroom worker\" starts one"
                            : table.text());
            fleet.wantedThreads()
                    .ifPresent(threads -> console.note(threads + " threads wanted in all"));
        }
    }

    @Command(
            name = "scale",
            description = {
                "Say how many threads all processes together are to have.",
                "They share them out and follow within two seconds; no job is interrupted."
            })
    static final class Scale extends StoreVerb {
        @Option(
                names = "--threads",
                required = true,
                paramLabel = "N",
                description = "Threads of the whole fleet, or \"auto\": as each was started.")
        private String threads = "";

        @Mixin private Person person = new Person();

        @Override
        Work work(Faults faults) {
            if ("auto".equals(threads)) {
                return store -> {
                    does(
                            store,
                            () -> {
                                new Fleet(store).unscale();
                                return "auto";
                            });
                    console().line("each process has the threads again that it was started with");
                    return 0;
                };
            }
            int wanted = faults.number("--threads", threads, 0, Fleet.THREADS_MAX);
            return store -> scale(store, wanted);
        }

        private void does(RedisStore store, Supplier<String> work) {
            OptionalInt before = new Fleet(store).wantedThreads();
            String threadsBefore = before.isPresent() ? before.getAsInt() + " threads" : "auto";
            person.does(store, "fleet scale", "fleet", threadsBefore, work);
        }

        private int scale(RedisStore store, int wanted) {
            Fleet fleet = new Fleet(store);
            does(
                    store,
                    () -> {
                        fleet.scale(wanted);
                        return wanted + " threads";
                    });
            long processes =
                    fleet.list().stream()
                            .filter(process -> "serving".equals(process.state()))
                            .count();
            console()
                    .line(
                            wanted
                                    + " threads wanted, shared out over "
                                    + processes
                                    + " serving processes"
                                    + (processes == 0
                                            ? "; they count once \"darkroom worker\" runs"
                                            : ""));
            return 0;
        }
    }

    @Command(name = "quiet", description = "Take no new jobs; those in hand go on.")
    static final class Quiet extends Tell {
        Quiet() {
            super(
                    ProcessState.QUIET,
                    process -> process.state().equals("quiet"),
                    "quiet; \"darkroom fleet resume\" lets them serve again");
        }
    }

    @Command(name = "resume", description = "Take jobs again after quiet or drain.")
    static final class Resume extends Tell {
        Resume() {
            super(ProcessState.SERVING, process -> process.state().equals("serving"), "serving");
        }
    }

    @Command(
            name = "drain",
            description = "Take no new jobs, and wait until those in hand have ended.")
    static final class Drain extends Tell {
        Drain() {
            super(
                    ProcessState.DRAINING,
                    process -> process.state().equals("quiet") && process.held() == 0,
                    "drained; \"darkroom fleet resume\" lets them serve again");
        }
    }

    @Command(
            name = "stop",
            description = {
                "Drain, give back what is left when a process's own --drain has passed, and end.",
                "No attempt is used up."
            })
    static final class Stop extends Tell {
        Stop() {
            super(ProcessState.STOPPING, process -> false, "stopped");
        }
    }

    /** Tells processes what is wanted of them and waits until they are there. */
    abstract static class Tell extends StoreVerb {
        private static final Duration PAUSE = Duration.ofMillis(100);
        private static final Duration WAIT_MAX = Duration.ofHours(1);

        private final ProcessState wanted;
        private final Predicate<Fleet.ProcessView> isThere;
        private final String result;

        @Parameters(
                paramLabel = "PROCESS",
                arity = "0..*",
                description = "Ids of processes as \"fleet status\" shows them; none: all.")
        private List<String> ids = List.of();

        @Option(
                names = "--wait",
                paramLabel = "DURATION",
                defaultValue = "60s",
                description = "How long to wait for them, 0s..1h. Default: 60s")
        private String wait = "";

        @Option(names = "--dry-run", description = "Say who would be told, and tell nobody.")
        private boolean dryRun;

        @Mixin private Person person = new Person();

        Tell(ProcessState wanted, Predicate<Fleet.ProcessView> isThere, String result) {
            this.wanted = wanted;
            this.isThere = isThere;
            this.result = result;
        }

        @Override
        final Work work(Faults faults) {
            Duration patience = faults.duration("--wait", wait, Duration.ZERO, WAIT_MAX);
            return store -> tell(store, patience);
        }

        private boolean want(RedisStore store, Fleet fleet, String id) {
            Optional<String> before =
                    fleet.list().stream()
                            .filter(process -> process.id().equals(id))
                            .map(Fleet.ProcessView::state)
                            .findFirst();
            return before.isPresent()
                    && person.does(
                            store,
                            "fleet " + spec().name(),
                            id,
                            before.get(),
                            () -> fleet.want(id, wanted),
                            there -> there ? wanted.word() + " wanted" : "gone");
        }

        private int tell(RedisStore store, Duration patience) throws InterruptedException {
            Fleet fleet = new Fleet(store);
            List<String> told = new ArrayList<>();
            List<String> all =
                    ids.isEmpty() ? fleet.list().stream().map(Fleet.ProcessView::id).toList() : ids;
            for (String id : all) {
                if (dryRun) {
                    console().line(id + " would be told: " + wanted.word());
                } else if (want(store, fleet, id)) {
                    told.add(id);
                } else {
                    console().note("darkroom: no process " + id + " is in the fleet");
                }
            }
            if (dryRun) {
                return 0;
            }
            if (all.isEmpty()) {
                console().line("no worker process is in the fleet");
            }
            return await(fleet, told, patience) && told.size() == all.size() ? 0 : 1;
        }

        private boolean await(Fleet fleet, List<String> told, Duration patience)
                throws InterruptedException {
            long end = System.nanoTime() + patience.toNanos();
            Progress progress = Progress.on(console());
            while (true) {
                List<Fleet.ProcessView> open =
                        fleet.list().stream()
                                .filter(process -> told.contains(process.id()))
                                .filter(isThere.negate())
                                .toList();
                if (open.isEmpty()) {
                    told.forEach(id -> console().line(id + " " + result));
                    return true;
                }
                if (System.nanoTime() > end) {
                    open.forEach(
                            process ->
                                    console()
                                            .note(
                                                    "darkroom: "
                                                            + process.id()
                                                            + " is still "
                                                            + process.state()
                                                            + " with "
                                                            + process.held()
                                                            + " jobs; it was told and will follow,"
                                                            + " look at \"darkroom fleet"
                                                            + " status\""));
                    return false;
                }
                long held = open.stream().mapToLong(Fleet.ProcessView::held).sum();
                progress.show("waiting for", open.size() + " processes with " + held + " jobs");
                Thread.sleep(PAUSE.toMillis());
            }
        }
    }
}
