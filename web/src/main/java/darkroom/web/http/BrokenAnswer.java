package darkroom.web.http;

import io.javalin.http.Context;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.HttpConfiguration;

/**
 * An answer that has begun and cannot be ended as it should. Its status has been sent; so its
 * connection is closed in the middle, for its caller not to take a part for the whole.
 */
public final class BrokenAnswer {
    private static final String END_POINT = "darkroom.endPoint";

    private BrokenAnswer() {}

    /** Has every request know its connection. */
    public static void enable(HttpConfiguration http) {
        http.addCustomizer(
                (request, headers) -> {
                    request.setAttribute(
                            END_POINT,
                            request.getConnectionMetaData().getConnection().getEndPoint());
                    return request;
                });
    }

    /** Whether some of the answer may have been sent, so that there can be no other. */
    public static boolean hasBegun(Context context) {
        return context.res().isCommitted();
    }

    /** Breaks it off. */
    public static void breakOff(Context context) {
        if (context.req().getAttribute(END_POINT) instanceof EndPoint connection) {
            connection.close();
        }
    }
}
