package darkroom.cli.command;

import darkroom.cli.output.Console;
import darkroom.cli.output.Table;
import darkroom.cli.settings.Faults;
import darkroom.queue.inspect.Queues;
import darkroom.queue.inspect.Stats;
import darkroom.queue.ledger.Account;
import darkroom.queue.ledger.Ledger;
import darkroom.queue.objectives.Objectives;
import darkroom.queue.objectives.QueueWait;
import darkroom.queue.objectives.WaitMinutes;
import darkroom.queue.objectives.WaitMinutes.Reading;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "ls",
        description = {
            "List all queues with the number of jobs in each place.",
            "WAIT: within how long 95 of 100 jobs began, of those that did in the last ten minutes,"
                    + " as the dashboard shows it; - where none did."
        })
final class QueueLs extends StoreVerb {
    @Option(names = "--json", description = "Print one JSON array.")
    private boolean json;

    @Override
    Work work(Faults faults) {
        return store -> {
            Optional<Reading> earlier = new WaitMinutes(store).earliest();
            Waits waits = new Waits(earlier, Stats.read(store), new Objectives(store).all());
            print(console(), new Queues(store).list(), Ledger.read(store), waits);
            return 0;
        };
    }

    private record Waits(
            Optional<Reading> earlier, Stats stats, Map<String, Objectives.Objective> objectives) {
        QueueWait of(String queue) {
            return QueueWait.of(
                    earlier.map(then -> then.until(queue, stats.waits(queue))).orElse(new long[0]),
                    Optional.ofNullable(objectives.get(queue)));
        }
    }

    private void print(Console console, List<Queues.QueueView> queues, Ledger ledger, Waits waits) {
        if (json) {
            console.json(
                    queues.stream()
                            .map(
                                    queue ->
                                            fields(
                                                    queue,
                                                    ledger.account(queue.name()),
                                                    waits.of(queue.name())))
                            .toList());
            return;
        }
        Table table =
                new Table(
                        "QUEUE",
                        "READY",
                        "STATE",
                        "WAIT",
                        "OBJECTIVE",
                        "SCHEDULED",
                        "RETRYING",
                        "RESERVED",
                        "DEAD",
                        "ENQUEUED",
                        "DONE",
                        "MISSING");
        queues.forEach(queue -> add(table, queue, ledger, waits));
        console.line(table.isEmpty() ? "no queue has held a job yet" : table.text());
    }

    private static void add(Table table, Queues.QueueView queue, Ledger ledger, Waits waits) {
        Account account = ledger.account(queue.name());
        QueueWait wait = waits.of(queue.name());
        table.row(
                queue.name(),
                queue.ready(),
                queue.paused() ? "paused" : "open",
                wait.jobs() == 0 ? "-" : millis(wait) + "ms",
                wait.objective().map(Objectives.Objective::words).orElse("-"),
                account.now().scheduled(),
                account.now().retrying(),
                account.now().reserved(),
                account.now().dead(),
                account.in().jobs(),
                account.out().done(),
                account.missing());
    }

    private static long millis(QueueWait wait) {
        return (long) Math.ceil(wait.millis(QueueWait.SHARE));
    }

    private static Map<String, Object> fields(
            Queues.QueueView queue, Account account, QueueWait wait) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("queue", queue.name());
        fields.put("ready", queue.ready());
        fields.put("paused", queue.paused());
        fields.put("scheduled", account.now().scheduled());
        fields.put("retrying", account.now().retrying());
        fields.put("reserved", account.now().reserved());
        fields.put("dead", account.now().dead());
        fields.put("enqueued", account.in().enqueued());
        fields.put("foreign", account.in().foreign());
        fields.put("adjusted", account.in().adjusted());
        fields.put("done", account.out().done());
        fields.put("discarded", account.out().discarded());
        fields.put("dropped", account.out().dropped());
        fields.put("merged", account.out().merged());
        fields.put("purged", account.out().purged());
        fields.put("missing", account.missing());
        if (wait.jobs() > 0) {
            fields.put("waitP95Millis", millis(wait));
        }
        wait.objective().ifPresent(one -> fields.put("objectiveMillis", one.within().toMillis()));
        return fields;
    }
}
