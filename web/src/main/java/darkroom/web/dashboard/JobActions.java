package darkroom.web.dashboard;

import darkroom.queue.Excerpt;
import darkroom.queue.InvalidJobException;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.inspect.DeadJobs.DeadView;
import darkroom.queue.inspect.JobPlaces;
import darkroom.queue.inspect.JobPlaces.Found;
import darkroom.queue.inspect.JobPlaces.Look;
import darkroom.queue.inspect.WaitingJob;
import darkroom.web.dashboard.access.AllowedTo;
import darkroom.web.dashboard.access.Caller;
import darkroom.web.dashboard.access.Routes;
import darkroom.web.dashboard.page.Words;
import darkroom.web.http.Problem;
import darkroom.web.http.ProblemException;
import io.javalin.http.Context;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What can be done to one dead job. Each is a POST, checked by role, and in the audit log; on a job
 * that is not dead any more nothing is done, and where it is now is said.
 */
final class JobActions {
    private final Audited audited;
    private final DeadJobs dead;
    private final JobPlaces places;
    private final JobPage job;

    JobActions(Audited audited, DeadJobs dead, JobPlaces places, JobPage job) {
        this.audited = audited;
        this.dead = dead;
        this.places = places;
        this.job = job;
    }

    void register(Routes routes) {
        routes.post("/dead/retry", AllowedTo.OPERATOR, this::retry)
                .post("/dead/discard", AllowedTo.OPERATOR, this::discard)
                .post("/job/args", AllowedTo.OPERATOR, this::showArgs)
                .post("/job/edit", AllowedTo.OPERATOR, this::edit);
    }

    private void retry(Context context) {
        String id = Actions.sent(context, "id");
        run(
                context,
                "dead retry",
                dead(id),
                () -> {
                    dead.retry(id);
                    return "ready";
                });
        Actions.go(context, "/dead?done=retried");
    }

    private void discard(Context context) {
        String id = Actions.sent(context, "id");
        run(
                context,
                "dead discard",
                dead(id),
                () -> {
                    dead.discard(id);
                    return "gone";
                });
        Actions.go(context, "/dead?done=discarded");
    }

    private void showArgs(Context context) {
        DeadView view = dead(Actions.sent(context, "id"));
        audited.run(context, "job args", view.job().id(), "masked", () -> "shown");
        job.show(context, view, Masking.Extent.TEXTS);
    }

    private void edit(Context context) {
        String id = Actions.sent(context, "id");
        DeadView view = dead(id);
        String seen = Long.toString(view.since().toEpochMilli());
        run(
                context,
                "dead edit",
                view,
                () -> {
                    if (!seen.equals(Actions.sent(context, "since"))) {
                        throw new InvalidJobException(
                                "cannot edit job "
                                        + id
                                        + ": it has died again since you looked, at "
                                        + view.since()
                                        + "; nothing was changed. Look at it again");
                    }
                    String args = Actions.sent(context, "args");
                    dead.edit(id, args, Caller.of(context).operator().name());
                    return "ready with other args";
                });
        Actions.go(context, "/dead?done=edited");
    }

    private void run(Context context, String verb, DeadView view, Supplier<String> work) {
        String id = view.job().id();
        try {
            audited.run(context, verb, id, state(view), work);
        } catch (InvalidJobException e) {
            // Somebody may have been faster since it was looked at.
            if (dead.find(id).isEmpty()) {
                throw notDead(id);
            }
            throw e;
        }
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
        return dead.find(id).orElseThrow(() -> notDead(id));
    }

    private ProblemException notDead(String id) {
        Look look = places.find(id, Optional.empty());
        String where =
                look.found()
                        .map(JobActions::where)
                        .orElse(
                                look.everywhere()
                                        ? "it is done, was discarded or cancelled, or goes from one"
                                                + " place to another just now"
                                        : "it is done, was discarded or cancelled, or waits behind"
                                                + " others, where \"darkroom job show\" finds it");
        Problem problem =
                Problem.of(
                        409,
                        "not-dead",
                        "cannot do this: job "
                                + Excerpt.of(id)
                                + " is not dead any more, or never was: "
                                + where
                                + "; nothing was changed");
        return look.found()
                .map(found -> problem.with(ErrorPages.JOB, JobPage.address(found.job())))
                .orElse(problem)
                .exception();
    }

    private static String where(Found found) {
        WaitingJob waiting = found.job();
        return !found.process().isEmpty()
                ? "process " + found.process() + " runs it, or will next"
                : waiting.due()
                        .map(
                                at ->
                                        "it is %s, due at %s UTC"
                                                .formatted(waiting.place().word(), Words.time(at)))
                        .orElse("it waits in queue " + waiting.queue());
    }
}
