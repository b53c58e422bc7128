package darkroom.embedded;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;

/**
 * Stands last on a connection: that it is lost, which ends it, is no news to anybody. Clients are
 * killed here on purpose, and a warning with a stack would look as if something were wrong.
 */
final class LostConnections extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            context.fireExceptionCaught(cause);
        }
    }
}
