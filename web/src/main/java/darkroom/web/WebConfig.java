package darkroom.web;

import java.nio.file.Path;

/**
 * Where a web server listens, and where uploads lie while they are received.
 *
 * @param host name or address to bind to; {@link #LOOPBACK} unless others must reach it
 * @param port 1 to 65535, or 0 for any that is free
 * @param uploads an existing folder for temporary files
 */
public record WebConfig(String host, int port, Path uploads) {
    /** The address that only this machine reaches. */
    public static final String LOOPBACK = "127.0.0.1";

    /** The highest port there is. */
    public static final int PORT_MAX = 65_535;

    /** Checks host and port. */
    public WebConfig {
        if (host.isBlank()) {
            throw new IllegalArgumentException(
                    "cannot listen: expected the name or address of a host, found none; give one");
        }
        if (port < 0 || port > PORT_MAX) {
            throw new IllegalArgumentException(
                    "cannot listen at port " + port + ": expected 0.." + PORT_MAX);
        }
    }

    /** The same, with uploads in the system's folder for temporary files. */
    public WebConfig(String host, int port) {
        this(host, port, Path.of(System.getProperty("java.io.tmpdir")));
    }

    /** The same, with uploads in a folder that exists. */
    public WebConfig withUploads(Path folder) {
        return new WebConfig(host, port, folder);
    }
}
