package darkroom.web.dashboard;

import darkroom.jobs.people.TooBusyException;
import darkroom.jobs.shards.RefusedDatabaseException;
import darkroom.jobs.shards.ShardBusyException;
import darkroom.jobs.shards.SqlFailureException;
import darkroom.queue.InvalidJobException;
import darkroom.queue.QueueFullException;
import darkroom.queue.StoreUnavailableException;
import darkroom.queue.handler.DependencyUnavailableException;
import darkroom.queue.operator.RefusedOperatorException;
import darkroom.web.dashboard.access.SignInRoutes;
import darkroom.web.dashboard.page.Block;
import darkroom.web.dashboard.page.Cell;
import darkroom.web.dashboard.page.Facts;
import darkroom.web.dashboard.page.Facts.Fact;
import darkroom.web.dashboard.page.Note;
import darkroom.web.dashboard.page.Tone;
import darkroom.web.http.BrokenAnswer;
import darkroom.web.http.Problem;
import darkroom.web.http.ProblemException;
import darkroom.web.http.Problems;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import java.util.ArrayList;
import java.util.List;

/**
 * The last resort: whatever ends a request leaves it as a page; one that has begun is broken off.
 */
final class ErrorPages {
    /** The member of a problem that is the address of a job's page. */
    static final String JOB = "job";

    private final Problems problems;
    private final Screens screens;
    private final SignInRoutes signIn;

    ErrorPages(Problems problems, Screens screens, SignInRoutes signIn) {
        this.problems = problems;
        this.screens = screens;
        this.signIn = signIn;
    }

    void register(RoutesConfig routes) {
        routes.exception(ProblemException.class, (e, context) -> problem(context, e.problem()));
        routes.exception(HttpResponseException.class, this::frameworks);
        routes.exception(InvalidJobException.class, (e, context) -> show(context, 409, message(e)));
        routes.exception(
                RefusedOperatorException.class, (e, context) -> show(context, 409, message(e)));
        routes.exception(
                StoreUnavailableException.class, (e, context) -> show(context, 503, message(e)));
        for (Class<? extends RuntimeException> database :
                List.of(
                        DependencyUnavailableException.class,
                        ShardBusyException.class,
                        SqlFailureException.class,
                        RefusedDatabaseException.class)) {
            routes.exception(database, (e, context) -> show(context, 503, message(e)));
        }
        routes.exception(
                QueueFullException.class,
                (e, context) ->
                        show(
                                context,
                                503,
                                "cannot do this: Redis is at its maxmemory; try again when the"
                                        + " fleet has drained it, or raise maxmemory"));
        routes.exception(TooBusyException.class, (e, context) -> show(context, 503, message(e)));
        routes.exception(
                Exception.class,
                (e, context) ->
                        show(
                                context,
                                500,
                                "cannot answer: the fault is ours and has been noted as "
                                        + problems.note(e, context)));
    }

    private void problem(Context context, Problem problem) {
        problem.headers().forEach(context::header);
        if (problem.status() == 401) {
            signIn.ask(context);
        } else {
            show(context, problem.status(), problem.detail(), job(problem));
        }
    }

    private static List<Block> job(Problem problem) {
        return problem.members().get(JOB) instanceof String page
                ? List.of(new Facts(List.of(new Fact("Job", Cell.link("Where it is now", page)))))
                : List.of();
    }

    private void frameworks(HttpResponseException e, Context context) {
        switch (e.getStatus()) {
            case 404 -> show(context, 404, "there is nothing at this address");
            case 405 -> {
                context.header("Allow", String.join(", ", e.getDetails().values()));
                show(context, 405, "cannot do this here");
            }
            default -> show(context, e.getStatus(), "cannot take the request");
        }
    }

    private void show(Context context, int status, String detail) {
        show(context, status, detail, List.of());
    }

    // A page behind the part of a file would make it look whole.
    private void show(Context context, int status, String detail, List<Block> more) {
        if (BrokenAnswer.hasBegun(context)) {
            BrokenAnswer.breakOff(context);
            return;
        }
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Note(sentence(detail), Tone.BAD));
        blocks.addAll(more);
        screens.show(context, status, HttpStatus.forStatus(status).getMessage(), blocks);
    }

    private static String message(Exception e) {
        return String.valueOf(e.getMessage());
    }

    private static String sentence(String detail) {
        String text = Redaction.of(detail);
        return text.isEmpty()
                ? "The request failed."
                : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
