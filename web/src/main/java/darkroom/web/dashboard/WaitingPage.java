package darkroom.web.dashboard;

import darkroom.queue.Excerpt;
import darkroom.queue.inspect.WaitingJob;
import darkroom.queue.inspect.WaitingJobs;
import darkroom.queue.json.StoredJob;
import darkroom.queue.redis.RedisStore;
import darkroom.web.dashboard.figures.LastKnown;
import darkroom.web.dashboard.figures.LastKnown.Shown;
import darkroom.web.dashboard.page.Block;
import darkroom.web.dashboard.page.Cell;
import darkroom.web.dashboard.page.Facts;
import darkroom.web.dashboard.page.Facts.Fact;
import darkroom.web.dashboard.page.Grid;
import darkroom.web.dashboard.page.Note;
import darkroom.web.dashboard.page.Pager;
import darkroom.web.dashboard.page.Tone;
import darkroom.web.dashboard.page.Words;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** The jobs that are ready in one queue, a page at a time, next first. */
final class WaitingPage {
    private static final int PAGE = 50;
    private static final int ARGS_CHARS_MAX = 120;

    /** Of which blanks take some. */
    private static final int LOOK_CHARS_MAX = 1_000;

    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private final Screens screens;
    private final RedisStore store;
    private final WaitingJobs waiting;
    private final Masking masking;
    private final LastKnown<List<Block>> known = new LastKnown<>();

    WaitingPage(Screens screens, RedisStore store, Masking masking) {
        this.screens = screens;
        this.store = store;
        this.waiting = new WaitingJobs(store);
        this.masking = masking;
    }

    /** Where those of a queue are. */
    static String address(String queue) {
        return Words.with("/waiting", "queue", queue);
    }

    void show(Context context) {
        String queue = Asked.queue(context, "queue");
        long offset = Asked.offset(context);
        Shown<List<Block>> shown = known.get(offset + " " + queue, () -> blocks(queue, offset));
        screens.live(
                context,
                "Ready in " + queue,
                shown.value().orElse(List.of()),
                shown.age(),
                shown.fault());
    }

    private List<Block> blocks(String queue, long offset) {
        List<WaitingJob> found = waiting.ready(queue, offset, PAGE + 1);
        List<WaitingJob> page = found.subList(0, Math.min(PAGE, found.size()));
        Instant now = Instant.ofEpochMilli(store.timeMillis());
        List<List<Cell>> rows = new ArrayList<>();
        for (int i = 0; i < page.size(); i++) {
            rows.add(row(page.get(i), offset + i, now));
        }
        return List.of(
                new Facts(List.of(new Fact("Queue", QueuePages.link(queue)))),
                new Grid(
                        "",
                        Grid.columns(
                                "Kind",
                                "Job",
                                "Enqueued (UTC)",
                                "#Waits for",
                                "#Next attempt",
                                "Args"),
                        rows,
                        offset == 0 ? "No job is ready in this queue." : "No job is so far back."),
                Pager.of(address(queue), offset, found.size(), PAGE),
                new Note(
                        "Next first. A job waits from when it was due first: one that failed or was"
                                + " dead since does not begin anew. Jobs begin meanwhile, and those"
                                + " behind them come forward.",
                        Tone.QUIET));
    }

    private List<Cell> row(WaitingJob job, long offset, Instant now) {
        Optional<StoredJob> said = job.job().filter(JobPage::isWhole);
        return List.of(
                Cell.of(said.map(StoredJob::kind).orElse("cannot be read")),
                job.id().isEmpty()
                        ? Cell.of("")
                        : Cell.link(job.id(), JobPage.address(job, offset)),
                Cell.of(
                        said.flatMap(it -> moment(it.enqueuedAt()))
                                .map(Words::time)
                                .orElse(Words.NONE)),
                said.flatMap(it -> moment(it.firstDueAt()))
                        .map(due -> Duration.between(due, now))
                        .map(wait -> Cell.of(Words.span(wait), HomePage.tone(wait)))
                        .orElse(Cell.of(Words.NONE)),
                Cell.of(said.map(it -> Words.count(it.attempt())).orElse(Words.NONE)),
                Cell.of(said.map(this::args).orElse("")));
    }

    private static Optional<Instant> moment(OptionalLong millis) {
        return millis.isPresent()
                ? Optional.of(Instant.ofEpochMilli(millis.getAsLong()))
                : Optional.empty();
    }

    private String args(StoredJob job) {
        String lines = masking.of(job.kind(), job.args(), Masking.Extent.NUMBERS);
        String some = Excerpt.cut(lines, LOOK_CHARS_MAX);
        return Excerpt.cut(BLANKS.matcher(some).replaceAll(" "), ARGS_CHARS_MAX);
    }
}
