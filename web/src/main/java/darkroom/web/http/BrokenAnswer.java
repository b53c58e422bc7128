package darkroom.web.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.HttpConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An answer that has begun and cannot be ended as it should. Its status has been sent; so its
 * connection is closed in the middle, for its caller not to take a part for the whole.
 */
public final class BrokenAnswer {
    private static final Logger LOG = LoggerFactory.getLogger(BrokenAnswer.class);
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
            if (connection.getTransport() instanceof SocketChannel channel) {
                reset(channel);
            }
            connection.close();
        }
    }

    // Who asked for no more than this answer, as a proxy does by HTTP/1.0, is told its end by that
    // of the connection: as if it were whole, unless that is reset.
    private static void reset(SocketChannel channel) {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException closed) {
            LOG.atDebug().setCause(closed).log("a broken answer has lost its connection");
        }
    }
}
