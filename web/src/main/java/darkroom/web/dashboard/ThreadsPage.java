package darkroom.web.dashboard;

import darkroom.queue.threads.Fold;
import darkroom.queue.threads.RunningHandler;
import darkroom.queue.threads.ThreadBoard;
import darkroom.queue.threads.ThreadBoards.Reading;
import darkroom.queue.threads.ThreadBoards.Seen;
import darkroom.web.dashboard.figures.LastKnown;
import darkroom.web.dashboard.figures.LatestThreads;
import darkroom.web.dashboard.page.Block;
import darkroom.web.dashboard.page.Cards;
import darkroom.web.dashboard.page.Cards.Card;
import darkroom.web.dashboard.page.Cell;
import darkroom.web.dashboard.page.Code;
import darkroom.web.dashboard.page.Facts;
import darkroom.web.dashboard.page.Facts.Fact;
import darkroom.web.dashboard.page.Grid;
import darkroom.web.dashboard.page.Note;
import darkroom.web.dashboard.page.Tone;
import darkroom.web.dashboard.page.Words;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What all threads of the fleet do right now, folded, and each handler that runs. */
final class ThreadsPage {
    private static final int FOLDS_MAX = 100;
    private static final int ROWS_MAX = 200;

    private final Screens screens;
    private final LatestThreads threads;

    ThreadsPage(Screens screens, LatestThreads threads) {
        this.screens = screens;
        this.threads = threads;
    }

    void show(Context context) {
        ThreadFilter filter = ThreadFilter.of(context);
        LastKnown.Shown<Reading> shown = threads.look();
        List<Block> blocks = new ArrayList<>();
        blocks.add(ThreadWords.tabs("/threads"));
        shown.value()
                .ifPresent(
                        reading -> {
                            boolean asking = threads.isAsking() && shown.fault().isEmpty();
                            if (asking && !ThreadNotes.isWhole(reading)) {
                                // Whoever looks now is told as soon as there may be more.
                                screens.board().expire();
                            }
                            blocks.addAll(blocks(reading, filter, asking));
                        });
        screens.live(context, "Threads", blocks, shown.age(), shown.fault());
    }

    /**
     * What it says.
     *
     * @param asking whether the fleet was asked a moment ago
     */
    static List<Block> blocks(Reading reading, ThreadFilter filter, boolean asking) {
        List<Seen> all = reading.seen().stream().filter(filter::takes).toList();
        List<RunningHandler> handlers = all.stream().map(Seen::running).toList();
        List<Fold> folds = Fold.of(handlers);
        List<Block> blocks = new ArrayList<>();
        if (!filter.isEmpty()) {
            blocks.add(new Facts(facts(filter)));
        }
        blocks.add(cards(reading, filter, handlers));
        blocks.addAll(ThreadNotes.of(reading, asking));
        blocks.add(folds(folds, filter));
        if (folds.size() > FOLDS_MAX) {
            blocks.add(more(folds.size() - FOLDS_MAX, "places"));
        }
        if (folds.size() == 1 && !filter.frame().isEmpty() && !folds.get(0).stack().isEmpty()) {
            blocks.add(new Code("Where most of them are", ThreadWords.text(folds.get(0).stack())));
        }
        blocks.add(handlers(all, filter));
        if (all.size() > ROWS_MAX) {
            blocks.add(more(all.size() - ROWS_MAX, "handlers"));
        }
        blocks.add(
                new Note(
                        "Each process takes a sample a second while this page is open. Stuck is who"
                                + " is in the same line of the same frames in three in a row: look"
                                + " what it waits for. A thread blocks in the first frame of the"
                                + " application's own code, or else in the innermost.",
                        Tone.QUIET));
        return blocks;
    }

    private static Block handlers(List<Seen> all, ThreadFilter filter) {
        return new Grid(
                "Handlers that run, the oldest first",
                Grid.columns(
                        "Job",
                        "Kind",
                        "#Running for",
                        "Thread",
                        "Blocks in",
                        "Innermost",
                        "Process",
                        "Queue",
                        "#Attempt"),
                all.stream().limit(ROWS_MAX).map(seen -> row(seen, filter)).toList(),
                "No handler that is shown runs.");
    }

    private static List<Fact> facts(ThreadFilter filter) {
        List<Fact> facts = new ArrayList<>();
        filter.words().forEach((name, value) -> facts.add(new Fact(name, Cell.of(value))));
        facts.add(new Fact("Others", Cell.link("All threads", ThreadFilter.ALL.address())));
        return facts;
    }

    private static Block cards(
            Reading reading, ThreadFilter filter, List<RunningHandler> handlers) {
        List<ThreadBoard.Pool> pools =
                reading.shown().stream()
                        .filter(one -> filter.isOf(one.process()))
                        .map(one -> one.board().pool())
                        .toList();
        int idle = pools.stream().mapToInt(ThreadBoard.Pool::idle).sum();
        int threads = pools.stream().mapToInt(ThreadBoard.Pool::threads).sum();
        Duration oldest =
                handlers.stream()
                        .map(RunningHandler::age)
                        .max(Duration::compareTo)
                        .orElse(Duration.ZERO);
        return new Cards(
                List.of(
                        new Card(
                                "Handlers that run",
                                Words.count(handlers.size()),
                                Tone.PLAIN,
                                filter.withStuck(false).address(),
                                "as far as they are shown"),
                        stuck(reading, filter, handlers),
                        new Card(
                                "Idle threads",
                                Words.count(idle),
                                Tone.PLAIN,
                                "/fleet",
                                "of " + Words.count(threads)),
                        new Card(
                                "Runs longest",
                                handlers.isEmpty() ? Words.NONE : Words.span(oldest),
                                Tone.PLAIN,
                                "",
                                "since its handler began")));
    }

    private static Card stuck(Reading reading, ThreadFilter filter, List<RunningHandler> handlers) {
        long stuck = handlers.stream().filter(RunningHandler::isStuck).count();
        // None is not said before it is known.
        boolean known = stuck > 0 || ThreadNotes.isStuckKnown(reading);
        return new Card(
                "Stuck",
                known ? Words.count(stuck) : Words.NONE,
                stuck > 0 ? Tone.WARN : known ? Tone.FINE : Tone.PLAIN,
                filter.withStuck(true).address(),
                "in one place for three samples");
    }

    private static Block folds(List<Fold> folds, ThreadFilter filter) {
        List<List<Cell>> rows = new ArrayList<>();
        for (Fold fold : folds.subList(0, Math.min(FOLDS_MAX, folds.size()))) {
            ThreadFilter own =
                    filter.withKind(fold.where().kind()).withFrame(fold.where().blocking());
            rows.add(
                    List.of(
                            Cell.link(
                                    fold.where().kind(),
                                    Words.with("/kinds", "kind", fold.where().kind())),
                            Cell.link(Words.count(fold.running()), own.address()),
                            fold.stuck() == 0
                                    ? Cell.of("0")
                                    : new Cell(
                                            Words.count(fold.stuck()),
                                            own.withStuck(true).address(),
                                            Tone.WARN,
                                            List.of()),
                            Cell.of(Words.span(fold.oldest())),
                            Cell.link(ThreadWords.frame(fold.where().blocking()), own.address()),
                            Cell.of(ThreadWords.frame(fold.top()))));
        }
        return new Grid(
                "By kind and where they block",
                Grid.columns(
                        "Kind", "#Running", "#Stuck", "#Oldest", "Blocks in", "Innermost of most"),
                rows,
                "No handler that is shown runs.");
    }

    private static List<Cell> row(Seen seen, ThreadFilter filter) {
        RunningHandler running = seen.running();
        RunningHandler.Attempt attempt = running.attempt();
        return List.of(
                Cell.link(attempt.jobId(), ThreadPage.address(seen.process(), attempt.jobId())),
                Cell.of(attempt.kind()),
                Cell.of(Words.span(running.age())),
                ThreadWords.state(running),
                Cell.of(ThreadWords.frame(running.spot().blocking())),
                Cell.of(ThreadWords.frame(running.spot().top())),
                Cell.link(seen.process(), filter.withProcess(seen.process()).address()),
                QueuePages.link(attempt.queue()),
                Cell.of(Words.count(attempt.number())));
    }

    private static Note more(int count, String what) {
        return new Note(
                "There are "
                        + Words.count(count)
                        + " more "
                        + what
                        + " than the list shows: choose a kind, a place or a process.",
                Tone.WARN);
    }
}
