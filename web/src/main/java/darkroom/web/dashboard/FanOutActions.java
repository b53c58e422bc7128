package darkroom.web.dashboard;

import darkroom.jobs.feed.FanOut;
import darkroom.jobs.feed.FanOutBoard;
import darkroom.web.dashboard.access.AllowedTo;
import darkroom.web.dashboard.access.Caller;
import darkroom.web.dashboard.access.Routes;
import darkroom.web.http.Problem;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.Optional;
import java.util.function.Supplier;

/** Ends a fan-out, and has it go on. Each is a POST, checked by role, and in the audit log. */
final class FanOutActions {
    private final Audited audited;
    private final Supplier<Optional<FanOutBoard>> source;

    FanOutActions(Audited audited, Supplier<Optional<FanOutBoard>> source) {
        this.audited = audited;
        this.source = source;
    }

    void register(Routes routes) {
        routes.post("/fan-out/cancel", AllowedTo.OPERATOR, this::cancel)
                .post("/fan-out/resume", AllowedTo.OPERATOR, this::resume);
    }

    private void cancel(Context context) {
        FanOutBoard board = board();
        long photo = photo(context);
        String who = Caller.of(context).operator().name();
        audited.run(
                context,
                "fan-out cancel",
                "photo " + photo,
                state(board, photo),
                () -> {
                    board.cancel(photo, who);
                    return state(board, photo);
                });
        context.redirect(FanOutPages.address(photo) + "&done=stopped", HttpStatus.SEE_OTHER);
    }

    private void resume(Context context) {
        FanOutBoard board = board();
        long photo = photo(context);
        audited.run(
                context,
                "fan-out resume",
                "photo " + photo,
                state(board, photo),
                () -> "running, by job " + board.resume(photo));
        context.redirect(FanOutPages.address(photo) + "&done=again", HttpStatus.SEE_OTHER);
    }

    private static String state(FanOutBoard board, long photo) {
        return board.find(photo).map(FanOut::summary).orElse("none has begun");
    }

    private FanOutBoard board() {
        return source.get()
                .orElseThrow(
                        () ->
                                Problem.of(
                                                409,
                                                "no-database",
                                                "cannot do this: this dashboard knows no database;"
                                                        + " start it with --databases and --shards")
                                        .exception());
    }

    private static long photo(Context context) {
        return Asked.id("photo", Caller.form(context).get("photo"));
    }
}
