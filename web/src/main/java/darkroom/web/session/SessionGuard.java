package darkroom.web.session;

import darkroom.jobs.people.People;
import darkroom.web.http.Access;
import darkroom.web.http.Caller;
import darkroom.web.http.Problem;
import darkroom.web.http.ProblemException;
import io.javalin.http.Context;
import io.javalin.http.Handler;

/** Lets nobody but the owner of a live session through, save to routes that say they are open. */
public final class SessionGuard implements Handler {
    private final People people;

    /** Asks {@code people} for sessions. */
    public SessionGuard(People people) {
        this.people = people;
    }

    @Override
    public void handle(Context context) {
        if (context.routeRoles().contains(Access.OPEN)) {
            return;
        }
        String token =
                Caller.claimedToken(context)
                        .orElseThrow(
                                () ->
                                        refused(
                                                "no-token",
                                                "expected header Authorization: Bearer TOKEN",
                                                "Bearer"));
        long personId =
                people.authenticate(token)
                        .orElseThrow(
                                () ->
                                        refused(
                                                "invalid-token",
                                                "the session has ended or never was; sign in",
                                                "Bearer error=\"invalid_token\""));
        Caller.set(context, personId, token);
    }

    // https://www.rfc-editor.org/rfc/rfc6750#section-3
    private static ProblemException refused(String reason, String why, String challenge) {
        return Problem.of(401, reason, "cannot tell who calls: " + why)
                .header("WWW-Authenticate", challenge)
                .exception();
    }
}
