package darkroom.web.dashboard;

import darkroom.queue.QueueName;
import darkroom.queue.inspect.Queues;
import darkroom.queue.operator.Operators;
import darkroom.web.dashboard.access.AllowedTo;
import darkroom.web.dashboard.access.Caller;
import darkroom.web.dashboard.access.Routes;
import darkroom.web.dashboard.page.Words;
import darkroom.web.http.Problem;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;

/** Pauses queues and removes operators. Each is a POST, checked by role, and in the audit log. */
final class Actions {
    private final Audited audited;
    private final Queues queues;
    private final Operators operators;

    Actions(Audited audited, Queues queues, Operators operators) {
        this.audited = audited;
        this.queues = queues;
        this.operators = operators;
    }

    void register(Routes routes) {
        routes.post("/queue/pause", AllowedTo.OPERATOR, this::pause)
                .post("/queue/resume", AllowedTo.OPERATOR, this::resume)
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

    /** A field of the form that has to be there. */
    static String sent(Context context, String field) {
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

    /** Leads to a page once it is done. */
    static void go(Context context, String address) {
        context.redirect(address, HttpStatus.SEE_OTHER);
    }
}
