package darkroom.web.dashboard.access;

import darkroom.queue.operator.Operator;
import darkroom.queue.operator.OperatorSession;
import darkroom.web.dashboard.page.Shell.Visitor;
import darkroom.web.http.FormFields;
import io.javalin.http.Context;
import java.util.Optional;

/**
 * Who calls.
 *
 * @param operator as they were when the guard let them through
 * @param session its id; empty where they came with an API token
 * @param csrf what a form of theirs has to hold; empty where they came with an API token
 */
public record Caller(Operator operator, String session, String csrf) {
    private static final String ATTRIBUTE = "darkroom.caller";
    private static final String FORM = "darkroom.form";

    static Caller of(OperatorSession session) {
        return new Caller(session.operator(), session.id(), session.csrf());
    }

    static Caller ofToken(Operator operator) {
        return new Caller(operator, "", "");
    }

    /** Shows no secret. */
    @Override
    public String toString() {
        return "Caller[" + operator.name() + "]";
    }

    void set(Context context) {
        context.attribute(ATTRIBUTE, this);
    }

    /** Who calls, if they are known. */
    public static Optional<Caller> find(Context context) {
        return Optional.ofNullable(context.attribute(ATTRIBUTE));
    }

    /** Who calls; only on routes that are not for anyone. */
    public static Caller of(Context context) {
        return find(context)
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "cannot tell who calls "
                                                + context.endpoint().path
                                                + ": the route is for anyone"));
    }

    /** How a page shows who calls. */
    public static Visitor visitor(Context context) {
        return find(context)
                .map(
                        caller ->
                                new Visitor(
                                        caller.operator().name(),
                                        caller.operator().role().word(),
                                        caller.csrf()))
                .orElse(Visitor.NOBODY);
    }

    /** The fields that were sent; read once, whoever asks first. */
    public static FormFields form(Context context) {
        FormFields read = context.attribute(FORM);
        if (read == null) {
            read = FormFields.read(context);
            context.attribute(FORM, read);
        }
        return read;
    }
}
