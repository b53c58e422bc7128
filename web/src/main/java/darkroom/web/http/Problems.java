package darkroom.web.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpResponseException;
import io.javalin.router.Endpoint;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last resort: whatever ends a request leaves it as a problem. Thread-safe. */
public final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private static final Map<Integer, String> REASONS =
            Map.of(
                    400, "bad-request",
                    404, "not-found",
                    405, "method-not-allowed",
                    408, "too-slow",
                    413, "too-large",
                    414, "uri-too-long",
                    415, "unsupported-media-type",
                    431, "headers-too-large",
                    500, "internal",
                    503, "unavailable");

    private final Supplier<String> ids;

    /**
     * Problems whose unexpected ones carry an id.
     *
     * @param ids a new one each time; {@code [a-z0-9-]+}
     */
    public Problems(Supplier<String> ids) {
        this.ids = ids;
    }

    /** The same, with ids by chance. */
    public static Problems withIdsOf(RandomGenerator random) {
        return new Problems(() -> HexFormat.of().toHexDigits(random.nextLong()));
    }

    /** The stable word for a status that no code of ours chose. */
    static String reason(int status) {
        return REASONS.getOrDefault(status, status < 500 ? "refused" : "internal");
    }

    /** Answers for every exception that nobody else answers for. */
    public void register(RoutesConfig routes) {
        routes.exception(ProblemException.class, (e, context) -> e.problem().write(context));
        routes.exception(HttpResponseException.class, Problems::frameworks);
        routes.exception(Exception.class, this::unexpected);
    }

    /** Makes an {@link Error} of a handler an exception, for it to be answered the same way. */
    public static Handler guarded(Endpoint endpoint) {
        return context -> {
            try {
                endpoint.handler.handle(context);
            } catch (Error e) {
                throw new HandlerError(e);
            }
        };
    }

    private static void frameworks(HttpResponseException e, Context context) {
        int status = e.getStatus();
        if (status < 400) {
            context.status(status);
            return;
        }
        switch (status) {
            case 404 -> Problem.notFound("there is nothing at this address").write(context);
            case 405 -> notAllowed(e).write(context);
            default -> Problem.of(status, reason(status), "cannot take the request").write(context);
        }
    }

    private static Problem notAllowed(HttpResponseException e) {
        String allowed = String.join(", ", e.getDetails().values());
        return Problem.of(
                        405,
                        reason(405),
                        "cannot do this here: expected one of %s".formatted(allowed))
                .header("Allow", allowed);
    }

    /** Logs what nobody expected; gives the id under which to find the line. */
    public String note(Exception e, Context context) {
        String id = ids.get();
        LOG.atError()
                .addKeyValue("error", id)
                .addKeyValue("method", context.method().name())
                .addKeyValue("route", context.endpoint().path)
                .setCause(e instanceof HandlerError ? e.getCause() : e)
                .log("request failed unexpectedly");
        return id;
    }

    // The caller gets only the id.
    private void unexpected(Exception e, Context context) {
        Problem.of(500, reason(500), "cannot answer: the fault is ours and has been noted")
                .with("error", note(e, context))
                .write(context);
    }

    private static final class HandlerError extends Exception {
        private static final long serialVersionUID = 1L;

        HandlerError(Error cause) {
            super(cause);
        }
    }
}
