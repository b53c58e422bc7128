package darkroom.web.http;

import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * The body of one request, read piece by piece with a limit and a deadline. For one thread.
 *
 * <p>A body that is refused half way is read on for a moment and thrown away: a client that still
 * sends would otherwise meet a closed connection and never see the answer.
 */
public final class Body {
    private static final Duration JSON_DEADLINE = Duration.ofSeconds(10);
    private static final Duration LINGER = Duration.ofSeconds(5);
    private static final long LINGER_BYTES_MAX = 32L << 20;
    private static final int PIECE_BYTES = 64 * 1024;

    private final InputStream stream;
    private final long bytesMax;
    private final Duration deadline;
    private final long start = System.nanoTime();
    private final byte[] piece = new byte[PIECE_BYTES];
    private long bytes;

    private Body(InputStream stream, long bytesMax, Duration deadline) {
        this.stream = stream;
        this.bytesMax = bytesMax;
        this.deadline = deadline;
    }

    /**
     * Opens the request's body.
     *
     * @param bytesMax longest that is read
     * @param deadline for all of it to arrive
     * @throws ProblemException 413 where its header alone says that it is longer; nothing was read
     */
    public static Body open(Context context, long bytesMax, Duration deadline) {
        Body body = new Body(context.bodyInputStream(), bytesMax, deadline);
        if (declared(context) > bytesMax) {
            // A client that waits for "100 Continue" sends nothing until someone reads.
            if (context.header("Expect") == null) {
                body.discard();
            }
            throw body.tooLarge();
        }
        return body;
    }

    static byte[] read(Context context, int bytesMax) {
        Body body = open(context, bytesMax, JSON_DEADLINE);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuffer next = body.next(); next.hasRemaining(); next = body.next()) {
            all.write(body.piece, 0, next.remaining());
        }
        return all.toByteArray();
    }

    /**
     * The next piece; empty at the end. It is overwritten by the next call.
     *
     * @throws ProblemException 413 past the limit, 408 past the deadline, 400 where the client went
     *     away
     */
    public ByteBuffer next() {
        try {
            int read = stream.read(piece);
            if (read < 0) {
                return ByteBuffer.allocate(0);
            }
            bytes += read;
            if (bytes > bytesMax) {
                discard();
                throw tooLarge();
            }
            if (elapsed().compareTo(deadline) > 0) {
                throw tooSlow();
            }
            return ByteBuffer.wrap(piece, 0, read);
        } catch (IOException e) {
            throw broken();
        }
    }

    /** Reads on and throws away what comes, for {@code LINGER} or {@code LINGER_BYTES_MAX}. */
    public void discard() {
        long from = System.nanoTime();
        long discarded = 0;
        try {
            int read = 0;
            while (read >= 0
                    && discarded < LINGER_BYTES_MAX
                    && System.nanoTime() - from < LINGER.toNanos()) {
                read = stream.read(piece);
                discarded += Math.max(read, 0);
            }
        } catch (IOException e) {
            // Nobody is left to be answered.
            return;
        }
    }

    private static long declared(Context context) {
        String length = context.header("Content-Length");
        try {
            return length == null ? -1 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            // Jetty refuses what is no number; what is left does not fit into a long.
            return Long.MAX_VALUE;
        }
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private ProblemException tooLarge() {
        return Problem.of(
                        413,
                        "too-large",
                        "cannot read the body: expected at most %d bytes, found more"
                                .formatted(bytesMax))
                .header("Connection", "close")
                .exception();
    }

    private ProblemException tooSlow() {
        return Problem.of(
                        408,
                        "too-slow",
                        "cannot read the body: expected all of it within %d s"
                                .formatted(deadline.toSeconds()))
                .header("Connection", "close")
                .exception();
    }

    // Whatever broke, the connection is of no more use: Jetty's idle timeout and the client's own
    // going away both come as an IOException.
    private static ProblemException broken() {
        return Problem.of(400, "incomplete-body", "cannot read the body: it broke off")
                .header("Connection", "close")
                .exception();
    }
}
