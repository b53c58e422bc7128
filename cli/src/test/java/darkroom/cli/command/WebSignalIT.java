package darkroom.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import darkroom.embedded.fixtures.TestPostgres;
import darkroom.embedded.fixtures.TestRedis;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a supervisor does to a process of the web tier: SIGTERM. */
@Timeout(120)
final class WebSignalIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String SIGN_UP =
            "{\"name\": \"ada\", \"password\": \"correct horse battery\"}";

    private final String database = TestPostgres.freshDatabase();

    @TempDir private Path folder;

    @Test
    void requestInHandIsAnsweredAndThenTheProcessEnds() throws Exception {
        try (ChildDarkroom web = web(folder, "1")) {
            URI uri = listening(web);
            web.awaitRunning(SOON, () -> isReady(uri));
            try (Socket socket = new Socket(uri.getHost(), uri.getPort());
                    BufferedReader answer =
                            new BufferedReader(
                                    new InputStreamReader(socket.getInputStream(), UTF_8))) {
                socket.setSoTimeout((int) SOON.toMillis());
                send(
                        socket,
                        "POST /api/people HTTP/1.1\r\nHost: test\r\nExpect: 100-continue\r\n"
                                + "Content-Type: application/json\r\nContent-Length: "
                                + SIGN_UP.length()
                                + "\r\n\r\n");
                assertThat(answer.readLine()).as("somebody reads it").contains("100");
                assertThat(answer.readLine()).isEmpty();

                web.signal("TERM");

                web.awaitRunning(SOON, () -> refuses(uri));
                send(socket, SIGN_UP);
                assertThat(answer.readLine()).isEqualTo("HTTP/1.1 201 Created");
            }
            assertThat(web.awaitExit(SOON)).as("exit code; %s", web.err()).isZero();
            assertThat(web.out()).isEmpty();
        }
    }

    @Test
    void processThatDrainsServesOnAndSaysThatItIsNotReady() throws Exception {
        try (ChildDarkroom web = web(folder, "1", "--drain", "3")) {
            URI uri = listening(web);
            web.awaitRunning(SOON, () -> isReady(uri));

            web.signal("TERM");

            web.awaitRunning(SOON, () -> status(uri, "/ready") == 503);
            assertThat(status(uri, "/health")).isEqualTo(200);
            assertThat(status(uri, "/api/feed")).as("served").isEqualTo(401);
            assertThat(web.awaitExit(SOON)).as("exit code; %s", web.err()).isZero();
        }
    }

    @Test
    void processThatFailsByItselfSaysSoWithItsCode() throws Exception {
        try (ChildDarkroom web = web(Files.createDirectory(folder.resolve("first")), "1")) {
            URI uri = listening(web);
            web.awaitRunning(SOON, () -> isReady(uri));
        }
        try (ChildDarkroom web = web(Files.createDirectory(folder.resolve("second")), "2")) {
            assertThat(web.awaitExit(SOON)).isOne();
            assertThat(web.err()).contains("shards");
        }
    }

    private ChildDarkroom web(Path own, String shards, String... flags) throws IOException {
        Map<String, String> environment =
                Map.of(
                        "DARKROOM_REDIS", TestRedis.shared().uri().toString(),
                        "DARKROOM_NAMESPACE", TestRedis.freshNamespace(),
                        "DARKROOM_DATABASES", database,
                        "DARKROOM_SHARDS", shards,
                        "DARKROOM_PHOTOS", own.resolve("photos").toString());
        String[] verb =
                Stream.concat(Stream.of("web", "--port", "0"), Stream.of(flags))
                        .toArray(String[]::new);
        return ChildDarkroom.start(own, environment, verb);
    }

    private static URI listening(ChildDarkroom web) {
        return web.address("web listens on", SOON);
    }

    private static boolean isReady(URI web) throws Exception {
        return status(web, "/ready") == 200;
    }

    private static int status(URI web, String path) throws Exception {
        return Http.status(web.resolve(path));
    }

    private static boolean refuses(URI web) throws IOException {
        try (Socket socket = new Socket(web.getHost(), web.getPort())) {
            return !socket.isConnected();
        } catch (ConnectException e) {
            return true;
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
        socket.getOutputStream().flush();
    }
}
