package darkroom.jobs.push;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where Apple's push service is, and whom to trust there. Immutable.
 *
 * @see <a
 *     href="https://developer.apple.com/documentation/usernotifications/sending-notification-requests-to-apns">Apple:
 *     Sending notification requests to APNs</a>
 */
public final class ApnsAddress {
    private static final int PORT = 443;

    private final String host;
    private final int port;
    private final @Nullable Path authority;

    private ApnsAddress(String host, int port, @Nullable Path authority) {
        if (host.isBlank() || port < 1 || port > 65_535) {
            throw new IllegalArgumentException(
                    "cannot push through \""
                            + host
                            + "\", port "
                            + port
                            + ": expected a host name and a port of 1..65535");
        }
        this.host = host;
        this.port = port;
        this.authority = authority;
    }

    /** For apps from the App Store and TestFlight. */
    public static ApnsAddress production() {
        return of("api.push.apple.com", PORT);
    }

    /** For apps under development. */
    public static ApnsAddress sandbox() {
        return of("api.sandbox.push.apple.com", PORT);
    }

    /** Another server, trusted as the JDK trusts. */
    public static ApnsAddress of(String host, int port) {
        return new ApnsAddress(host, port, null);
    }

    /** The same address; only certificates of this authority (a PEM file) are trusted. */
    public ApnsAddress trusting(Path authority) {
        return new ApnsAddress(host, port, authority);
    }

    /** The host's name, which its certificate must bear. */
    public String host() {
        return host;
    }

    /** The port. */
    public int port() {
        return port;
    }

    /** The only authority that is trusted, a PEM file; empty for those of the JDK. */
    public Optional<Path> authority() {
        return Optional.ofNullable(authority);
    }

    /** Host and port. */
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
