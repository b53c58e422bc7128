package darkroom.web.dashboard;

import darkroom.queue.Excerpt;
import darkroom.queue.archive.DeadSearch.Hit;
import darkroom.queue.inspect.DeadJobs.DeadView;
import darkroom.queue.json.DeadJob;
import darkroom.web.dashboard.page.Cell;
import darkroom.web.dashboard.page.Grid;
import darkroom.web.dashboard.page.Words;
import java.time.Instant;
import java.util.List;

/** Tables of dead jobs, the same wherever they come from. */
final class DeadRows {
    private static final int FAILURE_CHARS_MAX = 160;

    private DeadRows() {}

    /** Those of the dead set. */
    static Grid ofViews(String title, List<DeadView> views, String empty) {
        return grid(title, views.stream().map(DeadRows::row).toList(), empty);
    }

    /** Those that a search has found. */
    static Grid ofHits(String title, List<Hit> hits, String empty) {
        return grid(title, hits.stream().map(DeadRows::row).toList(), empty);
    }

    private static Grid grid(String title, List<List<Cell>> rows, String empty) {
        return new Grid(
                title,
                Grid.columns("Since", "Kind", "Queue", "Job", "#Attempt", "Failure"),
                rows,
                empty);
    }

    private static List<Cell> row(DeadView view) {
        DeadJob job = view.job();
        String type = job.cause().type();
        String failure = type.substring(type.lastIndexOf('.') + 1) + ": " + job.cause().message();
        return row(
                new Known(job.kind(), job.queue(), job.id(), job.attempt()),
                view.since(),
                failure,
                job.group());
    }

    private static List<Cell> row(Hit hit) {
        return row(
                new Known(hit.kind(), hit.queue(), hit.place().name(), hit.attempt()),
                Instant.ofEpochMilli(hit.place().diedAt()),
                hit.error() + ": " + hit.message(),
                hit.group());
    }

    private record Known(String kind, String queue, String id, int attempt) {}

    private static List<Cell> row(Known job, Instant since, String failure, String group) {
        return List.of(
                Cell.of(Words.time(since)),
                Cell.of(job.kind()),
                QueuePages.link(job.queue()),
                Cell.link(job.id(), Words.with("/job", "id", job.id())),
                Cell.of(Words.count(job.attempt())),
                failure(failure, group));
    }

    /** Of what a search has found. */
    static Cell failure(Hit hit) {
        return failure(hit.error() + ": " + hit.message(), hit.group());
    }

    private static Cell failure(String text, String group) {
        return GroupWords.link(Excerpt.cut(Redaction.of(text), FAILURE_CHARS_MAX), group);
    }
}
