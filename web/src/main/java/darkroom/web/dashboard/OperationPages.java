package darkroom.web.dashboard;

import darkroom.queue.operations.Operation;
import darkroom.queue.operations.OperationState;
import darkroom.queue.operations.Operations;
import darkroom.queue.operator.Role;
import darkroom.web.dashboard.access.Caller;
import darkroom.web.dashboard.figures.LastKnown;
import darkroom.web.dashboard.figures.LastKnown.Shown;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is done to many dead jobs at once: all of it, and one operation. */
final class OperationPages {
    private static final long NUMBER_MAX = 1_000_000_000_000L;

    private final Screens screens;
    private final Operations operations;
    private final LastKnown<List<Operation>> known = new LastKnown<>();

    OperationPages(Screens screens, Operations operations) {
        this.screens = screens;
        this.operations = operations;
    }

    void all(Context context) {
        Shown<List<Operation>> shown = known.get("", operations::list);
        screens.live(
                context,
                "Operations",
                shown.value().map(OperationPages::grid).orElse(List.of()),
                shown.age(),
                shown.fault());
    }

    void one(Context context) {
        long number = Asked.number(context, "number", NUMBER_MAX);
        Shown<List<Operation>> shown =
                known.get(
                        Long.toString(number),
                        () -> operations.find(number).map(List::of).orElse(List.of()));
        List<Block> blocks = new ArrayList<>();
        if (shown.value().isPresent()) {
            Operation found =
                    shown.value().get().stream().findFirst().orElseThrow(OperationPages::unknown);
            blocks.addAll(blocks(found, Caller.of(context)));
        }
        screens.live(context, "Operation " + number, blocks, shown.age(), shown.fault());
    }

    private static RuntimeException unknown() {
        return Problem.notFound(
                        "there is no operation of this number on record: the 100 latest are kept")
                .exception();
    }

    private static List<Block> grid(List<Operation> operations) {
        return List.of(
                new Grid(
                        "",
                        Grid.columns(
                                "#Operation",
                                "What",
                                "State",
                                "#Looked at",
                                "#Of",
                                "#Moved",
                                "#Left",
                                "#Done since",
                                "#Dead again",
                                "Ordered by",
                                "Ordered"),
                        operations.stream().map(OperationPages::row).toList(),
                        "No operation has been ordered. One begins at a group of failures, or by"
                                + " \"darkroom dead retry\"."));
    }

    private static List<Cell> row(Operation operation) {
        Operation.Counts counts = operation.counts();
        String number = Long.toString(operation.number());
        return List.of(
                Cell.link(number, address(operation.number())),
                Cell.of(what(operation)),
                state(operation),
                Cell.of(Words.count(counts.looked())),
                Cell.of(Words.count(counts.total())),
                Cell.of(Words.count(counts.moved())),
                Cell.of(Words.count(counts.left().all())),
                Cell.of(Words.count(operation.ends().done())),
                Cell.of(Words.count(operation.ends().dead())),
                Cell.of(operation.plan().by()),
                Cell.of(Words.time(operation.startedAt())));
    }

    /** Where the page of an operation is. */
    static String address(long number) {
        return Words.with("/operation", "number", Long.toString(number));
    }

    private static String what(Operation operation) {
        return operation.plan().action().word() + " " + operation.plan().selection();
    }

    private static Cell state(Operation operation) {
        OperationState state = operation.state();
        Tone tone =
                switch (state) {
                    case STOPPED -> Tone.BAD;
                    case PAUSED, UNDOING -> Tone.WARN;
                    case DONE -> Tone.FINE;
                    case RUNNING, WAITING -> Tone.PLAIN;
                    case CANCELLED, UNDONE -> Tone.QUIET;
                };
        String word = state == OperationState.WAITING ? "waiting for its canary" : state.word();
        return Cell.of(word, tone);
    }

    private static List<Block> blocks(Operation operation, Caller caller) {
        Operation.Counts counts = operation.counts();
        List<Block> blocks = new ArrayList<>();
        if (!operation.reason().isEmpty()) {
            blocks.add(new Note("It has stopped: " + operation.reason(), Tone.BAD));
        }
        blocks.add(
                new Progress(
                        "Jobs looked at",
                        Math.min(counts.looked(), counts.total()),
                        counts.total(),
                        Words.count(counts.looked()) + " of " + Words.count(counts.total())));
        List<Fact> facts = new ArrayList<>(facts(operation));
        if (caller.operator().role().covers(Role.OPERATOR)) {
            facts.add(new Fact("Act", Cell.of(buttons(operation))));
        }
        blocks.add(new Facts(facts));
        return blocks;
    }

    private static List<Fact> facts(Operation operation) {
        Operation.Counts counts = operation.counts();
        Operation.Ends ends = operation.ends();
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("State", state(operation)));
        facts.add(new Fact("What", Cell.of(what(operation))));
        Optional<String> group = operation.plan().selection().group();
        group.ifPresent(id -> facts.add(new Fact("Group", Cell.link(id, GroupWords.address(id)))));
        facts.add(new Fact("Pace", Cell.of(pace(operation))));
        facts.add(new Fact("Moved", Cell.of(Words.count(counts.moved()))));
        Operation.Left left = counts.left();
        facts.add(
                new Fact(
                        "Left as they were",
                        Cell.of(
                                "%d, of which %d moved by others, %d with a unique key in use, %d"
                                                .formatted(
                                                        left.all(),
                                                        left.changed(),
                                                        left.held(),
                                                        left.unreadable())
                                        + " unreadable")));
        facts.add(
                new Fact(
                        "Since then",
                        Cell.of(
                                "%d tried, %d failed at once, %d done, %d dead again"
                                        .formatted(
                                                ends.tried(),
                                                ends.failed(),
                                                ends.done(),
                                                ends.dead()))));
        facts.add(new Fact("Undone", Cell.of(Words.count(counts.undone()))));
        facts.add(new Fact("Ordered by", Cell.of(operation.plan().by())));
        facts.add(new Fact("Ordered", Cell.of(Words.time(operation.startedAt()))));
        facts.add(new Fact("Last step", Cell.of(Words.time(operation.changedAt()))));
        return facts;
    }

    private static String pace(Operation operation) {
        var pace = operation.plan().pace();
        return Words.count(pace.rate())
                + " a second"
                + (pace.canary() > 0
                        ? ", after " + Words.count(pace.canary()) + " of them are done"
                        : "")
                + "; stops when "
                + pace.failures()
                + " of "
                + pace.window()
                + " fail";
    }

    // Those that would be refused now are not offered; the server checks again.
    private static List<Button> buttons(Operation operation) {
        List<Button> buttons = new ArrayList<>();
        if (operation.canBePaused()) {
            buttons.add(button("Pause", "pause", operation));
        }
        if (operation.canBeResumed()) {
            buttons.add(button("Resume", "resume", operation));
        }
        if (operation.canBeCancelled()) {
            buttons.add(button("Cancel", "cancel", operation));
        }
        if (operation.canBeUndone() && operation.counts().moved() > 0) {
            buttons.add(button("Take back what still waits", "undo", operation));
        }
        return buttons;
    }

    private static Button button(String label, String verb, Operation operation) {
        return new Button(
                label,
                "/operation/" + verb,
                Map.of("number", Long.toString(operation.number())),
                false);
    }
}
