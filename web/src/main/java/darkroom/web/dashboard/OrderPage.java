package darkroom.web.dashboard;

import darkroom.queue.failures.FailureGroup;
import darkroom.queue.failures.FailureGroups;
import darkroom.queue.inspect.DeadJobs.DeadView;
import darkroom.queue.operations.Action;
import darkroom.queue.operations.Pace;
import darkroom.queue.operations.SelectedJobs.Counted;
import darkroom.queue.operations.SelectedJobs.Preview;
import darkroom.web.dashboard.DeadChoices.Choice;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Before something is done to many dead jobs: how many there are, and how it is to go. */
final class OrderPage {
    private static final int EXAMPLES = 5;
    private static final String EXPORT = "export";

    /** More than fit into any Redis. */
    private static final long COUNT_MAX = 1_000_000_000_000L;

    private final Screens screens;
    private final FailureGroups groups;
    private final DeadChoices choices;

    OrderPage(Screens screens, FailureGroups groups, DeadChoices choices) {
        this.screens = screens;
        this.groups = groups;
        this.choices = choices;
    }

    /** Where it is. */
    static String address(Action action, String group) {
        return Words.with(Words.with("/order", "action", action.word()), "group", group);
    }

    /** The ways to it from what a search has found, or a group. */
    static Block links(Map<String, String> asked) {
        List<Fact> facts = new ArrayList<>();
        for (String word : List.of(Action.RETRY.word(), Action.DISCARD.word(), EXPORT)) {
            String order = Words.with("/order", "action", word);
            facts.add(
                    new Fact(
                            name(word),
                            Cell.link(
                                    name(word) + " all of them: count first",
                                    Words.with(order, asked))));
        }
        return new Facts(facts);
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
        String word = Asked.text(context, "action");
        if (!word.equals(EXPORT)) {
            action(word);
        }
        Choice choice = choices.seen(name -> Asked.text(context, name));
        Counted before = counted(context, choice);
        Preview preview = choices.count(choice, before, EXAMPLES);
        String next = next(context, word, choice, preview);
        List<Fact> facts = new ArrayList<>();
        facts.add(chosen(choice));
        facts.add(new Fact("Dead jobs of it now", Cell.of(count(preview))));
        if (!next.isEmpty()) {
            facts.add(new Fact("Not all are counted yet", Cell.link("Go on counting", next)));
        }
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Facts(facts));
        if (preview.matched() == 0 && preview.isWhole()) {
            blocks.add(new Note("No job is dead by it: there is nothing to do.", Tone.FINE));
        } else {
            List<DeadView> some = examples(choice, before, preview);
            if (!some.isEmpty()) {
                blocks.add(DeadRows.ofViews("Some of them", some, "None."));
            }
            blocks.addAll(
                    word.equals(EXPORT) ? exports(choice) : orders(context, word, choice, preview));
        }
        String of = choice.group() ? " the dead jobs of a group" : " what a search finds";
        if (next.isEmpty()) {
            screens.show(context, 200, name(word) + of, blocks);
        } else {
            screens.part(context, name(word) + of, blocks, next);
        }
    }

    private Fact chosen(Choice choice) {
        if (!choice.group()) {
            return new Fact(
                    "Found by", Cell.link(choice.words(), Words.with("/search", choice.asked())));
        }
        String id = choice.asked().getOrDefault("group", "");
        FailureGroup group = groups.find(id).orElseThrow(OrderPage::unknown);
        return new Fact("Group", Cell.link(GroupWords.title(group), GroupWords.address(id)));
    }

    // The same ones while a count goes on, where the first that it looked at are among them.
    private List<DeadView> examples(Choice choice, Counted before, Preview preview) {
        if (before.looked() == 0) {
            return preview.examples();
        }
        List<DeadView> first = choices.examples(choice, EXAMPLES);
        return first.isEmpty() ? preview.examples() : first;
    }

    private static Counted counted(Context context, Choice choice) {
        String at = Asked.text(context, "at");
        if (at.isEmpty()) {
            return Counted.NOTHING;
        }
        Counted counted;
        try {
            counted =
                    new Counted(
                            Asked.number(context, "matched", COUNT_MAX),
                            Asked.number(context, "looked", COUNT_MAX),
                            at);
        } catch (IllegalArgumentException e) {
            throw Requested.wrong("at", "where a count ended", at);
        }
        String seal = Asked.text(context, "seal");
        if (!CountSeal.isOf(context, choice.asked(), counted, seal)) {
            throw Requested.wrong(
                    "seal", "that of a count which you began since you signed in", seal);
        }
        return counted;
    }

    // Where the count goes on; empty where it is whole, or is of a search and no part of it.
    private static String next(Context context, String word, Choice choice, Preview preview) {
        Counted counted = preview.counted();
        if (preview.isWhole() || counted.cursor().isEmpty()) {
            return "";
        }
        Map<String, String> asked = new LinkedHashMap<>();
        asked.put("action", word);
        asked.putAll(choice.asked());
        asked.put("at", counted.cursor());
        asked.put("looked", Long.toString(counted.looked()));
        asked.put("matched", Long.toString(counted.matched()));
        asked.put("seal", CountSeal.of(context, choice.asked(), counted));
        return Words.with("/order", asked);
    }

    private static String count(Preview preview) {
        return preview.isWhole()
                ? Words.count(preview.matched())
                : Words.count(preview.matched())
                        + " of the first "
                        + Words.count(preview.looked())
                        + " of "
                        + Words.count(preview.total())
                        + " that were looked at";
    }

    private static RuntimeException unknown() {
        return Problem.notFound("there is no such group of failures").exception();
    }

    private static String name(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    private static List<Block> orders(
            Context context, String word, Choice choice, Preview preview) {
        Action action = action(word);
        List<Field> fields = known(context, word, choice, preview);
        if (action == Action.RETRY) {
            fields.add(
                    new Field(
                            "canary",
                            "So many first; the rest only if all of these are done (0: none first)",
                            "number",
                            Long.toString(canary(preview)),
                            "off"));
        }
        fields.add(
                new Field(
                        "rate",
                        "Jobs a second, at most",
                        "number",
                        Integer.toString(Pace.DEFAULT.rate()),
                        "off"));
        String jobs =
                preview.isWhole()
                        ? Words.count(preview.matched())
                                + (preview.matched() == 1 ? " job" : " jobs")
                        : "all of them";
        return List.of(
                new Form(
                        action == Action.RETRY
                                ? "They go back to their queues with all their attempts before them"
                                : "They are deleted for good",
                        "/operation/start",
                        fields,
                        name(word) + " " + jobs));
    }

    // What is ordered, and what was seen of it.
    private static List<Field> known(Context context, String word, Choice choice, Preview preview) {
        List<Field> fields = new ArrayList<>();
        fields.add(Field.hidden("action", word));
        choice.asked().forEach((name, value) -> fields.add(Field.hidden(name, value)));
        // Of a part it is not said, so that the form stays the same while the count goes on.
        if (preview.isWhole()) {
            fields.add(Field.hidden("seen", Long.toString(preview.matched())));
            fields.add(
                    Field.hidden(
                            "seal",
                            CountSeal.of(context, choice.asked(), whole(preview.matched()))));
        }
        fields.add(Field.hidden("mark", choice.mark()));
        return fields;
    }

    /** A count to its end. */
    static Counted whole(long matched) {
        return new Counted(matched, matched, Counted.NOTHING.cursor());
    }

    // Of those that were not looked at some may be selected though none was found yet.
    private static long canary(Preview preview) {
        return preview.isWhole() ? Math.min(Pace.CANARY, preview.matched()) : Pace.CANARY;
    }

    private static List<Block> exports(Choice choice) {
        List<Field> fields = new ArrayList<>();
        choice.asked().forEach((name, value) -> fields.add(Field.hidden(name, value)));
        List<Field> texts = new ArrayList<>(fields);
        texts.add(Field.hidden("texts", "yes"));
        return List.of(
                new Form(
                        "A file with a JSON object a line; texts of args are masked",
                        "/dead/export",
                        fields,
                        "Export"),
                new Form(
                        "The same with the texts of args, but for secrets; that is noted",
                        "/dead/export",
                        texts,
                        "Export with texts"));
    }
}
