package darkroom.web.dashboard.access;

import io.javalin.http.Context;
import java.util.Optional;

/**
 * The cookie with the id of a session. No script reads it and no other site's page sends it. It
 * ends with the browser; when the session ends the server says.
 */
final class SessionCookie {
    private SessionCookie() {}

    /** The id that was sent, if one was; not yet looked up. */
    static Optional<String> claimed(Context context) {
        return Optional.ofNullable(context.cookie(name(context)));
    }

    static void set(Context context, String id) {
        context.header("Set-Cookie", name(context) + "=" + id + attributes(context));
    }

    static void clear(Context context) {
        context.header("Set-Cookie", name(context) + "=; Max-Age=0" + attributes(context));
    }

    // Browsers keep one set of cookies for all ports of a host, where several dashboards may be.
    private static String name(Context context) {
        return "darkroom-session-" + context.port();
    }

    // A reverse proxy that ends TLS says so; whoever lies in it only has their own cookie lost.
    private static String attributes(Context context) {
        boolean secure = "https".equalsIgnoreCase(context.header("X-Forwarded-Proto"));
        return "; Path=/; HttpOnly; SameSite=Strict" + (secure ? "; Secure" : "");
    }
}
