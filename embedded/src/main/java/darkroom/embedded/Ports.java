package darkroom.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.random.RandomGenerator;

/** Free ports of 127.0.0.1 for servers that cannot be told to take any port. */
final class Ports {
    /**
     * Below the range from which Linux (32768–60999, ip_local_port_range in ip(7)) and macOS
     * (49152–65535) give ports to outgoing connections: a server that restarts must find its port
     * again, and a client that knocks at a closed port of that range can end up connected to
     * itself.
     */
    private static final int FIRST = 15_000;

    private static final int BEYOND = 32_000;
    private static final int TRIES_MAX = 200;

    private Ports() {}

    /**
     * A port that was free a moment ago; another process may take it first, so the caller must be
     * ready to ask again.
     */
    static int free(RandomGenerator random) {
        for (int i = 0; i < TRIES_MAX; i++) {
            int port = random.nextInt(FIRST, BEYOND);
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return port;
            } catch (IOException e) {
                // Taken: the next one.
            }
        }
        throw new ServerFailed(
                "cannot find a free port: expected one of "
                        + FIRST
                        + "–"
                        + (BEYOND - 1)
                        + " on 127.0.0.1, found "
                        + TRIES_MAX
                        + " taken in a row; end some servers");
    }
}
