package darkroom.workers;

import darkroom.queue.redis.Keys;
import darkroom.queue.redis.RedisAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Puts bytes into a queue as a client does that knows nothing of us: RPUSH, in bare RESP. */
final class ForeignClient {
    private ForeignClient() {}

    static void push(RedisAddress address, String queue, byte[] payload) {
        String key = new Keys(address.namespace(), 0).queue(queue);
        try (Socket socket = new Socket(address.uri().getHost(), address.uri().getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(
                    ("*3\r\n$5\r\nRPUSH\r\n$"
                                    + key.length()
                                    + "\r\n"
                                    + key
                                    + "\r\n$"
                                    + payload.length
                                    + "\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            out.write(payload);
            out.write("\r\n".getBytes(StandardCharsets.UTF_8));
            if (socket.getInputStream().read() != ':') {
                throw new IllegalStateException("cannot push: Redis answered with an error");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
