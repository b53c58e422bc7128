package darkroom.web.dashboard.access;

import darkroom.queue.operator.AuditEntry.Act;
import darkroom.queue.operator.AuditEntry.Phase;
import darkroom.queue.operator.AuditLog;
import darkroom.queue.operator.Operator;
import darkroom.queue.operator.OperatorSessions;
import darkroom.queue.operator.Operators;
import darkroom.queue.operator.Role;
import darkroom.queue.operator.SetupLink;
import darkroom.web.dashboard.page.Block;
import darkroom.web.dashboard.page.Form;
import darkroom.web.dashboard.page.Form.Field;
import darkroom.web.dashboard.page.Note;
import darkroom.web.dashboard.page.Tone;
import darkroom.web.http.FormFields;
import darkroom.web.http.Problem;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signing in and out, the first account, and one's own password. */
public final class SignInRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(SignInRoutes.class);

    private final Guard guard;
    private final SignIn signIn;
    private final Stores stores;
    private final Screen screen;

    /**
     * Serves them.
     *
     * @param screen shows pages
     */
    public SignInRoutes(Guard guard, SignIn signIn, Stores stores, Screen screen) {
        this.guard = guard;
        this.signIn = signIn;
        this.stores = stores;
        this.screen = screen;
    }

    /** Where accounts and sessions are, and what was done to them. */
    public record Stores(
            Operators operators, OperatorSessions sessions, SetupLink link, AuditLog audit) {}

    /** Shows a page. */
    @FunctionalInterface
    public interface Screen {
        /** Answers with it. */
        void show(Context context, int status, String title, List<Block> blocks);
    }

    /** Adds them. */
    public void register(Routes routes) {
        routes.get("/sign-in", AllowedTo.ANYONE, context -> form(context, 200, "/", ""))
                .post("/sign-in", AllowedTo.ANYONE, this::in)
                .post("/sign-out", AllowedTo.VIEWER, this::out)
                .get("/setup", AllowedTo.ANYONE, this::setupForm)
                .post("/setup", AllowedTo.ANYONE, this::setup)
                .get("/account", AllowedTo.VIEWER, this::account)
                .post("/account/password", AllowedTo.VIEWER, this::changePassword);
    }

    /** Answers somebody who is not known, and brings them to where they wanted to go afterwards. */
    public void ask(Context context) {
        String query = context.queryString();
        String next = context.path() + (query == null ? "" : "?" + query);
        form(context, 401, context.method().name().equals("GET") ? next : "/", "");
    }

    private void form(Context context, int status, String next, String fault) {
        Form form =
                new Form(
                        "",
                        "/sign-in",
                        List.of(
                                Field.hidden("next", isLocal(next) ? next : "/"),
                                new Field("name", "Name", "text", "", "username"),
                                new Field(
                                        "secret",
                                        "Password or API token",
                                        "password",
                                        "",
                                        "current-password")),
                        "Sign in");
        List<Block> blocks =
                fault.isEmpty() ? List.of(form) : List.of(new Note(fault, Tone.BAD), form);
        screen.show(context, status, "Sign in", blocks);
    }

    private void in(Context context) {
        FormFields sent = Caller.form(context);
        Optional<Operator> operator =
                signIn.check(sent.get("name"), sent.get("secret"), context.ip());
        if (operator.isEmpty()) {
            LOG.atWarn().addKeyValue("from", context.ip()).log("sign-in refused");
            form(
                    context,
                    401,
                    sent.get("next"),
                    "Name and password or token do not go together. Try again.");
            return;
        }
        begin(context, operator.get());
        context.redirect(isLocal(sent.get("next")) ? sent.get("next") : "/", HttpStatus.SEE_OTHER);
    }

    // Always under a new id: one that somebody else has put there is worth nothing.
    private void begin(Context context, Operator operator) {
        SessionCookie.claimed(context).ifPresent(this::end);
        SessionCookie.set(context, stores.sessions().open(operator).id());
    }

    private void end(String session) {
        guard.forget(session);
        stores.sessions().close(session);
    }

    private void out(Context context) {
        end(Caller.of(context).session());
        SessionCookie.clear(context);
        context.redirect("/sign-in", HttpStatus.SEE_OTHER);
    }

    private void setupForm(Context context) {
        String token = context.queryParam("token");
        if (token == null || !stores.link().isOpen(token)) {
            throw noLink();
        }
        screen.show(
                context,
                200,
                "The first operator",
                List.of(
                        new Note(
                                "There are no operators yet. This one may do everything, and add"
                                        + " others with \"darkroom operator add\".",
                                Tone.PLAIN),
                        new Form(
                                "",
                                "/setup",
                                List.of(
                                        Field.hidden("token", token),
                                        new Field("name", "Name", "text", "admin", "username"),
                                        newPassword()),
                                "Make the account")));
    }

    private void setup(Context context) {
        FormFields sent = Caller.form(context);
        String name = sent.get("name").strip();
        if (!Operator.isName(name)) {
            throw Problem.of(
                            400,
                            "refused-name",
                            "cannot use the name: expected 1 to 40 letters a to z, digits, dots,"
                                    + " dashes and underscores, found something else")
                    .exception();
        }
        if (!stores.link().isOpen(sent.get("token"))) {
            throw noLink();
        }
        String hash = signIn.hash(sent.get("password"));
        if (!stores.link().take(sent.get("token")) || stores.operators().count() > 0) {
            throw noLink();
        }
        Act act = new Act(name, context.ip(), "operator add", name);
        stores.audit().add(act, Phase.BEGUN, "none");
        stores.operators().addWithPassword(name, Role.ADMIN, hash);
        stores.audit().add(act, Phase.DONE, Role.ADMIN.word());
        LOG.atInfo().addKeyValue("operator", name).log("first operator made");
        begin(context, stores.operators().find(name).orElseThrow(SignInRoutes::noLink));
        context.redirect("/", HttpStatus.SEE_OTHER);
    }

    private void account(Context context) {
        screen.show(
                context,
                200,
                "Your account",
                List.of(
                        new Form(
                                "Another password",
                                "/account/password",
                                List.of(
                                        Field.known("name", Caller.of(context).operator().name()),
                                        new Field(
                                                "secret",
                                                "Password or API token now",
                                                "password",
                                                "",
                                                "current-password"),
                                        newPassword()),
                                "Change it")));
    }

    private void changePassword(Context context) {
        Caller caller = Caller.of(context);
        FormFields sent = Caller.form(context);
        String name = caller.operator().name();
        if (signIn.check(name, sent.get("secret"), context.ip()).isEmpty()) {
            throw Problem.of(
                            403,
                            "wrong-credentials",
                            "cannot change the password: the present one is another")
                    .exception();
        }
        String hash = signIn.hash(sent.get("password"));
        Act act = new Act(name, context.ip(), "operator password", name);
        stores.audit().add(act, Phase.BEGUN, "the old one");
        Optional<Operator> changed = stores.operators().changePassword(name, hash);
        changed.ifPresent(
                operator -> {
                    stores.audit().add(act, Phase.DONE, "a new one");
                    LOG.atInfo().addKeyValue("operator", name).log("password changed");
                    // All sessions have ended with the old one, this one too.
                    begin(context, operator);
                });
        context.redirect("/account", HttpStatus.SEE_OTHER);
    }

    private static Field newPassword() {
        return new Field(
                "password",
                "New password, at least " + SignIn.PASSWORD_CHARS_MIN + " characters",
                "password",
                "",
                "new-password");
    }

    private static RuntimeException noLink() {
        return Problem.of(
                        403,
                        "no-link",
                        "cannot make the first operator: the link has been used or has ended;"
                                + " while there are no operators \"darkroom dashboard\" prints"
                                + " another one when it starts")
                .exception();
    }

    /** Whether it is an address of this server, whatever a browser makes of it. */
    static boolean isLocal(String address) {
        if (!address.matches("/([^/\\\\\\p{Cntrl}].*)?") || address.indexOf('\\') >= 0) {
            return false;
        }
        try {
            URI uri = new URI(address);
            return uri.getScheme() == null && uri.getRawAuthority() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
