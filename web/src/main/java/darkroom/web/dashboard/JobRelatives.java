package darkroom.web.dashboard;

import darkroom.queue.StoreUnavailableException;
import darkroom.queue.archive.DeadSearch;
import darkroom.queue.archive.DeadSearch.Hit;
import darkroom.queue.archive.DeadSearch.Related;
import darkroom.queue.json.StoredJob;
import darkroom.queue.trace.TraceParent;
import darkroom.web.dashboard.page.Block;
import darkroom.web.dashboard.page.Cell;
import darkroom.web.dashboard.page.Grid;
import darkroom.web.dashboard.page.Note;
import darkroom.web.dashboard.page.Tone;
import darkroom.web.dashboard.page.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What else is dead of the request that a job came of: what enqueued it, and what it enqueued. */
final class JobRelatives {
    private static final int CHILDREN = 25;
    private static final int OTHERS = 25;

    private final Supplier<Optional<DeadSearch>> search;

    JobRelatives(Supplier<Optional<DeadSearch>> search) {
        this.search = search;
    }

    /**
     * Those of a job; nothing where it is of no trace.
     *
     * @param name in the dead set, or its id
     */
    List<Block> of(StoredJob job, String name) {
        if (job.trace().isEmpty()) {
            return List.of();
        }
        try {
            return search.get()
                    .map(found -> blocks(found, job, job.trace().get(), name))
                    .orElse(
                            List.of(
                                    new Note(
                                            "What else is dead of its request is known where there is"
                                                    + " a database: start the dashboard with"
                                                    + " --databases.",
                                            Tone.QUIET)));
        } catch (StoreUnavailableException e) {
            return List.of(new Note(Redaction.of(String.valueOf(e.getMessage())), Tone.WARN));
        }
    }

    private static List<Block> blocks(
            DeadSearch search, StoredJob job, TraceParent trace, String name) {
        List<String> steps =
                DeadSearch.stepsOf(trace, job.id().orElse(name), Math.max(1, job.attempt()));
        List<Related> children = search.ofTrace(trace.traceId(), steps, CHILDREN + 1);
        List<Related> others = search.ofTrace(trace.traceId(), List.of(), OTHERS + 2);
        List<List<Cell>> rows = new ArrayList<>();
        children.stream().limit(CHILDREN).forEach(one -> rows.add(row("its child", one.hit())));
        List<Related> rest =
                others.stream()
                        .filter(one -> !one.hit().place().name().equals(name))
                        .filter(one -> !steps.contains(one.step()))
                        .toList();
        rest.stream().limit(OTHERS).forEach(one -> rows.add(row(relation(one, trace), one.hit())));
        List<Block> blocks = new ArrayList<>();
        blocks.add(
                new Grid(
                        "Dead of the same request",
                        Grid.columns("It is", "Kind", "Job", "Since", "Failure"),
                        rows,
                        "Nothing else of its request is dead, as far as it is copied."));
        if (children.size() > CHILDREN || others.size() > OTHERS + 1) {
            blocks.add(new Note("There are more: " + CHILDREN + " of each are shown.", Tone.WARN));
        }
        blocks.add(
                new Note(
                        "What of it is done is counted and not kept; what waits has the same trace.",
                        Tone.QUIET));
        return blocks;
    }

    private static String relation(Related one, TraceParent trace) {
        if (one.hasEnqueued(trace)) {
            return "its parent";
        }
        return one.step().equals(trace.parentId()) ? "enqueued beside it" : "of the same request";
    }

    private static List<Cell> row(String relation, Hit hit) {
        String name = hit.place().name();
        return List.of(
                Cell.of(relation),
                Cell.of(hit.kind()),
                Cell.link(name, Words.with("/job", "id", name)),
                Cell.of(Words.time(Instant.ofEpochMilli(hit.place().diedAt()))),
                DeadRows.failure(hit));
    }
}
