package darkroom.web.dashboard;

import darkroom.queue.InvalidJobException;
import darkroom.queue.QueueName;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.inspect.DeadJobs.DeadView;
import darkroom.queue.inspect.Queues;
import darkroom.queue.operator.Operators;
import darkroom.web.dashboard.access.AllowedTo;
import darkroom.web.dashboard.access.Caller;
import darkroom.web.dashboard.access.Routes;
import darkroom.web.dashboard.page.Words;
import darkroom.web.http.Problem;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;

/** What can be done from the pages. Each is a POST, checked by role, and in the audit log. */
final class Actions {
    private final Audited audited;
    private final Queues queues;
    private final DeadJobs dead;
    private final Operators operators;
    private final JobPage job;

    Actions(Audited audited, Queues queues, DeadJobs dead, Operators operators, JobPage job) {
        this.audited = audited;
        this.queues = queues;
        this.dead = dead;
        this.operators = operators;
        this.job = job;
    }

    void register(Routes routes) {
        routes.post("/queue/pause", AllowedTo.OPERATOR, this::pause)
                .post("/queue/resume", AllowedTo.OPERATOR, this::resume)
                .post("/dead/retry", AllowedTo.OPERATOR, this::retry)
                .post("/dead/discard", AllowedTo.OPERATOR, this::discard)
                .post("/job/args", AllowedTo.OPERATOR, this::showArgs)
                .post("/job/edit", AllowedTo.OPERATOR, this::edit)
                .post("/operators/remove", AllowedTo.ADMIN, this::remove);
    }

    private void pause(Context context) {
        String name = QueueName.check(sent(context, "queue"));
        audited.run(
                context,
                "queue pause",
                name,
                state(name),
                () -> {
                    queues.pause(name);
                    return "paused";
                });
        go(context, Words.with("/queue?done=paused", "name", name));
    }

    private void resume(Context context) {
        String name = QueueName.check(sent(context, "queue"));
        audited.run(
                context,
                "queue resume",
                name,
                state(name),
                () -> {
                    queues.resume(name);
                    return "open";
                });
        go(context, Words.with("/queue?done=resumed", "name", name));
    }

    private void retry(Context context) {
        String id = sent(context, "id");
        audited.run(
                context,
                "dead retry",
                id,
                state(dead(id)),
                () -> {
                    dead.retry(id);
                    return "ready";
                });
        go(context, "/dead?done=retried");
    }

    private void discard(Context context) {
        String id = sent(context, "id");
        audited.run(
                context,
                "dead discard",
                id,
                state(dead(id)),
                () -> {
                    dead.discard(id);
                    return "gone";
                });
        go(context, "/dead?done=discarded");
    }

    private void showArgs(Context context) {
        DeadView view = dead(sent(context, "id"));
        audited.run(context, "job args", view.job().id(), "masked", () -> "shown");
        job.show(context, view, Masking.Extent.TEXTS);
    }

    private void edit(Context context) {
        String id = sent(context, "id");
        DeadView view = dead(id);
        String seen = Long.toString(view.since().toEpochMilli());
        audited.run(
                context,
                "dead edit",
                id,
                state(view),
                () -> {
                    if (!seen.equals(sent(context, "since"))) {
                        throw new InvalidJobException(
                                "cannot edit job "
                                        + id
                                        + ": it has died again since you looked, at "
                                        + view.since()
                                        + "; nothing was changed. Look at it again");
                    }
                    dead.edit(id, sent(context, "args"), Caller.of(context).operator().name());
                    return "ready with other args";
                });
        go(context, "/dead?done=edited");
    }

    private void remove(Context context) {
        String name = sent(context, "name");
        if (name.equals(Caller.of(context).operator().name())) {
            throw Problem.of(
                            409,
                            "own-account",
                            "cannot remove operator " + name + ": that is you; have another do it")
                    .exception();
        }
        audited.run(
                context,
                "operator remove",
                name,
                operators.find(name).map(operator -> operator.role().word()).orElse("none"),
                () -> operators.remove(name) ? "gone" : "none");
        go(context, "/operators?done=removed");
    }

    private String state(String queue) {
        return queues.paused().contains(queue) ? "paused" : "open";
    }

    private static String state(DeadView view) {
        return "dead, kind %s, queue %s, attempt %d, %s"
                .formatted(
                        view.job().kind(),
                        view.job().queue(),
                        view.job().attempt(),
                        view.job().cause().type());
    }

    private DeadView dead(String id) {
        return dead.find(id)
                .orElseThrow(
                        () ->
                                Problem.of(
                                                409,
                                                "not-dead",
                                                "cannot do this: the job is not dead any more, or"
                                                        + " never was; it may have been retried or"
                                                        + " discarded meanwhile")
                                        .exception());
    }

    private static String sent(Context context, String field) {
        String value = Caller.form(context).get(field);
        if (value.isEmpty()) {
            throw Problem.of(
                            400,
                            "wrong-form",
                            "cannot do this: expected field \"" + field + "\", found none")
                    .exception();
        }
        return value;
    }

    private static void go(Context context, String address) {
        context.redirect(address, HttpStatus.SEE_OTHER);
    }
}
