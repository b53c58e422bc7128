package darkroom.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * A TCP proxy on 127.0.0.1 that lets everything through, what the server sends so much later: a
 * long line, and not a narrow one, as a {@link FaultProxy} with latency is. What is on the way when
 * the server ends is lost, as with a machine. For a replica that lags. Thread-safe.
 */
public final class LaggingLink implements AutoCloseable {
    private static final int CHUNK_BYTES = 64 * 1024;

    /** On the way at most: then the sender waits. */
    private static final int CHUNKS_MAX = 4_096;

    private static final int CONNECT_MILLIS_MAX = 5_000;

    private final ServerSocket listener;
    private final int port;
    private final Duration lag;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    private LaggingLink(ServerSocket listener, int port, Duration lag) {
        this.listener = listener;
        this.port = port;
        this.lag = lag;
    }

    /** Starts one to a server at a port of 127.0.0.1. */
    public static LaggingLink to(int port, Duration lag) {
        try {
            ServerSocket listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
            LaggingLink link = new LaggingLink(listener, port, lag);
            run("accept", link::acceptAll);
            return link;
        } catch (IOException e) {
            throw new ServerFailed("cannot start a lagging link: found " + e, e);
        }
    }

    /** Where to connect, on 127.0.0.1. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Ends it with all that is on the way. */
    @Override
    public void close() {
        quietly(listener);
        sockets.forEach(LaggingLink::quietly);
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                sockets.add(client);
                run("connect", () -> connect(client));
            } catch (IOException e) {
                // Closed: the loop ends.
            }
        }
    }

    private void connect(Socket client) {
        try {
            Socket server = new Socket();
            sockets.add(server);
            server.connect(
                    new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                    CONNECT_MILLIS_MAX);
            BlockingQueue<Chunk> line = new ArrayBlockingQueue<>(CHUNKS_MAX);
            run("requests", () -> copy(client, server));
            run("in", () -> put(server, line, client));
            run("out", () -> take(line, client, server));
        } catch (IOException e) {
            quietly(client);
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // Either side has gone: so does the other.
        } finally {
            quietly(to);
        }
    }

    private void put(Socket from, BlockingQueue<Chunk> line, Socket to) {
        byte[] bytes = new byte[CHUNK_BYTES];
        try (InputStream in = from.getInputStream()) {
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                line.put(new Chunk(Arrays.copyOf(bytes, count), due()));
            }
        } catch (IOException e) {
            // The server has gone.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            quietly(to);
            line.clear();
            line.add(new Chunk(new byte[0], 0));
        }
    }

    private long due() {
        return System.nanoTime() + lag.toNanos();
    }

    private void take(BlockingQueue<Chunk> line, Socket to, Socket from) {
        try {
            OutputStream out = to.getOutputStream();
            for (Chunk next = line.take(); next.bytes.length > 0; next = line.take()) {
                for (long left = next.due - System.nanoTime();
                        left > 0;
                        left = next.due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                out.write(next.bytes);
            }
        } catch (IOException e) {
            // The other side has gone.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            quietly(to);
            quietly(from);
            sockets.remove(to);
            sockets.remove(from);
        }
    }

    private static void run(String what, Runnable work) {
        Thread thread = new Thread(work, "lagging-link-" + what);
        thread.setDaemon(true);
        thread.start();
    }

    private static void quietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // It is closed, which is all we want.
        }
    }

    /** Bytes, and when they come out; none: the end. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Chunk(byte[] bytes, long due) {}
}
