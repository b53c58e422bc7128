package darkroom.web.session;

import darkroom.jobs.people.People;
import darkroom.jobs.people.Session;
import darkroom.jobs.people.TooBusyException;
import darkroom.web.http.Access;
import darkroom.web.http.Api;
import darkroom.web.http.Caller;
import darkroom.web.http.Json;
import darkroom.web.http.Problem;
import io.javalin.http.Context;
import java.time.Duration;

/** Signing in and out. */
public final class SessionRoutes {
    private static final Duration BUSY_RETRY = Duration.ofSeconds(5);

    private final People people;
    private final SignInLimit limit = new SignInLimit(System::nanoTime);

    /** Opens and ends sessions of {@code people}. */
    public SessionRoutes(People people) {
        this.people = people;
    }

    /** Adds them. */
    public void register(Api api) {
        api.post("/api/sessions", Access.OPEN, this::signIn)
                .delete("/api/sessions", Access.SESSION, this::signOut)
                .problem(
                        TooBusyException.class,
                        e ->
                                Problem.of(503, "too-busy", "cannot check a password now")
                                        .retryAfter(BUSY_RETRY));
    }

    /**
     * What is sent to sign in.
     *
     * @param password never shown
     */
    record SignIn(String name, String password) {
        @Override
        public String toString() {
            return "SignIn[" + name + "]";
        }
    }

    /**
     * What is answered.
     *
     * @param token never shown
     */
    record SignedIn(String token, String personId, String expiresAt) {
        @Override
        public String toString() {
            return "SignedIn[" + personId + "]";
        }
    }

    private void signIn(Context context) {
        SignIn sent = Json.read(context, SignIn.class);
        String address = context.ip();
        limit.attempt(sent.name(), address)
                .ifPresent(
                        wait -> {
                            throw Problem.of(
                                            429,
                                            "too-many-attempts",
                                            "cannot sign in: too many attempts for this name")
                                    .retryAfter(wait)
                                    .exception();
                        });
        Session session =
                people.signIn(sent.name(), sent.password())
                        .orElseThrow(
                                () ->
                                        Problem.of(
                                                        401,
                                                        "wrong-credentials",
                                                        "cannot sign in: name or password is wrong")
                                                .header("WWW-Authenticate", "Bearer")
                                                .exception());
        limit.succeeded(sent.name(), address);
        Json.write(
                context,
                201,
                new SignedIn(
                        session.token(),
                        Long.toString(session.personId()),
                        session.expiresAt().toString()));
    }

    private void signOut(Context context) {
        people.signOut(Caller.token(context));
        context.status(204);
    }
}
