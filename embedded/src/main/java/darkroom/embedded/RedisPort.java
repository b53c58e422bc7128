package darkroom.embedded;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A port of 127.0.0.1 at which a Redis or a Sentinel answers, a connection a question. */
record RedisPort(int number) {
    private static final Duration PROBE_MAX = Duration.ofMillis(500);
    private static final Charset BYTES = ISO_8859_1;
    private static final Pattern VERSION = Pattern.compile("redis_version:(\\S+)");

    /**
     * Whether the process of this number answers here. It is compared because another program's
     * Redis may have taken the port between our choice and our start.
     */
    boolean isOf(long pid) {
        try {
            String reply = introduction();
            // With a password set, it is as ready as we can see without it; and so is a replica
            // that says nothing without its primary.
            return reply.startsWith("-NOAUTH")
                    || (reply.matches("(?s)(\\+PONG|-MASTERDOWN).*")
                            && reply.contains("process_id:" + pid + "\r"));
        } catch (IOException e) {
            return false;
        }
    }

    /** The version that it says it is; {@code unknown} when it does not say. */
    String version() {
        try {
            Matcher version = VERSION.matcher(introduction());
            return version.find() ? version.group(1) : "unknown";
        } catch (IOException e) {
            return "unknown";
        }
    }

    /** The reply to one command as it comes over the wire. */
    String command(Duration most, String... words) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(("*" + words.length + "\r\n").getBytes(BYTES));
        for (String word : words) {
            request.writeBytes(("$" + word.length() + "\r\n" + word + "\r\n").getBytes(BYTES));
        }
        return ask(most, request.toByteArray());
    }

    private String introduction() throws IOException {
        return ask(PROBE_MAX, "PING\r\nINFO server\r\n".getBytes(BYTES));
    }

    private String ask(Duration most, byte[] request) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout((int) most.toMillis());
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), number),
                    (int) most.toMillis());
            socket.getOutputStream().write(request);
            // So that the end of the reply is the end of the stream: a Sentinel knows no QUIT.
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), BYTES);
        }
    }
}
