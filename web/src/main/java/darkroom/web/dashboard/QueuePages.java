package darkroom.web.dashboard;

import darkroom.queue.QueueName;
import darkroom.queue.ledger.Account;
import darkroom.queue.ledger.Minutes.Minute;
import darkroom.queue.operator.Role;
import darkroom.web.dashboard.access.Caller;
import darkroom.web.dashboard.figures.Figures;
import darkroom.web.dashboard.figures.FiguresReader;
import darkroom.web.dashboard.page.Block;
import darkroom.web.dashboard.page.Button;
import darkroom.web.dashboard.page.Cell;
import darkroom.web.dashboard.page.Chart;
import darkroom.web.dashboard.page.Chart.Line;
import darkroom.web.dashboard.page.Facts;
import darkroom.web.dashboard.page.Facts.Fact;
import darkroom.web.dashboard.page.Grid;
import darkroom.web.dashboard.page.Note;
import darkroom.web.dashboard.page.Tone;
import darkroom.web.dashboard.page.Words;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** All queues, and one of them. */
final class QueuePages {
    private static final List<String> COLUMNS =
            List.of(
                    "Queue",
                    "State",
                    "#Ready",
                    "#Oldest",
                    "#Wait p95",
                    "Objective",
                    "#In/min",
                    "#Done/min",
                    "#Drained in",
                    "#Reserved",
                    "#Retrying",
                    "#Scheduled",
                    "#Dead");

    private static final Note WAITS =
            new Note(
                    "A job waits from when it is due first to the begin of its first attempt that is"
                            + " not put off; one that a person has retried is not counted. Times"
                            + " are at most 10 % too high, and known some seconds later.",
                    Tone.QUIET);

    private static final Note LISTS =
            new Note(
                    "Counts of jobs lead to the jobs. Of those reserved only those are listed that"
                            + " run now: a process has a few more at hand. Retrying and scheduled"
                            + " jobs of all queues are in one list each, next due first.",
                    Tone.QUIET);

    private final Screens screens;

    QueuePages(Screens screens) {
        this.screens = screens;
    }

    void all(Context context) {
        screens.figures(
                context,
                "Queues",
                figures ->
                        List.of(grid("", figures.queues(), waits(figures)), most(figures), LISTS));
    }

    private Waits waits(Figures figures) {
        return new Waits(figures, screens.board().recent());
    }

    void one(Context context) {
        String name = Asked.text(context, "name");
        screens.figures(context, "Queue " + name, figures -> one(context, name, figures));
    }

    /** The table of some queues. */
    static Grid grid(String title, List<Figures.Queue> queues, Waits waits) {
        return new Grid(
                title,
                COLUMNS,
                queues.stream().map(queue -> row(queue, waits)).toList(),
                "No queue has held a job yet.");
    }

    /** What came in and was done, by minute. */
    static Chart chart(String title, List<Minute> minutes, Optional<String> queue) {
        List<Long> seconds = new ArrayList<>();
        for (int i = 1; i < minutes.size(); i++) {
            seconds.add(minutes.get(i).epochMinute() * 60);
        }
        return new Chart(
                title,
                seconds,
                List.of(
                        new Line("came in", values(minutes, queue, account -> account.in().jobs())),
                        new Line("done", values(minutes, queue, account -> account.out().done()))));
    }

    private static double[] values(
            List<Minute> minutes, Optional<String> queue, ToLongFunction<Account> counter) {
        double[] values = new double[Math.max(0, minutes.size() - 1)];
        for (int i = 1; i < minutes.size(); i++) {
            long span = minutes.get(i).epochMinute() - minutes.get(i - 1).epochMinute();
            values[i - 1] =
                    (double)
                                    (sum(minutes.get(i), queue, counter)
                                            - sum(minutes.get(i - 1), queue, counter))
                            / Math.max(1, span);
        }
        return values;
    }

    private static long sum(
            Minute minute, Optional<String> queue, ToLongFunction<Account> counter) {
        return minute.accounts().entrySet().stream()
                .filter(entry -> queue.isEmpty() || queue.get().equals(entry.getKey()))
                .mapToLong(entry -> counter.applyAsLong(entry.getValue()))
                .sum();
    }

    private static Block most(Figures figures) {
        return new Note(
                figures.queues().size() < FiguresReader.QUEUES_MAX
                        ? Words.count(figures.queues().size()) + " queues."
                        : "Only the "
                                + FiguresReader.QUEUES_MAX
                                + " queues with the most jobs are shown.",
                Tone.QUIET);
    }

    private List<Block> one(Context context, String name, Figures figures) {
        Optional<Figures.Queue> found = figures.queue(name);
        if (found.isEmpty() && !QueueName.isValid(name)) {
            throw Asked.noQueue("name", name);
        }
        List<Block> blocks = new ArrayList<>();
        if (found.isEmpty()) {
            blocks.add(new Note("This queue has held no job yet.", Tone.PLAIN));
        }
        boolean paused = found.map(Figures.Queue::paused).orElse(false);
        List<Fact> facts = new ArrayList<>();
        Waits waits = waits(figures);
        found.ifPresent(queue -> facts.addAll(facts(queue)));
        facts.addAll(waits.facts(name));
        boolean acts =
                Caller.of(context).operator().role().covers(Role.OPERATOR)
                        && QueueName.isValid(name);
        if (acts) {
            String verb = paused ? "resume" : "pause";
            facts.add(
                    new Fact(
                            "Act",
                            Cell.of(
                                    List.of(
                                            new Button(
                                                    paused ? "Resume" : "Pause",
                                                    "/queue/" + verb,
                                                    Map.of("queue", name),
                                                    false)))));
        }
        blocks.add(new Facts(facts));
        blocks.add(LISTS);
        blocks.add(chart("Jobs a minute", figures.minutes(), Optional.of(name)));
        blocks.add(waits.bars(name));
        blocks.add(WAITS);
        if (acts) {
            blocks.add(ObjectiveActions.form(name, waits.of(name).objective()));
        }
        return blocks;
    }

    private static List<Fact> facts(Figures.Queue queue) {
        Account account = queue.account();
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("State", state(queue)));
        facts.add(new Fact("Ready", ready(queue)));
        facts.add(new Fact("Oldest job", oldest(queue)));
        facts.add(new Fact("Drained in", Cell.of(drain(queue))));
        facts.add(new Fact("Reserved", reserved(queue)));
        facts.add(new Fact("Retrying", count(account.now().retrying(), "/retrying")));
        facts.add(new Fact("Scheduled", count(account.now().scheduled(), "/scheduled")));
        facts.add(new Fact("Dead", dead(queue)));
        facts.add(new Fact("Came in", Cell.of(Words.count(account.in().jobs()))));
        facts.add(new Fact("Done", Cell.of(Words.count(account.out().done()))));
        facts.add(new Fact("Discarded", Cell.of(Words.count(account.out().discarded()))));
        facts.add(dropped(account));
        facts.add(
                new Fact(
                        "Missing",
                        Cell.of(
                                Words.count(account.missing()),
                                account.missing() > 0 ? Tone.BAD : Tone.PLAIN)));
        return facts;
    }

    private static Fact dropped(Account account) {
        long dropped = account.out().dropped();
        return new Fact(
                "Dropped", Cell.of(Words.count(dropped), dropped > 0 ? Tone.BAD : Tone.PLAIN));
    }

    private static List<Cell> row(Figures.Queue queue, Waits waits) {
        Account.Now now = queue.account().now();
        return List.of(
                link(queue.name()),
                state(queue),
                ready(queue),
                oldest(queue),
                waits.p95(queue.name()),
                Cell.of(waits.of(queue.name()).objective().map(Waits::words).orElse(Words.NONE)),
                Cell.of(Words.number(queue.pace().in())),
                Cell.of(Words.number(queue.pace().out())),
                Cell.of(drain(queue)),
                reserved(queue),
                count(now.retrying(), "/retrying"),
                count(now.scheduled(), "/scheduled"),
                dead(queue));
    }

    /** Where the page of a queue is. */
    static String address(String queue) {
        return Words.with("/queue", "name", queue);
    }

    /** The way to it. */
    static Cell link(String queue) {
        return Cell.link(queue, address(queue));
    }

    private static Cell ready(Figures.Queue queue) {
        return count(queue.account().now().ready(), waiting(queue.name()));
    }

    private static Cell reserved(Figures.Queue queue) {
        return count(
                queue.account().now().reserved(),
                ThreadFilter.ALL.withQueue(queue.name()).address());
    }

    private static Cell dead(Figures.Queue queue) {
        return count(queue.account().now().dead(), DeadPage.address(queue.name()));
    }

    // What only another program takes is counted, and not looked into.
    private static String waiting(String queue) {
        return QueueName.isValid(queue) ? WaitingPage.address(queue) : "";
    }

    // Where there are none there is nothing to go to.
    private static Cell count(long count, String list) {
        return Cell.link(Words.count(count), count > 0 ? list : "");
    }

    private static Cell state(Figures.Queue queue) {
        return queue.paused() ? Cell.of("paused", Tone.WARN) : Cell.of("open", Tone.QUIET);
    }

    private static Cell oldest(Figures.Queue queue) {
        return queue.oldest()
                .map(
                        age ->
                                new Cell(
                                        Words.span(age),
                                        waiting(queue.name()),
                                        HomePage.tone(age),
                                        List.of()))
                .orElse(Cell.of(Words.NONE, Tone.QUIET));
    }

    private static String drain(Figures.Queue queue) {
        if (queue.account().now().ready() == 0) {
            return Words.NONE;
        }
        return queue.drain()
                .map(Words::span)
                .orElse(queue.paused() ? "paused" : "not at this pace");
    }
}
