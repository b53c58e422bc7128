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
import java.util.function.Function;

/** What each kind does, and how long it takes. */
final class KindsPage {
    private static final int KINDS_MAX = 500;
    private static final List<Double> SHARES = List.of(0.5, 0.95, 0.99);
    private static final List<String> COLUMNS =
            List.of(
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
                    "#Run p50",
                    "#p95",
                    "#p99",
                    "#To done p50",
                    "#p95",
                    "#p99");

    private final Screens screens;

    KindsPage(Screens screens) {
        this.screens = screens;
    }

    void show(Context context) {
        String chosen = Asked.text(context, "kind");
        screens.figures(
                context,
                chosen.isEmpty() ? "Kinds" : "Kind " + chosen,
                figures -> blocks(figures, chosen));
    }

    private List<Block> blocks(Figures figures, String chosen) {
        Lately lately =
                new Lately(
                        Counts.of(figures.stats()),
                        screens.board().recent().filter(last -> last.span().toSeconds() > 0));
        Set<String> kinds = new TreeSet<>(lately.all().done().keySet());
        kinds.addAll(lately.all().failed().keySet());
        kinds.addAll(lately.all().dead().keySet());
        List<Block> blocks = new ArrayList<>();
        if (!chosen.isEmpty()) {
            blocks.add(runs(chosen, lately));
        }
        blocks.add(
                new Grid(
                        chosen.isEmpty() ? "" : "All kinds",
                        COLUMNS,
                        kinds.stream().limit(KINDS_MAX).map(kind -> row(kind, lately)).toList(),
                        "No job of any kind has ended yet."));
        blocks.add(
                new Note(
                        "Wait is from the first enqueue to the start of the first attempt; run is"
                                + " how long each attempt ran; to done from the first enqueue to the"
                                + " end. Times and paces are of the last "
                                + Words.span(lately.span())
                                + "; times of all time where no job ended in it. They are at most"
                                + " 10 % too high, and how long attempts ran is known some seconds"
                                + " later.",
                        Tone.QUIET));
        return blocks;
    }

    /** How long attempts of a kind ran, from the shortest that there was to the longest. */
    private static Block runs(String kind, Lately lately) {
        return TimeBars.of(
                "How long attempts of kind " + kind + " ran",
                lately.times(kind).runs(kind),
                "No attempt of kind " + kind + " is known of.");
    }

    private static List<Cell> row(String kind, Lately lately) {
        Stats times = lately.times(kind);
        Counts all = lately.all();
        List<Cell> row = new ArrayList<>();
        row.add(Cell.link(kind, Words.with("/kinds", "kind", kind)));
        row.add(count(all.done(), kind));
        row.add(lately.pace(Counts::done, kind));
        row.add(lately.pace(Counts::failed, kind));
        row.add(count(all.failed(), kind));
        row.add(count(all.retried(), kind));
        row.add(count(all.dead(), kind));
        SHARES.forEach(share -> row.add(Cell.of(Words.millis(times.startMillis(kind, share)))));
        SHARES.forEach(share -> row.add(Cell.of(Words.millis(times.runMillis(kind, share)))));
        SHARES.forEach(share -> row.add(Cell.of(Words.millis(times.endMillis(kind, share)))));
        return row;
    }

    private static Cell count(Map<String, Long> counter, String kind) {
        return Cell.of(Words.count(counter.getOrDefault(kind, 0L)));
    }

    /** What was counted since there is anything, and of the last minutes if that is known. */
    private record Lately(Counts all, Optional<Counts> counts, Duration span) {
        Lately(Counts all, Optional<Recent> recent) {
            this(
                    all,
                    recent.map(last -> Counts.of(last.counted())),
                    recent.map(Recent::span).orElse(Duration.ZERO));
        }

        /** From which the times of a kind are: the last minutes', if one was done in them. */
        Stats times(String kind) {
            return counts.filter(one -> one.done().getOrDefault(kind, 0L) > 0).orElse(all).stats();
        }

        Cell pace(Function<Counts, Map<String, Long>> counter, String kind) {
            double minutes = span.toMillis() / 60_000.0;
            return Cell.of(
                    counts.map(counter)
                            .map(one -> Words.number(one.getOrDefault(kind, 0L) / minutes))
                            .orElse(Words.NONE));
        }
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
