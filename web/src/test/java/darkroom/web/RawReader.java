package darkroom.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Who asks the dashboard for an export, and reads as much of it as it is told to and no more. */
final class RawReader implements AutoCloseable {
    /** Little of what is not read fits between the two. */
    private static final int RECEIVED_BYTES = 4_096;

    private final Socket socket = new Socket();

    private RawReader() {}

    /** As {@code browser}, of all jobs of one kind. */
    static RawReader exports(URI server, TestBrowser browser, String kind) {
        RawReader reader = new RawReader();
        String form = "csrf=" + TestBrowser.encoded(browser.csrf) + "&kind=" + kind;
        String request =
                "POST /dead/export HTTP/1.1\r\nHost: %s\r\nOrigin: %s\r\nCookie: %s\r\n"
                                .formatted(server.getAuthority(), browser.origin, browser.cookie)
                        + "Content-Type: application/x-www-form-urlencoded\r\n"
                        + "Connection: close\r\nContent-Length: "
                        + form.length()
                        + "\r\n\r\n"
                        + form;
        try {
            reader.socket.setReceiveBufferSize(RECEIVED_BYTES);
            reader.socket.setSoTimeout(30_000);
            reader.socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
            reader.socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            reader.close();
            throw new UncheckedIOException(e);
        }
        return reader;
    }

    /**
     * Waits for the next of it.
     *
     * @return at most so many bytes, as characters; empty at its end
     */
    String read(int most) throws IOException {
        InputStream answer = socket.getInputStream();
        byte[] bytes = new byte[most];
        int read = answer.read(bytes);
        return read < 0 ? "" : new String(bytes, 0, read, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
