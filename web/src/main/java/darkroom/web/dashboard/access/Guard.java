package darkroom.web.dashboard.access;

import darkroom.queue.StoreUnavailableException;
import darkroom.queue.operator.OperatorSession;
import darkroom.queue.operator.OperatorSessions;
import darkroom.queue.operator.Operators;
import darkroom.queue.operator.Role;
import darkroom.web.http.AttemptLimit;
import darkroom.web.http.Problem;
import darkroom.web.http.ProblemException;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/** Stands before every route: who calls, may they, and did they mean to. */
public final class Guard implements Handler {
    private static final int WRONG_TOKENS_MAX = 30;

    private final Operators operators;
    private final OperatorSessions sessions;
    private final Remembered remembered = new Remembered(System::nanoTime);
    private final AttemptLimit wrongTokens = new AttemptLimit(WRONG_TOKENS_MAX, System::nanoTime);

    /** Asks these two. */
    public Guard(Operators operators, OperatorSessions sessions) {
        this.operators = operators;
        this.sessions = sessions;
    }

    @Override
    public void handle(Context context) {
        boolean changes = context.method().name().equals("POST");
        Optional<Role> needed = needed(context);
        // Other schemes are those of a proxy that stands before this.
        Optional<String> token = darkroom.web.http.Caller.claimedToken(context);
        if (token.isPresent()) {
            byToken(context, token.get()).set(context);
        } else {
            if (changes && !SameOrigin.holds(context)) {
                throw refused("the request was not sent by a page of this server");
            }
            bySession(context).ifPresent(caller -> caller.set(context));
        }
        if (needed.isEmpty()) {
            return;
        }
        Caller caller = Caller.find(context).orElseThrow(Guard::unknown);
        if (!caller.operator().role().covers(needed.get())) {
            throw refused(
                    "expected role "
                            + needed.get().word()
                            + ", found "
                            + caller.operator().role().word());
        }
        if (changes && token.isEmpty() && !holdsToken(context, caller)) {
            throw refused("the form is not of this session; load the page again");
        }
    }

    /** Ends what is known of a session here. */
    void forget(String session) {
        remembered.forget(session);
    }

    // A route that says nothing is for those who may do everything.
    private static Optional<Role> needed(Context context) {
        return context.routeRoles().stream()
                .filter(AllowedTo.class::isInstance)
                .map(role -> ((AllowedTo) role).role())
                .findFirst()
                .orElse(Optional.of(Role.ADMIN));
    }

    private Caller byToken(Context context, String token) {
        String address = context.ip();
        SignIn.count(wrongTokens, address);
        Caller caller = operators.byToken(token).map(Caller::ofToken).orElseThrow(Guard::unknown);
        wrongTokens.succeeded(address);
        return caller;
    }

    private Optional<Caller> bySession(Context context) {
        Optional<String> claimed = SessionCookie.claimed(context);
        if (claimed.isEmpty()) {
            return Optional.empty();
        }
        String id = claimed.get();
        try {
            // A page that only stays as things are now is no sign of a person.
            Optional<OperatorSession> session =
                    isByItself(context) ? sessions.look(id) : sessions.touch(id);
            Optional<Caller> caller = session.map(Caller::of);
            caller.ifPresentOrElse(remembered::note, () -> remembered.forget(id));
            return caller;
        } catch (StoreUnavailableException e) {
            if (!context.method().name().equals("POST")) {
                return remembered.find(id);
            }
            throw e;
        }
    }

    private static boolean isByItself(Context context) {
        return context.header("Darkroom-Live") != null
                || String.valueOf(context.header("Accept")).contains("text/event-stream");
    }

    private static boolean holdsToken(Context context, Caller caller) {
        return MessageDigest.isEqual(
                Caller.form(context).get("csrf").getBytes(StandardCharsets.UTF_8),
                caller.csrf().getBytes(StandardCharsets.UTF_8));
    }

    private static ProblemException unknown() {
        return Problem.of(401, "no-session", "sign in to go on")
                .header("WWW-Authenticate", "Bearer")
                .exception();
    }

    private static ProblemException refused(String why) {
        return Problem.of(403, "forbidden", "cannot do this: " + why).exception();
    }
}
