package darkroom.cli.command;

import darkroom.cli.output.Progress;
import darkroom.cli.output.Table;
import darkroom.cli.settings.Faults;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.threads.Fold;
import darkroom.queue.threads.RunningHandler;
import darkroom.queue.threads.RunningHandler.Agreement;
import darkroom.queue.threads.ThreadBoards;
import darkroom.queue.threads.ThreadBoards.Reading;
import darkroom.queue.threads.ThreadBoards.Seen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "threads",
        description = {
            "Show what all threads do right now: which handlers run, where, and since when.",
            "Each process is asked to look, which takes three seconds: three samples in a row that"
                    + " find a thread in the same line of the same frames call it stuck."
        })
final class FleetThreads extends StoreVerb {
    /** In which three samples are taken, if all goes well. */
    private static final Duration WAIT_MAX = Duration.ofSeconds(5);

    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int ROWS_MAX = 200;

    @Option(
            names = "--process",
            paramLabel = "ID",
            defaultValue = "",
            description = "Of this process alone, by its id as \"fleet status\" shows it.")
    private String process = "";

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            defaultValue = "",
            description = "Handlers of this kind alone.")
    private String kind = "";

    @Option(names = "--stuck", description = "Those that are stuck alone.")
    private boolean stuck;

    @Option(
            names = "--stacks",
            description = "For each place where handlers block, the stack of most of them.")
    private boolean stacks;

    @Option(
            names = "--json",
            description = "Print one JSON object, with the stack of every handler.")
    private boolean json;

    @Override
    Work work(Faults faults) {
        return store -> {
            Optional<Reading> reading = reading(store);
            if (reading.isEmpty()) {
                console()
                        .note(
                                "darkroom: no process "
                                        + Table.printable(process)
                                        + " is in the fleet; \"darkroom fleet status\" lists them");
                return 1;
            }
            if (json) {
                console().json(fields(reading.get()));
            } else {
                print(reading.get());
            }
            return 0;
        };
    }

    /** What is shown once every process has taken three samples, or has had the time for it. */
    private Optional<Reading> reading(RedisStore store) throws InterruptedException {
        ThreadBoards boards = new ThreadBoards(store);
        boards.look();
        long end = System.nanoTime() + WAIT_MAX.toNanos();
        Progress progress = Progress.on(console());
        while (true) {
            Optional<Reading> reading =
                    process.isEmpty() ? Optional.of(boards.read()) : boards.read(process);
            long open = reading.map(FleetThreads::open).orElse(0L);
            if (open == 0 || System.nanoTime() > end) {
                return reading;
            }
            progress.show("waiting for", open + " processes to take three samples");
            Thread.sleep(PAUSE.toMillis());
        }
    }

    private static long open(Reading reading) {
        return reading.silent().size()
                + reading.shown().stream()
                        .filter(one -> one.board().samples() < Agreement.STUCK_SAMPLES)
                        .count();
    }

    private boolean takes(RunningHandler running) {
        return (kind.isEmpty() || running.attempt().kind().equals(kind))
                && (!stuck || running.isStuck());
    }

    private void print(Reading reading) {
        List<Seen> all = reading.seen().stream().filter(one -> takes(one.running())).toList();
        if (reading.shown().isEmpty() && reading.silent().isEmpty()) {
            console().line("no worker process is in the fleet; \"darkroom worker\" starts one");
            return;
        }
        if (all.isEmpty()) {
            console().line(stuck ? "no handler is stuck" : "no handler runs");
        } else {
            List<Fold> folds = Fold.of(all.stream().map(Seen::running).toList());
            console().line(table(folds).text());
            if (stacks) {
                folds.forEach(this::printStack);
            }
            console().line("");
            console().line(jobs(all).text());
        }
        notes(reading, all.size()).forEach(console()::note);
    }

    private static Table table(List<Fold> folds) {
        Table table = new Table("KIND", "RUNNING", "STUCK", "OLDEST", "BLOCKS IN", "INNERMOST");
        for (Fold fold : folds.subList(0, Math.min(ROWS_MAX, folds.size()))) {
            table.row(
                    fold.where().kind(),
                    fold.running(),
                    fold.stuck(),
                    seconds(fold.oldest()),
                    named(fold.where().blocking()),
                    named(fold.top()));
        }
        return table;
    }

    private static Table jobs(List<Seen> all) {
        Table table = new Table("JOB", "KIND", "PROCESS", "ATTEMPT", "AGE", "THREAD", "BLOCKS IN");
        for (Seen seen : all.subList(0, Math.min(ROWS_MAX, all.size()))) {
            RunningHandler running = seen.running();
            table.row(
                    running.attempt().jobId(),
                    running.attempt().kind(),
                    seen.process(),
                    running.attempt().number(),
                    seconds(running.age()),
                    thread(running),
                    named(running.spot().blocking()));
        }
        return table;
    }

    private void printStack(Fold fold) {
        console().line("");
        console()
                .line(
                        Table.printable(fold.where().kind())
                                + " in "
                                + Table.printable(named(fold.where().blocking())));
        fold.stack().forEach(frame -> console().line("    at " + Table.printable(frame)));
    }

    private static List<String> notes(Reading reading, int count) {
        List<String> notes = new ArrayList<>();
        if (count > ROWS_MAX) {
            notes.add(count - ROWS_MAX + " more handlers; --json has them all");
        }
        long more = reading.shown().stream().mapToLong(one -> one.board().more()).sum();
        if (more > 0) {
            notes.add(more + " more handlers run than their processes show");
        }
        List<String> early =
                reading.shown().stream()
                        .filter(one -> one.board().samples() < Agreement.STUCK_SAMPLES)
                        .map(ThreadBoards.Shown::process)
                        .toList();
        if (!early.isEmpty()) {
            notes.add(
                    "fewer than three samples, so that nobody knows who is stuck: "
                            + Table.printable(String.join(", ", early)));
        }
        if (reading.unread() > 0) {
            notes.add(reading.unread() + " more processes; --process ID shows one");
        }
        if (!reading.silent().isEmpty()) {
            notes.add(
                    "nothing is shown by "
                            + Table.printable(String.join(", ", reading.silent()))
                            + ": of a build that cannot, or come to no sample");
        }
        return notes;
    }

    private static String thread(RunningHandler running) {
        String state = running.isStuck() ? "stuck " : "";
        String told = running.told().isEmpty() ? "" : ", " + running.told();
        return state + running.spot().state() + told;
    }

    private static String named(String frame) {
        return frame.isEmpty() ? "-" : frame;
    }

    private static String seconds(Duration age) {
        return age.toSeconds() + "s";
    }

    private Map<String, Object> fields(Reading reading) {
        List<Map<String, Object>> processes = new ArrayList<>();
        for (ThreadBoards.Shown shown : reading.shown()) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("id", shown.process());
            fields.put("millisAgo", shown.age().toMillis());
            fields.put("threads", shown.board().pool().threads());
            fields.put("busy", shown.board().pool().busy());
            fields.put("idle", shown.board().pool().idle());
            fields.put("samples", shown.board().samples());
            fields.put(
                    "running",
                    shown.board().running().stream()
                            .filter(this::takes)
                            .map(FleetThreads::fields)
                            .toList());
            fields.put("more", shown.board().more());
            processes.add(fields);
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("processes", processes);
        all.put("silent", reading.silent());
        all.put("unread", reading.unread());
        return all;
    }

    private static Map<String, Object> fields(RunningHandler running) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", running.attempt().jobId());
        fields.put("kind", running.attempt().kind());
        fields.put("queue", running.attempt().queue());
        fields.put("attempt", running.attempt().number());
        fields.put("ageMillis", running.age().toMillis());
        fields.put("stuck", running.isStuck());
        fields.put("sameSamples", running.agreement().samples());
        fields.put("sameMillis", running.agreement().span().toMillis());
        fields.put("told", running.told());
        fields.put("state", running.spot().state());
        fields.put("blocking", running.spot().blocking());
        fields.put("stack", running.spot().stack());
        return fields;
    }
}
