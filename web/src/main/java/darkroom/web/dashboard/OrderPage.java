package darkroom.web.dashboard;

import darkroom.queue.failures.FailureGroup;
import darkroom.queue.failures.FailureGroups;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.operations.Action;
import darkroom.queue.operations.Pace;
import darkroom.web.dashboard.page.Block;
import darkroom.web.dashboard.page.Cell;
import darkroom.web.dashboard.page.Facts;
import darkroom.web.dashboard.page.Facts.Fact;
import darkroom.web.dashboard.page.Form;
import darkroom.web.dashboard.page.Form.Field;
import darkroom.web.dashboard.page.Note;
import darkroom.web.dashboard.page.Tone;
import darkroom.web.dashboard.page.Words;
import darkroom.web.http.Problem;
import darkroom.web.http.Requested;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Before an operation on a group's dead jobs: how many there are, and how it is to go. */
final class OrderPage {
    private static final int EXAMPLES = 5;

    private final Screens screens;
    private final FailureGroups groups;
    private final DeadJobs dead;

    OrderPage(Screens screens, FailureGroups groups, DeadJobs dead) {
        this.screens = screens;
        this.groups = groups;
        this.dead = dead;
    }

    /** Where it is. */
    static String address(Action action, String group) {
        return Words.with(Words.with("/order", "action", action.word()), "group", group);
    }

    /** The action of this word. */
    static Action action(String word) {
        for (Action action : Action.values()) {
            if (action.word().equals(word)) {
                return action;
            }
        }
        throw Requested.wrong("action", "retry or discard", word);
    }

    void show(Context context) {
        Action action = action(Asked.text(context, "action"));
        String id = Asked.text(context, "group");
        FailureGroup group = groups.find(id).orElseThrow(OrderPage::unknown);
        long count = dead.count(id);
        List<Block> blocks = new ArrayList<>();
        blocks.add(
                new Facts(
                        List.of(
                                new Fact(
                                        "Group",
                                        Cell.link(GroupWords.title(group), GroupWords.address(id))),
                                new Fact("Dead jobs of it now", Cell.of(Words.count(count))))));
        if (count == 0) {
            blocks.add(new Note("No job is dead by it: there is nothing to do.", Tone.FINE));
        } else {
            blocks.add(
                    DeadRows.ofViews(
                            "Some of them",
                            dead.list(id, Optional.empty(), EXAMPLES).jobs(),
                            "None."));
            blocks.add(form(action, id, count));
        }
        String title = word(action) + " the dead jobs of a group";
        screens.show(context, 200, title, blocks);
    }

    private static RuntimeException unknown() {
        return Problem.notFound("there is no such group of failures").exception();
    }

    private static String word(Action action) {
        String word = action.word();
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    private static Block form(Action action, String group, long count) {
        List<Field> fields = new ArrayList<>();
        fields.add(Field.hidden("action", action.word()));
        fields.add(Field.hidden("group", group));
        if (action == Action.RETRY) {
            fields.add(
                    new Field(
                            "canary",
                            "So many first; the rest only if all of these are done (0: none first)",
                            "number",
                            Long.toString(Math.min(Pace.CANARY, count)),
                            "off"));
        }
        fields.add(
                new Field(
                        "rate",
                        "Jobs a second, at most",
                        "number",
                        Integer.toString(Pace.DEFAULT.rate()),
                        "off"));
        return new Form(
                action == Action.RETRY
                        ? "They go back to their queues with all their attempts before them"
                        : "They are deleted for good",
                "/operation/start",
                fields,
                word(action) + " " + Words.count(count) + (count == 1 ? " job" : " jobs"));
    }
}
