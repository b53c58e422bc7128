package darkroom.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2StreamFrame;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;

/**
 * One request to an {@link ApnsServer}: a stream of HTTP/2. Confined to its connection's thread.
 */
final class ApnsStream extends SimpleChannelInboundHandler<Http2StreamFrame> {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final BiFunction<Http2Headers, Integer, ApnsAnswer> decide;
    private Http2Headers headers = new DefaultHttp2Headers();
    private int payloadBytes;

    /**
     * @param decide what to answer, from the headers and the payload's length in bytes; called once
     */
    ApnsStream(BiFunction<Http2Headers, Integer, ApnsAnswer> decide) {
        this.decide = decide;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, Http2StreamFrame frame) {
        boolean end = false;
        if (frame instanceof Http2HeadersFrame headersFrame) {
            headers = headersFrame.headers();
            end = headersFrame.isEndStream();
        } else if (frame instanceof Http2DataFrame dataFrame) {
            // Only the length counts: what the phone would show is not our business.
            payloadBytes += dataFrame.content().readableBytes();
            end = dataFrame.isEndStream();
        }
        if (end) {
            answer(context, decide.apply(headers, payloadBytes));
        }
    }

    private void answer(ChannelHandlerContext context, ApnsAnswer answer) {
        if (!answer.answers()) {
            return;
        }
        Http2Headers reply = new DefaultHttp2Headers().status(Integer.toString(answer.status()));
        CharSequence id = headers.get("apns-id");
        reply.set("apns-id", id == null ? UUID.randomUUID().toString() : id);
        if (answer.accepts()) {
            write(context, new DefaultHttp2HeadersFrame(reply, true));
            return;
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("reason", answer.reason());
        answer.timestamp().ifPresent(timestamp -> body.put("timestamp", timestamp.toEpochMilli()));
        reply.set("content-type", "application/json");
        try {
            byte[] bytes = JSON.writeValueAsBytes(body);
            write(context, new DefaultHttp2HeadersFrame(reply, false));
            write(context, new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(bytes), true));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of a text and a number is JSON", e);
        }
    }

    private static void write(ChannelHandlerContext context, Http2StreamFrame frame) {
        context.writeAndFlush(frame).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }
}
