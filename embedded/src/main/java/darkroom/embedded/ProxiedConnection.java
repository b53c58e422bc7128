package darkroom.embedded;

import darkroom.embedded.FaultProxy.Mode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One connection of a client through a {@link FaultProxy}. Thread-safe. */
final class ProxiedConnection {
    private static final int CHUNK_BYTES = 16 * 1024;

    /** A prime, so that the cuts fall everywhere. */
    private static final int SLICE_BYTES = 61;

    /** Long enough for a reader to take a slice before the next is there. */
    private static final Duration SLICE_PAUSE = Duration.ofNanos(50_000);

    private static final Duration TRICKLE_PAUSE = Duration.ofSeconds(1);

    private final Socket client;
    private final Weather weather;
    private final Consumer<ProxiedConnection> onEnd;
    private final @Nullable WatchedCalls calls;
    private @Nullable Socket server;
    private volatile boolean ended;

    /** It has lost its server, and its client is not told. */
    private volatile boolean silent;

    /** Bytes of it were thrown away: it may never pass any again. */
    private volatile boolean holed;

    /**
     * @param calls null if nobody cares what is sent
     */
    ProxiedConnection(
            Socket client,
            Weather weather,
            @Nullable WatchedCalls calls,
            Consumer<ProxiedConnection> onEnd) {
        this.client = client;
        this.calls = calls;
        this.weather = weather;
        this.onEnd = onEnd;
    }

    /** Runs on a thread of its own that keeps no JVM alive. */
    static void run(String what, Runnable body) {
        Thread thread = new Thread(body, "fault-proxy-" + what);
        thread.setDaemon(true);
        thread.start();
    }

    /** Connects to the server and begins to pump; ends the client if there is none. */
    void open(String host, int port) {
        try {
            Socket opened = new Socket(host, port);
            opened.setTcpNoDelay(true);
            client.setTcpNoDelay(true);
            synchronized (this) {
                server = opened;
            }
            if (ended || silent) {
                quietly(opened);
            }
            run("requests", () -> pump(client, opened, Direction.REQUESTS));
            run("replies", () -> pump(opened, client, Direction.REPLIES));
        } catch (IOException e) {
            end();
        }
    }

    /** Whether the client has not closed it. */
    boolean hasClient() {
        return !client.isClosed();
    }

    boolean isSilent() {
        return silent;
    }

    /** Closes both sides; by a reset, if that is the mode. */
    void end() {
        if (weather.mode() == Mode.RESET) {
            reset();
            return;
        }
        close();
    }

    /** Closes both sides by a TCP reset. */
    void reset() {
        linger(client);
        linger(serverSide());
        close();
    }

    /** Closes the server's side and leaves the client in the dark. */
    void endServerSide() {
        silent = true;
        quietly(serverSide());
    }

    private void close() {
        ended = true;
        onEnd.accept(this);
        quietly(client);
        quietly(serverSide());
    }

    private synchronized @Nullable Socket serverSide() {
        return server;
    }

    private void pump(Socket from, Socket to, Direction direction) {
        try {
            copy(from.getInputStream(), to.getOutputStream(), direction);
        } catch (IOException e) {
            // Either side has gone, or a mode ended the connection: so does the other side.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            endAsSeen(direction);
        }
    }

    private void copy(InputStream in, OutputStream out, Direction direction)
            throws IOException, InterruptedException {
        byte[] chunk = new byte[CHUNK_BYTES];
        for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
            weather.awaitLatency();
            if (direction == Direction.REPLIES) {
                weather.seeReply(chunk, count);
            }
            if (calls == null) {
                forward(chunk, count, out, direction);
            } else if (direction == Direction.REQUESTS) {
                calls.requests(chunk, count, (all, sent) -> forward(all, sent, out, direction));
            } else {
                calls.replies(chunk, count, (all, sent) -> forward(all, sent, out, direction));
            }
        }
    }

    private void forward(byte[] chunk, int count, OutputStream out, Direction direction)
            throws IOException, InterruptedException {
        int at = 0;
        while (at < count) {
            Mode now = weather.mode();
            if (silent || throwsAway(now, direction)) {
                holed = true;
                return;
            }
            if (holed && (now != Mode.SWALLOW_REPLIES)) {
                reset();
                return;
            }
            switch (now) {
                case STALL -> weather.awaitOtherThan(Mode.STALL);
                case SLICE -> {
                    int length = Math.min(SLICE_BYTES, count - at);
                    out.write(chunk, at, length);
                    at += length;
                    weather.awaitOtherThan(Mode.SLICE, SLICE_PAUSE);
                }
                case TRICKLE -> {
                    weather.awaitOtherThan(Mode.TRICKLE, TRICKLE_PAUSE);
                    out.write(chunk[at++]);
                }
                default -> {
                    out.write(chunk, at, count - at);
                    at = count;
                }
            }
        }
    }

    private static boolean throwsAway(Mode mode, Direction direction) {
        return mode == Mode.BLACK_HOLE
                || mode == Mode.CUT
                || mode == Mode.RESET
                || (mode == Mode.SWALLOW_REPLIES && direction == Direction.REPLIES);
    }

    // Where no bytes go through, neither does a FIN or a RST.
    private void endAsSeen(Direction direction) {
        if (silent && direction == Direction.REPLIES) {
            return;
        }
        try {
            if (direction == Direction.REQUESTS) {
                quietly(client);
            }
            while (!ended && weather.holdsEnds()) {
                weather.awaitChange();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        end();
    }

    private static void linger(@Nullable Socket socket) {
        try {
            if (socket != null && !socket.isClosed()) {
                // Zero seconds of lingering make close() send RST instead of FIN.
                socket.setSoLinger(true, 0);
            }
        } catch (IOException e) {
            // It is closed, which is all we want.
        }
    }

    private static void quietly(@Nullable Socket socket) {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            // It is closed, which is all we want.
        }
    }

    private enum Direction {
        REQUESTS,
        REPLIES
    }
}
