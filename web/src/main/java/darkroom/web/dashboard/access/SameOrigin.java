package darkroom.web.dashboard.access;

import io.javalin.http.Context;
import java.net.URI;

/** Whether a request was sent by a page of this server, as its browser tells. */
final class SameOrigin {
    private SameOrigin() {}

    /**
     * Whether it was. Browsers send {@code Origin} with every POST; who sends none is no browser,
     * or hides where it comes from.
     */
    static boolean holds(Context context) {
        String origin = context.header("Origin");
        String host = context.header("Host");
        if (origin == null || host == null) {
            return false;
        }
        try {
            URI uri = URI.create(origin);
            String scheme = String.valueOf(uri.getScheme());
            return scheme.matches("https?") && host.equalsIgnoreCase(uri.getRawAuthority());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
