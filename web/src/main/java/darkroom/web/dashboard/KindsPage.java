package darkroom.web.dashboard;

import darkroom.queue.inspect.Stats;
import darkroom.web.dashboard.figures.Board.Recent;
import darkroom.web.dashboard.figures.Figures;
import darkroom.web.dashboard.page.Block;
import darkroom.web.dashboard.page.Cell;
import darkroom.web.dashboard.page.Grid;
import darkroom.web.dashboard.page.Note;
import darkroom.web.dashboard.page.Tone;
import darkroom.web.dashboard.page.Words;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What each kind does, and how long it takes. */
final class KindsPage {
    private static final int KINDS_MAX = 500;

    private final Screens screens;

    KindsPage(Screens screens) {
        this.screens = screens;
    }

    void show(Context context) {
        screens.figures(context, "Kinds", this::blocks);
    }

    private List<Block> blocks(Figures figures) {
        Optional<Recent> recent =
                screens.board().recent().filter(last -> last.span().toSeconds() > 0);
        Stats all = figures.stats();
        Map<String, Long> done = all.by("done");
        Set<String> kinds = new TreeSet<>(done.keySet());
        kinds.addAll(all.by("failed").keySet());
        kinds.addAll(all.by("dead").keySet());
        List<List<Cell>> rows = new ArrayList<>();
        kinds.stream().limit(KINDS_MAX).forEach(kind -> rows.add(row(kind, all, recent)));
        return List.of(
                new Grid(
                        "",
                        Grid.columns(
                                "Kind",
                                "#Done",
                                "#Done/min",
                                "#Failed/min",
                                "#Failed",
                                "#Retried",
                                "#Dead",
                                "#Wait p50",
                                "#p95",
                                "#p99",
                                "#To done p50",
                                "#p95",
                                "#p99"),
                        rows,
                        "No job of any kind has ended yet."),
                new Note(
                        "Wait is from the first enqueue to the start of the first attempt; to done"
                                + " from the first enqueue to the end. Times and paces are of the"
                                + " last "
                                + Words.span(recent.map(Recent::span).orElse(Duration.ZERO))
                                + "; times of all time where no job ended in it. They are at most"
                                + " 10 % too high.",
                        Tone.QUIET));
    }

    private static List<Cell> row(String kind, Stats all, Optional<Recent> recent) {
        Stats times =
                recent.map(Recent::counted)
                        .filter(counted -> counted.by("done").getOrDefault(kind, 0L) > 0)
                        .orElse(all);
        return List.of(
                Cell.of(kind),
                count(all, "done", kind),
                pace(recent, "done", kind),
                pace(recent, "failed", kind),
                count(all, "failed", kind),
                count(all, "retried", kind),
                count(all, "dead", kind),
                Cell.of(Words.millis(times.startMillis(kind, 0.5))),
                Cell.of(Words.millis(times.startMillis(kind, 0.95))),
                Cell.of(Words.millis(times.startMillis(kind, 0.99))),
                Cell.of(Words.millis(times.endMillis(kind, 0.5))),
                Cell.of(Words.millis(times.endMillis(kind, 0.95))),
                Cell.of(Words.millis(times.endMillis(kind, 0.99))));
    }

    private static Cell count(Stats stats, String counter, String kind) {
        return Cell.of(Words.count(stats.by(counter).getOrDefault(kind, 0L)));
    }

    private static Cell pace(Optional<Recent> recent, String counter, String kind) {
        return Cell.of(
                recent.map(
                                last ->
                                        Words.number(
                                                last.counted().by(counter).getOrDefault(kind, 0L)
                                                        * 60_000.0
                                                        / last.span().toMillis()))
                        .orElse(Words.NONE));
    }
}
