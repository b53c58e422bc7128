package darkroom.web.dashboard;

import darkroom.queue.Excerpt;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.inspect.DeadJobs.DeadView;
import darkroom.web.dashboard.figures.LastKnown;
import darkroom.web.dashboard.figures.LastKnown.Shown;
import darkroom.web.dashboard.page.Block;
import darkroom.web.dashboard.page.Cell;
import darkroom.web.dashboard.page.Grid;
import darkroom.web.dashboard.page.Pager;
import darkroom.web.dashboard.page.Tone;
import darkroom.web.dashboard.page.Words;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The dead set, a page at a time, latest first. */
final class DeadPage {
    private static final int PAGE = 50;
    private static final int MESSAGE_CHARS_MAX = 160;
    private static final long MILLIS_MAX = 100_000_000_000_000L;

    private final Screens screens;
    private final DeadJobs dead;
    private final LastKnown<List<Block>> known = new LastKnown<>();

    DeadPage(Screens screens, DeadJobs dead) {
        this.screens = screens;
        this.dead = dead;
    }

    void show(Context context) {
        String after = Asked.text(context, "after");
        long since = Asked.number(context, "since", MILLIS_MAX);
        Shown<List<Block>> shown =
                known.get(since + " " + after, () -> blocks(after, Instant.ofEpochMilli(since)));
        screens.live(context, "Dead", shown.value().orElse(List.of()), shown.age(), shown.fault());
    }

    private List<Block> blocks(String after, Instant since) {
        long offset = after.isEmpty() ? 0 : dead.offsetBehind(after, since);
        List<DeadView> page = dead.list(offset, PAGE);
        long count = dead.count();
        List<List<Cell>> rows = new ArrayList<>();
        page.forEach(view -> rows.add(row(view)));
        String next = "";
        if (offset + page.size() < count && !page.isEmpty()) {
            DeadView last = page.get(page.size() - 1);
            next =
                    Words.with(
                            "/dead?since=" + last.since().toEpochMilli(), "after", last.job().id());
        }
        String says =
                page.isEmpty()
                        ? ""
                        : Words.count(offset + 1)
                                + " to "
                                + Words.count(offset + page.size())
                                + " of "
                                + Words.count(count);
        return List.of(
                new Grid(
                        "",
                        Grid.columns("Since", "Kind", "Queue", "Job", "#Attempt", "Failure"),
                        rows,
                        "No job is dead."),
                new Pager(after.isEmpty() ? "" : "/dead", next, says));
    }

    private static List<Cell> row(DeadView view) {
        return List.of(
                Cell.of(Words.time(view.since())),
                Cell.of(view.job().kind()),
                Cell.link(view.job().queue(), Words.with("/queue", "name", view.job().queue())),
                Cell.link(view.job().id(), Words.with("/job", "id", view.job().id())),
                Cell.of(Words.count(view.job().attempt())),
                Cell.of(failure(view), Tone.PLAIN));
    }

    private static String failure(DeadView view) {
        String type = view.job().cause().type();
        String name = type.substring(type.lastIndexOf('.') + 1);
        return Excerpt.cut(
                Redaction.of(name + ": " + view.job().cause().message()), MESSAGE_CHARS_MAX);
    }
}
