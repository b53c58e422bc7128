package darkroom.web.dashboard;

import darkroom.web.dashboard.access.Caller;
import darkroom.web.dashboard.figures.Board;
import darkroom.web.dashboard.figures.Board.Seen;
import darkroom.web.dashboard.figures.Figures;
import darkroom.web.dashboard.page.Assets;
import darkroom.web.dashboard.page.Block;
import darkroom.web.dashboard.page.Chart;
import darkroom.web.dashboard.page.Note;
import darkroom.web.dashboard.page.Page;
import darkroom.web.dashboard.page.Shell;
import darkroom.web.dashboard.page.Shell.Link;
import darkroom.web.dashboard.page.Shell.Live;
import darkroom.web.dashboard.page.Templates;
import darkroom.web.dashboard.page.Tone;
import darkroom.web.dashboard.page.Words;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/** Shows pages: puts the shell around them and writes them. Thread-safe. */
final class Screens {
    /** Path, name, and the key that is pressed after {@code g}. */
    private static final List<List<String>> PAGES =
            List.of(
                    List.of("/", "Home", "h"),
                    List.of("/failures", "Failures", "x"),
                    List.of("/queues", "Queues", "q"),
                    List.of("/kinds", "Kinds", "k"),
                    List.of("/dead", "Dead", "d"),
                    List.of("/search", "Search", "/"),
                    List.of("/retrying", "Retrying", "r"),
                    List.of("/scheduled", "Scheduled", "s"),
                    List.of("/fan-outs", "Fan-outs", "n"),
                    List.of("/operations", "Operations", "p"),
                    List.of("/fleet", "Fleet", "f"),
                    List.of("/audit", "Audit", "a"),
                    List.of("/operators", "Operators", "o"));

    private static final Map<String, String> PARENTS =
            Map.of(
                    "/failure", "/failures",
                    "/queue", "/queues",
                    "/waiting", "/queues",
                    "/job", "/dead",
                    "/fan-out", "/fan-outs",
                    "/operation", "/operations",
                    "/threads", "/fleet",
                    "/threads/job", "/fleet");

    /** What has just been done, by the word that the address then has. */
    private static final Map<String, String> DONE =
            Map.ofEntries(
                    Map.entry("said", "It is put down, with your name and the time."),
                    Map.entry("ordered", "The fleet works on it; this page shows how far it is."),
                    Map.entry(
                            "stopped",
                            "It is cancelled; a page that is being written is the last one."),
                    Map.entry(
                            "again",
                            "A new job of it is on its way; it goes on behind its cursor."),
                    Map.entry("steered", "The fleet knows; a step under way ends first."),
                    Map.entry(
                            "retried",
                            "The job is back in its queue, with all its attempts before it."),
                    Map.entry(
                            "edited",
                            "The job is back in its queue with other args; those before stay with"
                                    + " it."),
                    Map.entry("discarded", "The job is deleted for good."),
                    Map.entry("paused", "The queue is paused: its jobs wait until it is resumed."),
                    Map.entry("objective", "The objective is set: pages and alarms go by it."),
                    Map.entry("resumed", "The queue is open again."),
                    Map.entry(
                            "removed",
                            "The operator is removed; their sessions and token have ended."));

    private final Assets assets;
    private final Board board;
    private final String fleet;
    private final Templates templates = new Templates();

    Screens(Assets assets, Board board, String fleet) {
        this.assets = assets;
        this.board = board;
        this.fleet = fleet;
    }

    Board board() {
        return board;
    }

    /** A page that stays as it was. */
    void show(Context context, int status, String title, List<Block> blocks) {
        write(context, status, title, new View(blocks, Live.NOT));
    }

    /** A page of a part of something, which the next part takes the place of. */
    void part(Context context, String title, List<Block> blocks, String next) {
        write(context, 200, title, new View(blocks, Live.part(next)));
    }

    /** A page of figures, which stays as they are now. */
    void figures(Context context, String title, Function<Figures, List<Block>> blocks) {
        Seen seen = board.look();
        List<Block> shown =
                seen.figures()
                        .map(blocks)
                        .orElse(List.of(new Note("There are no figures yet.", Tone.WARN)));
        live(context, title, shown, seen.age(), seen.fault());
    }

    /** A page of something else than figures, which stays as it is now. */
    void live(Context context, String title, List<Block> blocks, Duration age, String fault) {
        String freshness =
                "As of "
                        + (age.compareTo(Duration.ofSeconds(2)) < 0
                                ? "now"
                                : Words.span(age) + " ago")
                        + ".";
        String why =
                fault.isEmpty()
                        ? ""
                        : "This cannot be read now and is "
                                + Words.span(age)
                                + " old. "
                                + Redaction.of(fault);
        write(
                context,
                200,
                title,
                new View(blocks, new Live(self(context), freshness, why, false)));
    }

    private record View(List<Block> blocks, Live live) {}

    private void write(Context context, int status, String title, View view) {
        List<Block> blocks = new ArrayList<>();
        String done = context.queryParam("done");
        if (done != null && DONE.containsKey(done)) {
            blocks.add(new Note(DONE.get(done), Tone.FINE));
        }
        view.blocks().forEach(block -> blocks.add(marked(block)));
        Shell shell =
                new Shell(assets, fleet, Caller.visitor(context), links(context), view.live());
        context.status(status)
                .contentType("text/html; charset=utf-8")
                .result(templates.html(new Page(shell, title, blocks)));
    }

    // When a build was new is to be seen on every chart.
    private Block marked(Block block) {
        return block instanceof Chart chart
                ? chart.withMarks(
                        board.look().figures().map(Figures::builds).orElse(List.of()).stream()
                                .map(
                                        build ->
                                                new Chart.Mark(
                                                        build.firstSeen().getEpochSecond(),
                                                        build.name()))
                                .toList())
                : block;
    }

    // Without what has just been done, which is told once.
    private static String self(Context context) {
        Map<String, String> asked = new LinkedHashMap<>();
        context.queryParamMap()
                .forEach(
                        (name, values) -> {
                            if (!name.equals("done") && name.matches("[a-z]{1,20}")) {
                                asked.put(name, values.get(0));
                            }
                        });
        return Words.with(context.path(), asked);
    }

    // The page of one thing belongs to that of all of them.
    private static String parent(Context context) {
        String path = context.path();
        return path.equals("/order") ? orderOf(context) : PARENTS.getOrDefault(path, path);
    }

    // What is ordered is of a group of failures alone, or of what a search finds.
    private static String orderOf(Context context) {
        Set<String> asked =
                DeadFilter.asked(name -> Objects.requireNonNullElse(context.queryParam(name), ""))
                        .keySet();
        return asked.equals(Set.of("group")) ? "/failures" : "/search";
    }

    private static List<Link> links(Context context) {
        String current = parent(context);
        return PAGES.stream()
                .map(
                        page ->
                                new Link(
                                        page.get(1),
                                        page.get(0),
                                        page.get(2),
                                        page.get(0).equals(current)))
                .toList();
    }
}
