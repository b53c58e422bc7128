package darkroom.web.dashboard;

import darkroom.queue.inspect.Fleet.ProcessView;
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
import java.util.OptionalLong;

/** The worker processes. */
final class FleetPage {
    /** A process that has not beaten for so long is looked at. */
    static final Duration BEAT_LATE = Duration.ofSeconds(2);

    private static final Duration FETCH_LATE = Duration.ofSeconds(10);

    /** Of a minute: a twentieth of the time. */
    private static final Duration PAUSES_LONG = Duration.ofSeconds(3);

    /** At once: a beat that is late by so much may be taken for a loss. */
    private static final Duration PAUSE_LONG = Duration.ofSeconds(1);

    private final Screens screens;

    FleetPage(Screens screens) {
        this.screens = screens;
    }

    void show(Context context) {
        screens.figures(
                context,
                "Fleet",
                figures -> {
                    List<Block> blocks = new ArrayList<>();
                    blocks.add(ThreadWords.tabs("/fleet"));
                    blocks.addAll(blocks(figures));
                    return blocks;
                });
    }

    /** What it says of these figures. */
    static List<Block> blocks(Figures figures) {
        List<Block> blocks = new ArrayList<>();
        if (!figures.lost().isEmpty()) {
            blocks.add(
                    new Note(
                            "Lost, and their jobs being given back: "
                                    + String.join(", ", figures.lost().stream().limit(20).toList())
                                    + ".",
                            Tone.BAD));
        }
        blocks.add(
                new Grid(
                        "",
                        Grid.columns(
                                "Process",
                                "State",
                                "#Threads",
                                "#Busy",
                                "#Held",
                                "#Last beat",
                                "#Last good fetch",
                                "#Heap",
                                "#GC",
                                "#Longest",
                                "Host",
                                "Pid",
                                "Build"),
                        figures.processes().stream().map(FleetPage::row).toList(),
                        "No worker process is in the fleet."));
        blocks.add(
                new Note(
                        "GC is how long the collector had the process stand still in the last"
                                + " minute, and the longest of it, to within a beat.",
                        Tone.QUIET));
        return blocks;
    }

    private static List<Cell> row(ProcessView process) {
        return List.of(
                Cell.of(process.id()),
                Cell.of(process.state(), process.state().equals("serving") ? Tone.FINE : Tone.WARN),
                Cell.of(Words.count(process.number("threads"))),
                Cell.link(
                        Words.count(process.number("busy")),
                        ThreadFilter.ALL.withProcess(process.id()).address()),
                Cell.of(Words.count(process.held())),
                late(process.sinceBeat(), BEAT_LATE),
                late(process.sinceFetch(), FETCH_LATE),
                heap(process),
                pause(process.amount("gcMillis"), PAUSES_LONG),
                pause(process.amount("gcMostMillis"), PAUSE_LONG),
                Cell.of(process.record().getOrDefault("host", Words.NONE)),
                Cell.of(process.record().getOrDefault("pid", Words.NONE)),
                Cell.of(process.build().isEmpty() ? Words.NONE : process.build()));
    }

    private static Cell heap(ProcessView process) {
        OptionalLong used = process.amount("heapBytes");
        OptionalLong most = process.amount("heapMaxBytes");
        if (used.isEmpty() || most.isEmpty()) {
            return Cell.of(Words.NONE);
        }
        return Cell.of(
                Words.bytes((double) used.getAsLong())
                        + " of "
                        + Words.bytes((double) most.getAsLong()));
    }

    private static Cell pause(OptionalLong millis, Duration most) {
        if (millis.isEmpty()) {
            return Cell.of(Words.NONE);
        }
        return Cell.of(
                Words.count(millis.getAsLong()) + " ms",
                millis.getAsLong() > most.toMillis() ? Tone.WARN : Tone.PLAIN);
    }

    private static Cell late(Duration since, Duration most) {
        return Cell.of(
                Words.millis((double) Math.max(1, since.toMillis())),
                since.compareTo(most) > 0 ? Tone.BAD : Tone.PLAIN);
    }
}
