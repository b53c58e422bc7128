package darkroom.web.dashboard;

import darkroom.queue.threads.RunningHandler;
import darkroom.queue.threads.ThreadBoards.Reading;
import darkroom.queue.threads.ThreadBoards.Seen;
import darkroom.web.dashboard.figures.LastKnown.Shown;
import darkroom.web.dashboard.figures.LatestThreads;
import darkroom.web.dashboard.page.Block;
import darkroom.web.dashboard.page.Cell;
import darkroom.web.dashboard.page.Code;
import darkroom.web.dashboard.page.Facts;
import darkroom.web.dashboard.page.Facts.Fact;
import darkroom.web.dashboard.page.Note;
import darkroom.web.dashboard.page.Tone;
import darkroom.web.dashboard.page.Words;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One handler that runs, and its stack as it is now. */
final class ThreadPage {
    private final Screens screens;
    private final LatestThreads threads;

    ThreadPage(Screens screens, LatestThreads threads) {
        this.screens = screens;
        this.threads = threads;
    }

    /** The page of a job that a process runs. */
    static String address(String process, String jobId) {
        return Words.with(Words.with("/threads/job", "process", process), "id", jobId);
    }

    void show(Context context) {
        String process = Asked.text(context, "process");
        String id = Asked.text(context, "id");
        Shown<Reading> shown = threads.look();
        List<Block> blocks = new ArrayList<>();
        shown.value()
                .ifPresent(
                        reading -> {
                            Optional<Seen> found =
                                    reading.seen().stream()
                                            .filter(
                                                    seen ->
                                                            seen.process().equals(process)
                                                                    && seen.running()
                                                                            .attempt()
                                                                            .jobId()
                                                                            .equals(id))
                                            .findFirst();
                            blocks.addAll(found.map(ThreadPage::blocks).orElseGet(() -> none(id)));
                        });
        screens.live(context, "Running job " + id, blocks, shown.age(), shown.fault());
    }

    private static List<Block> none(String id) {
        return List.of(
                new Note(
                        "This job is not seen to run there: it has ended, or its process was asked"
                                + " a moment ago and has not shown it yet.",
                        Tone.PLAIN),
                new Facts(
                        List.of(
                                new Fact(
                                        "If it is dead",
                                        Cell.link(id, Words.with("/job", "id", id))),
                                new Fact(
                                        "What runs",
                                        Cell.link("All threads", ThreadFilter.ALL.address())))));
    }

    private static List<Block> blocks(Seen seen) {
        RunningHandler running = seen.running();
        RunningHandler.Attempt attempt = running.attempt();
        RunningHandler.Spot spot = running.spot();
        ThreadFilter there = ThreadFilter.ALL.withKind(attempt.kind()).withFrame(spot.blocking());
        List<Fact> facts = new ArrayList<>();
        facts.add(
                new Fact(
                        "Kind",
                        Cell.link(attempt.kind(), Words.with("/kinds", "kind", attempt.kind()))));
        facts.add(new Fact("Queue", QueuePages.link(attempt.queue())));
        facts.add(
                new Fact(
                        "Process",
                        Cell.link(
                                seen.process(),
                                ThreadFilter.ALL.withProcess(seen.process()).address())));
        facts.add(new Fact("Attempt", Cell.of(Words.count(attempt.number()))));
        facts.add(new Fact("Running for", Cell.of(Words.span(running.age()))));
        facts.add(new Fact("Thread", ThreadWords.state(running)));
        facts.add(
                new Fact(
                        "Blocks in",
                        Cell.link(ThreadWords.frame(spot.blocking()), there.address())));
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Facts(facts));
        String stack = ThreadWords.text(spot.stack());
        String own = OwnFrames.of(stack, spot.own());
        if (!own.isEmpty()) {
            blocks.add(new Code("Frames of the application", own));
        }
        blocks.add(
                stack.isEmpty()
                        ? new Note("Its stack is not known.", Tone.QUIET)
                        : new Code("Whole stack, down to its handler", stack));
        return blocks;
    }
}
