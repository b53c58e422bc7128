package darkroom.web.dashboard;

import darkroom.queue.Excerpt;
import darkroom.queue.InvalidJobException;
import darkroom.queue.operations.Action;
import darkroom.queue.operations.Operation;
import darkroom.queue.operations.OperationState;
import darkroom.queue.operations.Operations;
import darkroom.queue.operations.Pace;
import darkroom.queue.operations.Plan;
import darkroom.queue.operations.SelectedJobs.Counted;
import darkroom.queue.operations.SelectedJobs.Preview;
import darkroom.web.dashboard.DeadChoices.Choice;
import darkroom.web.dashboard.access.AllowedTo;
import darkroom.web.dashboard.access.Caller;
import darkroom.web.dashboard.access.Routes;
import darkroom.web.dashboard.page.Words;
import darkroom.web.http.FormFields;
import darkroom.web.http.Problem;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.regex.Pattern;

/** Orders and steers operations. Each is a POST, checked by role, and in the audit log. */
final class OperationActions {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,12}");

    private final Audited audited;
    private final Operations operations;
    private final DeadChoices choices;

    OperationActions(Audited audited, Operations operations, DeadChoices choices) {
        this.audited = audited;
        this.operations = operations;
        this.choices = choices;
    }

    private interface Steering {
        void steer(long number, String by);
    }

    void register(Routes routes) {
        routes.post("/operation/start", AllowedTo.OPERATOR, this::start)
                .post(
                        "/operation/pause",
                        AllowedTo.OPERATOR,
                        context -> steer(context, "pause", operations::pause))
                .post(
                        "/operation/resume",
                        AllowedTo.OPERATOR,
                        context -> steer(context, "resume", operations::resume))
                .post(
                        "/operation/cancel",
                        AllowedTo.OPERATOR,
                        context -> steer(context, "cancel", operations::cancel))
                .post(
                        "/operation/undo",
                        AllowedTo.OPERATOR,
                        context -> steer(context, "undo", operations::undo));
    }

    private void start(Context context) {
        FormFields sent = Caller.form(context);
        Action action = OrderPage.action(sent.get("action"));
        Choice choice = choices.of(sent::get);
        String words = choice.words();
        Preview preview = choices.count(choice, Counted.NOTHING, 0);
        Pace pace = pace(sent, action);
        String by = Caller.of(context).operator().name();
        long number =
                audited.run(
                        context,
                        "operation " + action.word(),
                        words,
                        count(context, choice, preview),
                        () -> {
                            asSeen(choice, sent, preview);
                            return operations.start(new Plan(action, choice.some(), pace, by));
                        },
                        started -> "operation " + started);
        go(context, number, "ordered");
    }

    // Many are counted a part at a time on the page before, and not once more here.
    private static String count(Context context, Choice choice, Preview preview) {
        if (preview.isWhole()) {
            return preview.matched() + " dead";
        }
        FormFields sent = Caller.form(context);
        String seen = sent.get("seen");
        boolean isCounted =
                NUMBER.matcher(seen).matches()
                        && CountSeal.isOf(
                                context,
                                choice.asked(),
                                OrderPage.whole(Long.parseLong(seen)),
                                sent.get("seal"));
        return isCounted
                ? seen + " dead, as counted before"
                : preview.matched()
                        + " dead of the first "
                        + preview.looked()
                        + " of "
                        + preview.total()
                        + " that were looked at";
    }

    // What was found by the archive's index is a list of jobs: not another than was looked at.
    private static void asSeen(Choice choice, FormFields sent, Preview preview) {
        if (!choice.some().ids().isEmpty() && !sent.get("mark").equals(choice.mark())) {
            throw new InvalidJobException(
                    "cannot do this: the search found "
                            + Excerpt.of(sent.get("seen"))
                            + " jobs when you looked, and finds "
                            + preview.matched()
                            + " now, not all the same; nothing was changed. Look again");
        }
    }

    private static Pace pace(FormFields sent, Action action) {
        try {
            Pace pace = Pace.DEFAULT.withRate((int) number(sent.get("rate")));
            return action == Action.RETRY
                    ? pace.withCanary((int) number(sent.get("canary")), pace.patience())
                    : pace;
        } catch (IllegalArgumentException e) {
            throw Problem.of(400, "wrong-form", String.valueOf(e.getMessage())).exception();
        }
    }

    private void steer(Context context, String verb, Steering steering) {
        long number = number(Caller.form(context).get("number"));
        audited.run(
                context,
                "operation " + verb,
                Long.toString(number),
                state(number),
                () -> {
                    steering.steer(number, Caller.of(context).operator().name());
                    return state(number);
                });
        go(context, number, "steered");
    }

    private String state(long number) {
        return operations
                .find(number)
                .map(Operation::state)
                .map(OperationState::word)
                .orElseThrow(
                        () ->
                                new InvalidJobException(
                                        "cannot do this: operation "
                                                + number
                                                + " is not on record any more, or never was"));
    }

    private static long number(String text) {
        if (!NUMBER.matcher(text).matches() || Long.parseLong(text) > Integer.MAX_VALUE) {
            throw Problem.of(
                            400,
                            "wrong-form",
                            "cannot do this: expected a number from 0, found \""
                                    + Excerpt.of(text)
                                    + "\"")
                    .exception();
        }
        return Long.parseLong(text);
    }

    private static void go(Context context, long number, String done) {
        context.redirect(
                Words.with(OperationPages.address(number), "done", done), HttpStatus.SEE_OTHER);
    }
}
