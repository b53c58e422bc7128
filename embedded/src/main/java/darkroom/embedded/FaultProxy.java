package darkroom.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy on 127.0.0.1 that breaks the way to a server on demand: cut and reset connections,
 * black holes, stalls, lost replies, latency. A new mode holds at once for open and for new
 * connections.
 *
 * <p>Never does a connection carry bytes on after some of its were thrown away: no network does
 * that. It is reset when it would pass again. Thread-safe.
 */
public final class FaultProxy implements AutoCloseable {
    private final ServerSocket listener;
    private volatile InetSocketAddress target;
    private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
    private final Weather weather = new Weather();
    private final WatchedCalls.@Nullable Scripts scripts;

    /** What becomes of connections and of the bytes on them. */
    public enum Mode {
        /** All goes through. */
        PASS,
        /** Open connections are closed, new ones as soon as they are accepted. */
        CUT,
        /** The same by a TCP reset: the client reads "connection reset". */
        RESET,
        /**
         * Connections are accepted and stay open; what either side sends is thrown away, and
         * neither hears that the other has closed, as when a host loses its power or its cable.
         */
        BLACK_HOLE,
        /**
         * Nothing moves; what was sent meanwhile arrives late, when the mode changes, though its
         * sender may have given up long ago.
         */
        STALL,
        /** Requests go through and take effect; replies are thrown away. */
        SWALLOW_REPLIES,
        /**
         * Connections that are open now have lost their server, and their clients are not told: the
         * server sees them closed, the client gets no reply. New ones go through. When the mode
         * changes the silent ones are reset.
         */
        HALF_OPEN,
        /** All goes through in slices of some dozen bytes, each sent by itself. */
        SLICE,
        /** One byte a second goes through, in either direction of each connection. */
        TRICKLE
    }

    private FaultProxy(
            ServerSocket listener,
            String targetHost,
            int targetPort,
            WatchedCalls.@Nullable Scripts scripts) {
        this.scripts = scripts;
        this.listener = listener;
        this.target = InetSocketAddress.createUnresolved(targetHost, targetPort);
    }

    /** Starts a proxy to a server, in mode {@link Mode#PASS}. */
    public static FaultProxy to(String host, int port) throws IOException {
        return start(host, port, null);
    }

    /** Starts one to a Redis that also knows which scripts are called: traps can be set in it. */
    public static FaultProxy toRedis(String host, int port) throws IOException {
        return start(host, port, new WatchedCalls.Scripts());
    }

    private static FaultProxy start(String host, int port, WatchedCalls.@Nullable Scripts scripts)
            throws IOException {
        ServerSocket listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        FaultProxy proxy = new FaultProxy(listener, host, port, scripts);
        ProxiedConnection.run("accept", proxy::acceptAll);
        return proxy;
    }

    /**
     * Sets a trap in place of the one before, if there was one.
     *
     * @throws IllegalStateException if this was not started with {@link #toRedis}
     */
    public void set(ScriptTrap trap) {
        if (scripts == null) {
            throw new IllegalStateException(
                    "cannot set a trap: expected a proxy that was started with toRedis()");
        }
        scripts.set(trap);
    }

    /** Leads new connections to another server; open ones stay where they are. */
    public void retarget(String host, int port) {
        target = InetSocketAddress.createUnresolved(host, port);
    }

    /** Where clients connect: on 127.0.0.1. */
    public int port() {
        return listener.getLocalPort();
    }

    /**
     * Changes the mode. When this returns, {@link Mode#CUT} and {@link Mode#RESET} have ended all
     * open connections, and {@link Mode#HALF_OPEN} the server's side of them.
     */
    public void mode(Mode newMode) {
        Mode old = weather.change(newMode);
        if (newMode == Mode.CUT || newMode == Mode.RESET) {
            connections.forEach(ProxiedConnection::end);
        } else if (newMode == Mode.HALF_OPEN && old != Mode.HALF_OPEN) {
            connections.forEach(ProxiedConnection::endServerSide);
        } else if (newMode != Mode.HALF_OPEN) {
            connections.stream()
                    .filter(ProxiedConnection::isSilent)
                    .forEach(ProxiedConnection::reset);
        }
    }

    /**
     * Goes over to {@link Mode#SWALLOW_REPLIES} by itself at the first chunk of a reply that holds
     * {@code marker}, which is thrown away with all that follow.
     *
     * @param marker ASCII, within the first 16 KiB of that reply
     */
    public void swallowRepliesFrom(String marker) {
        weather.swallowFrom(marker);
    }

    /** Delays each chunk in each direction by so much, zero at first. */
    public void latency(Duration newLatency) {
        if (newLatency.isNegative()) {
            throw new IllegalArgumentException(
                    "cannot delay by " + newLatency + ": expected zero or more");
        }
        weather.latency(newLatency);
    }

    /** How many connections of clients are open. */
    public int connections() {
        return (int) connections.stream().filter(ProxiedConnection::hasClient).count();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        weather.change(Mode.CUT);
        connections.forEach(ProxiedConnection::end);
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                ProxiedConnection connection =
                        new ProxiedConnection(
                                client,
                                weather,
                                scripts == null ? null : new WatchedCalls(scripts),
                                connections::remove);
                connections.add(connection);
                Mode now = weather.mode();
                if (now == Mode.CUT || now == Mode.RESET || listener.isClosed()) {
                    connection.end();
                } else {
                    InetSocketAddress to = target;
                    ProxiedConnection.run(
                            "connect", () -> connection.open(to.getHostString(), to.getPort()));
                }
            } catch (IOException e) {
                // Closed: the loop ends.
            }
        }
    }
}
