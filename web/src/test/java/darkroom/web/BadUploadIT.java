package darkroom.web;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import darkroom.web.TestClient.Answer;
import darkroom.web.TestClient.Login;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Whatever is refused, nothing of it is stored: no row, no file, no job, no temporary file. */
@Timeout(120)
final class BadUploadIT {
    private static final int LIMIT = 30 << 20;
    private static final String FORM_TYPE = "multipart/form-data; boundary=b";

    @TempDir static Path folder;

    private static TestService service;
    private static TestClient client;
    private static Login poster;

    private TestService.Left known = new TestService.Left(0, 0, 0, 0);

    @BeforeAll
    static void start() {
        service = TestService.migrated(folder);
        client = service.client;
        poster = client.signUpAndIn("poster");
    }

    @BeforeEach
    void remember() {
        known = service.left();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void aFileThatIsNoImage() {
        refused(
                client.postPhoto(poster.token(), TestPictures.text(), Map.of()),
                415,
                "not-an-image");
    }

    @Test
    void anEmptyFile() {
        Answer answer = client.postPhoto(poster.token(), new byte[0], Map.of());

        refused(answer, answer.status(), answer.at("reason"));
        assertThat(answer.status()).isBetween(400, 499);
    }

    @Test
    void aTruncatedJpegAndPng() {
        byte[] jpeg = TestPictures.jpeg(640, 480);
        byte[] png = TestPictures.png(640, 480);

        refused(
                client.postPhoto(poster.token(), Arrays.copyOf(jpeg, jpeg.length / 2), Map.of()),
                422,
                "truncated");
        refused(
                client.postPhoto(poster.token(), Arrays.copyOf(png, png.length - 8), Map.of()),
                422,
                "truncated");
    }

    @Test
    void aDecompressionBomb() {
        refused(
                client.postPhoto(poster.token(), TestPictures.bomb(50_000, 50_000), Map.of()),
                422,
                "too-many-pixels");
    }

    @Test
    void aFileOverTheLimitWithAndWithoutALength() {
        byte[] large = Arrays.copyOf(TestPictures.jpeg(640, 480), LIMIT + 1);
        byte[] huge = Arrays.copyOf(large, LIMIT + (1 << 20));

        refused(client.postPhoto(poster.token(), large, Map.of()), 413, "too-large");
        refused(client.postPhoto(poster.token(), huge, Map.of()), 413, "too-large");
        byte[] form = TestClient.form(huge, "a.jpg", Map.of());
        refused(
                client.send(
                        poster.token(),
                        "POST",
                        "/api/photos",
                        BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(form)),
                        "multipart/form-data; boundary=----darkroom-test-boundary"),
                413,
                "too-large");
    }

    @Test
    void aFileOfTheLimitIsReadToItsEnd() {
        byte[] large = Arrays.copyOf(TestPictures.jpeg(640, 480), LIMIT);

        Answer answer = client.postPhoto(poster.token(), large, Map.of());

        assertThat(answer.at("reason")).isNotEqualTo("too-large");
    }

    @Test
    void anUploadWithoutEndNeverFillsTheDisk() {
        InputStream endless =
                new SequenceInputStream(
                        new ByteArrayInputStream(
                                "--b\r\nContent-Disposition: form-data; name=\"photo\"\r\n\r\n"
                                        .getBytes(StandardCharsets.UTF_8)),
                        // Twice the limit: so much is read and thrown away to be heard.
                        new Zeros(2L * LIMIT));

        Answer answer =
                client.send(
                        poster.token(),
                        "POST",
                        "/api/photos",
                        BodyPublishers.ofInputStream(() -> endless),
                        FORM_TYPE);

        refused(answer, 413, "too-large");
    }

    @Test
    void formsThatAreNone() {
        refused(form("no boundary at all"), 400, "wrong-form");
        refused(form(""), 400, "wrong-form");
        refused(form(part("photo", "x") + "--b"), 400, "wrong-form");
        refused(form(part("caption", "only") + "--b--\r\n"), 400, "wrong-form");
        refused(form(part("photo", "x") + part("photo", "y") + "--b--\r\n"), 400, "wrong-form");
        refused(form(part("evil", "x") + "--b--\r\n"), 400, "wrong-form");
        refused(form("--b\r\n\r\nnameless\r\n--b--\r\n"), 400, "wrong-form");
        refused(form(part("caption", "x".repeat(40_000)) + "--b--\r\n"), 413, "too-large");
        refused(
                form("--b\r\nX: " + "x".repeat(9_000) + "\r\n\r\n\r\n--b--\r\n"),
                400,
                "wrong-form");
        refused(
                client.send(
                        poster.token(),
                        "POST",
                        "/api/photos",
                        BodyPublishers.ofString("x"),
                        "multipart/form-data"),
                400,
                "wrong-form");
        refused(
                client.send(
                        poster.token(),
                        "POST",
                        "/api/photos",
                        BodyPublishers.ofByteArray(TestPictures.jpeg(9, 9)),
                        "image/jpeg"),
                415,
                "unsupported-media-type");
    }

    @Test
    void aGoodFileWithABadCaptionOrShare() {
        byte[] jpeg = TestPictures.jpeg(20, 20);

        refused(
                client.postPhoto(poster.token(), jpeg, Map.of("caption", "x".repeat(2_201))),
                400,
                "refused-text");
        refused(
                client.postPhoto(poster.token(), jpeg, Map.of("caption", "a\u0000b")),
                400,
                "refused-text");
        refused(
                client.postPhoto(poster.token(), jpeg, Map.of("share", "myspace")),
                400,
                "wrong-form");
        refused(
                client.send(
                        poster.token(),
                        "POST",
                        "/api/photos",
                        BodyPublishers.ofByteArray(
                                (part("caption", "\u00ff\u00fe") + "--b--\r\n")
                                        .getBytes(StandardCharsets.ISO_8859_1)),
                        FORM_TYPE),
                400,
                "wrong-form");
    }

    @Test
    void aClientThatGoesAwayHalfWay() throws Exception {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), service.server.uri().getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(
                    ("POST /api/photos HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                                    + poster.token()
                                    + "\r\nContent-Type: "
                                    + FORM_TYPE
                                    + "\r\nContent-Length: 1000000\r\n\r\n"
                                    + part("photo", "x".repeat(100_000)))
                            .getBytes(StandardCharsets.UTF_8));
            out.flush();
            Eventually.becomesTrue(() -> service.left().uploads() == 1);
        }

        Eventually.becomesTrue(() -> service.left().equals(known));
    }

    @Test
    void aHostileFileNameIsNeverUsed() {
        byte[] form =
                TestClient.form(
                        TestPictures.jpeg(20, 20), "../../../../tmp/evil\u0000.jsp", Map.of());
        long before = TestService.files(folder);

        Answer answer = client.postForm(poster.token(), form);

        assertThat(answer.status()).isIn(201, 400);
        assertThat(TestService.files(folder)).isBetween(before, before + 1);
        assertThat(service.left().uploads()).isZero();
    }

    @Test
    void secretsNeverReachTheLog() {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> events = new ListAppender<>();
        events.start();
        root.addAppender(events);
        try {
            client.post("", "/api/sessions", Map.of("name", "poster", "password", "canary-pass"));
            client.get("canary-token", "/api/feed\u0000".replace("\u0000", "%0d%0acanary-line"));
            client.postPhoto(poster.token(), TestPictures.text(), Map.of("caption", "canary-cap"));
        } finally {
            root.detachAppender(events);
        }

        assertThat(events.list)
                .noneMatch(event -> event.getFormattedMessage().contains("canary"))
                .noneMatch(event -> String.valueOf(event.getKeyValuePairs()).contains("canary"))
                .noneMatch(event -> event.getFormattedMessage().contains(poster.token()));
    }

    private static Answer form(String body) {
        return client.send(
                poster.token(), "POST", "/api/photos", BodyPublishers.ofString(body), FORM_TYPE);
    }

    private static String part(String name, String content) {
        return "--b\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
                .formatted(name, content);
    }

    private void refused(Answer answer, int status, String reason) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.at("reason")).isEqualTo(reason);
        assertThat(answer.at("detail")).isNotBlank();
        assertThat(service.left()).isEqualTo(known);
    }

    /** So many zeros. */
    private static final class Zeros extends InputStream {
        private long left;

        Zeros(long left) {
            this.left = left;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left <= 0) {
                return -1;
            }
            int read = (int) Math.min(left, length);
            Arrays.fill(bytes, offset, offset + read, (byte) 0);
            left -= read;
            return read;
        }
    }
}
