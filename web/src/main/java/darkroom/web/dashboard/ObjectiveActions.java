package darkroom.web.dashboard;

import darkroom.queue.InvalidJobException;
import darkroom.queue.QueueName;
import darkroom.queue.objectives.Objectives;
import darkroom.web.dashboard.access.AllowedTo;
import darkroom.web.dashboard.access.Caller;
import darkroom.web.dashboard.access.Routes;
import darkroom.web.dashboard.page.Block;
import darkroom.web.dashboard.page.Form;
import darkroom.web.dashboard.page.Form.Field;
import darkroom.web.dashboard.page.Words;
import darkroom.web.http.FormFields;
import darkroom.web.http.Problem;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Sets within which time jobs of a queue are to begin. */
final class ObjectiveActions {
    private final Audited audited;
    private final Objectives objectives;

    ObjectiveActions(Audited audited, Objectives objectives) {
        this.audited = audited;
        this.objectives = objectives;
    }

    void register(Routes routes) {
        routes.post("/queue/objective", AllowedTo.OPERATOR, this::set);
    }

    /** Where it is set; as it is now. */
    static Block form(String queue, Optional<Objectives.Objective> now) {
        return new Form(
                "Objective",
                "/queue/objective",
                List.of(
                        Field.hidden("queue", queue),
                        new Field(
                                "within",
                                "95 of 100 jobs begin within, such as 30s or 10m; empty: what the"
                                        + " build says",
                                Field.MAYBE,
                                now.filter(one -> one.source() == Objectives.Source.SET)
                                        .map(Objectives.Objective::words)
                                        .orElse(""),
                                "off")),
                "Set the objective");
    }

    private void set(Context context) {
        FormFields sent = Caller.form(context);
        String queue = QueueName.check(sent.get("queue"));
        Optional<Duration> within = within(sent.get("within").strip());
        audited.run(
                context,
                "queue objective",
                queue,
                state(queue),
                () -> {
                    within.ifPresentOrElse(
                            some -> objectives.set(queue, some), () -> objectives.clear(queue));
                    return state(queue);
                });
        context.redirect(Words.with("/queue?done=objective", "name", queue), HttpStatus.SEE_OTHER);
    }

    private String state(String queue) {
        return objectives
                .of(queue)
                .map(one -> one.words() + " (" + one.source().word() + ")")
                .orElse("none");
    }

    private static Optional<Duration> within(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Objectives.within(text));
        } catch (InvalidJobException e) {
            throw Problem.of(400, "wrong-form", String.valueOf(e.getMessage())).exception();
        }
    }
}
