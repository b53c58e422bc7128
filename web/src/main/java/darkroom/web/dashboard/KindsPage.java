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
        Counts all = Counts.of(figures.stats());
        Optional<Counts> lately = recent.map(last -> Counts.of(last.counted()));
        double minutes = recent.map(last -> last.span().toMillis() / 60_000.0).orElse(0.0);
        Set<String> kinds = new TreeSet<>(all.done().keySet());
        kinds.addAll(all.failed().keySet());
        kinds.addAll(all.dead().keySet());
        List<List<Cell>> rows = new ArrayList<>();
        kinds.stream().limit(KINDS_MAX).forEach(kind -> rows.add(row(kind, all, lately, minutes)));
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

    private static List<Cell> row(
            String kind, Counts all, Optional<Counts> lately, double minutes) {
        Stats times =
                lately.filter(counts -> counts.done().getOrDefault(kind, 0L) > 0)
                        .orElse(all)
                        .stats();
        return List.of(
                Cell.of(kind),
                count(all.done(), kind),
                pace(lately.map(Counts::done), kind, minutes),
                pace(lately.map(Counts::failed), kind, minutes),
                count(all.failed(), kind),
                count(all.retried(), kind),
                count(all.dead(), kind),
                Cell.of(Words.millis(times.startMillis(kind, 0.5))),
                Cell.of(Words.millis(times.startMillis(kind, 0.95))),
                Cell.of(Words.millis(times.startMillis(kind, 0.99))),
                Cell.of(Words.millis(times.endMillis(kind, 0.5))),
                Cell.of(Words.millis(times.endMillis(kind, 0.95))),
                Cell.of(Words.millis(times.endMillis(kind, 0.99))));
    }

    private static Cell count(Map<String, Long> counter, String kind) {
        return Cell.of(Words.count(counter.getOrDefault(kind, 0L)));
    }

    private static Cell pace(Optional<Map<String, Long>> counter, String kind, double minutes) {
        return Cell.of(
                counter.map(one -> Words.number(one.getOrDefault(kind, 0L) / minutes))
                        .orElse(Words.NONE));
    }

    /** Counters by kind: each is looked for among all of them, so once for all rows. */
    private record Counts(
            Stats stats,
            Map<String, Long> done,
            Map<String, Long> failed,
            Map<String, Long> retried,
            Map<String, Long> dead) {
        static Counts of(Stats stats) {
            return new Counts(
                    stats,
                    stats.by("done"),
                    stats.by("failed"),
                    stats.by("retried"),
                    stats.by("dead"));
        }
    }
}
