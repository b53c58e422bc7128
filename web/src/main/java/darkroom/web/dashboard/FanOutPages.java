package darkroom.web.dashboard;

import darkroom.jobs.feed.FanOut;
import darkroom.jobs.feed.FanOut.State;
import darkroom.jobs.feed.FanOutBoard;
import darkroom.jobs.feed.FanOutBoard.Listing;
import darkroom.queue.operator.Role;
import darkroom.web.dashboard.access.Caller;
import darkroom.web.dashboard.figures.Recent;
import darkroom.web.dashboard.page.Block;
import darkroom.web.dashboard.page.Button;
import darkroom.web.dashboard.page.Cell;
import darkroom.web.dashboard.page.Facts;
import darkroom.web.dashboard.page.Facts.Fact;
import darkroom.web.dashboard.page.Grid;
import darkroom.web.dashboard.page.Note;
import darkroom.web.dashboard.page.Progress;
import darkroom.web.dashboard.page.Tone;
import darkroom.web.dashboard.page.Words;
import darkroom.web.http.Problem;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Photos on their way into feeds: all that run, those that ended of late, and one. */
final class FanOutPages {
    private static final String NO_DATABASE =
            "This dashboard knows no database, where fan-outs put down how far they are: start it with"
                    + " --databases and --shards, as the web tier has them.";

    private final Screens screens;
    private final Supplier<Optional<FanOutBoard>> source;
    private final Recent<Optional<Listing>> recent;

    FanOutPages(Screens screens, Supplier<Optional<FanOutBoard>> source) {
        this.screens = screens;
        this.source = source;
        this.recent = new Recent<>(() -> source.get().map(FanOutBoard::list));
    }

    void all(Context context) {
        Recent.Seen<Optional<Listing>> seen = recent.look();
        List<Block> blocks =
                seen.value().map(FanOutPages::blocks).orElseGet(FanOutPages::noDatabase);
        screens.live(context, "Fan-outs", blocks, seen.age(), "");
    }

    void one(Context context) {
        long photo = Asked.id("photo", Asked.text(context, "photo"));
        Optional<FanOutBoard> board = source.get();
        List<Block> blocks =
                board.isEmpty()
                        ? noDatabase()
                        : blocks(
                                board.get().find(photo).orElseThrow(FanOutPages::unknown),
                                Caller.of(context).operator().role().covers(Role.OPERATOR));
        screens.live(context, "Fan-out of photo " + photo, blocks, Duration.ZERO, "");
    }

    private static List<Block> noDatabase() {
        return List.of(new Note(NO_DATABASE, Tone.WARN));
    }

    private static RuntimeException unknown() {
        return Problem.notFound(
                        "no fan-out of this photo has begun: its job may wait, or there is no such"
                                + " photo")
                .exception();
    }

    /** Where the page of one is. */
    static String address(long photo) {
        return Words.with("/fan-out", "photo", Long.toString(photo));
    }

    private static List<Block> blocks(Listing listing) {
        List<Block> blocks = new ArrayList<>();
        listing.unread()
                .forEach(
                        what ->
                                blocks.add(
                                        new Note(
                                                Redaction.of(what) + " The others are shown.",
                                                Tone.BAD)));
        blocks.add(runningOf(listing));
        if (listing.more()) {
            String bound = Words.count(FanOutBoard.LIST_MAX);
            blocks.add(new Note("More run: these are the " + bound + " oldest photos.", Tone.WARN));
        }
        blocks.add(endedOf(listing));
        return blocks;
    }

    private static Grid runningOf(Listing listing) {
        return new Grid(
                "Running",
                Grid.columns(
                        "#Photo",
                        "#Written",
                        "#Of",
                        "#Done",
                        "#Pages",
                        "#Entries/s",
                        "#Cursor",
                        "Begun",
                        "Age",
                        "Last page"),
                listing.running().stream().map(FanOutPages::running).toList(),
                "No photo is on its way into feeds.");
    }

    private static Grid endedOf(Listing listing) {
        return new Grid(
                "Ended of late",
                Grid.columns(
                        "#Photo",
                        "State",
                        "#Written",
                        "#Of",
                        "#Pages",
                        "#Entries/s",
                        "Took",
                        "Ended",
                        "Cancelled by"),
                listing.ended().stream().map(FanOutPages::ended).toList(),
                "None has ended.");
    }

    private static List<Cell> running(FanOut one) {
        return List.of(
                photo(one),
                Cell.of(Words.count(one.extent().written())),
                Cell.of(followers(one)),
                Cell.of(share(one)),
                Cell.of(Words.count(one.extent().pages())),
                Cell.of(Words.number(one.rate())),
                Cell.of(Long.toString(one.extent().cursor())),
                Cell.of(one.times().begun().map(Words::time).orElse(Words.NONE)),
                Cell.of(one.age().map(Words::span).orElse(Words.NONE)),
                Cell.of(one.times().moved().map(at -> ago(one, at)).orElse(Words.NONE)));
    }

    private static List<Cell> ended(FanOut one) {
        return List.of(
                photo(one),
                state(one),
                Cell.of(Words.count(one.extent().written())),
                Cell.of(followers(one)),
                Cell.of(Words.count(one.extent().pages())),
                Cell.of(Words.number(one.rate())),
                Cell.of(one.age().map(Words::span).orElse(Words.NONE)),
                Cell.of(one.times().ended().map(Words::time).orElse(Words.NONE)),
                Cell.of(one.times().cancelledBy()));
    }

    private static Cell photo(FanOut one) {
        return Cell.link(Long.toString(one.photoId()), address(one.photoId()));
    }

    private static Cell state(FanOut one) {
        return switch (one.state()) {
            case RUNNING -> Cell.of("running");
            case DONE -> Cell.of("done", Tone.FINE);
            case CANCELLED -> Cell.of("cancelled", Tone.WARN);
        };
    }

    private static String followers(FanOut one) {
        return one.extent().followers().isPresent()
                ? Words.count(one.extent().followers().getAsLong())
                : Words.NONE;
    }

    private static String share(FanOut one) {
        long of = one.extent().followers().orElse(0);
        return of == 0 ? Words.NONE : Math.min(100, 100 * one.extent().written() / of) + " %";
    }

    private static String ago(FanOut one, Instant at) {
        return Words.span(Duration.between(at, one.times().asOf())) + " ago";
    }

    private static List<Block> blocks(FanOut one, boolean mayAct) {
        List<Block> blocks = new ArrayList<>();
        if (one.state() == State.CANCELLED) {
            blocks.add(new Note(cancelled(one), Tone.WARN));
        }
        long of = one.extent().followers().orElse(0);
        if (of > 0) {
            blocks.add(
                    new Progress(
                            "Entries written",
                            Math.min(one.extent().written(), of),
                            of,
                            Words.count(one.extent().written())
                                    + " of "
                                    + Words.count(of)
                                    + " followers when it began"));
        }
        List<Fact> facts = new ArrayList<>(facts(one));
        if (mayAct && one.state() != State.DONE) {
            facts.add(new Fact("Act", Cell.of(List.of(button(one)))));
        }
        blocks.add(new Facts(facts));
        return blocks;
    }

    private static String cancelled(FanOut one) {
        return "It was cancelled by "
                + one.times().cancelledBy()
                + ". What was written stays: "
                + Words.count(one.extent().written())
                + " entries, and the pushes of these are sent. Its job sees that at its next page, and"
                + " is done; a retry of it writes nothing.";
    }

    private static List<Fact> facts(FanOut one) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("State", state(one)));
        facts.add(new Fact("Photo", Cell.of(Long.toString(one.photoId()))));
        facts.add(new Fact("Owner", Cell.of(Long.toString(one.ownerId()))));
        facts.add(new Fact("Job", Cell.link(one.job(), Words.with("/job", "id", one.job()))));
        facts.add(new Fact("Written", Cell.of(Words.count(one.extent().written()))));
        facts.add(new Fact("Pages", Cell.of(Words.count(one.extent().pages()))));
        facts.add(new Fact("Cursor", Cell.of("follower " + one.extent().cursor())));
        facts.add(new Fact("Entries/s", Cell.of(Words.number(one.rate()))));
        add(facts, "Begun", one.times().begun());
        one.age().ifPresent(age -> facts.add(new Fact("Age", Cell.of(Words.span(age)))));
        add(facts, "Last page", one.times().moved());
        left(one).ifPresent(left -> facts.add(new Fact("Done in about", Cell.of(left))));
        add(facts, "Ended", one.times().ended());
        return facts;
    }

    private static void add(List<Fact> facts, String name, Optional<Instant> at) {
        at.ifPresent(time -> facts.add(new Fact(name, Cell.of(Words.time(time)))));
    }

    private static Optional<String> left(FanOut one) {
        long left = one.extent().followers().orElse(0) - one.extent().written();
        double rate = one.rate().orElse(0);
        return one.state() == State.RUNNING && left > 0 && rate > 0
                ? Optional.of(Words.span(Duration.ofMillis((long) (1_000 * left / rate))))
                : Optional.empty();
    }

    private static Button button(FanOut one) {
        Map<String, String> photo = Map.of("photo", Long.toString(one.photoId()));
        return one.state() == State.RUNNING
                ? new Button("Cancel", "/fan-out/cancel", photo, true)
                : new Button("Resume", "/fan-out/resume", photo, false);
    }
}
