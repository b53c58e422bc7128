package darkroom.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/** The app on somebody's phone: speaks the JSON API over HTTP and nothing else. Thread-safe. */
final class Phone {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final HttpClient http;
    private final URI web;
    private final String token;

    private Phone(HttpClient http, URI web, String token) {
        this.http = http;
        this.web = web;
        this.token = token;
    }

    /** Signs in and remembers the session. */
    static Phone signIn(HttpClient http, URI web, String name, String password)
            throws InterruptedException {
        Phone stranger = new Phone(http, web, "");
        JsonNode session =
                stranger.send(
                        stranger.json("POST", "/api/sessions")
                                .method("POST", body(Map.of("name", name, "password", password))));
        return new Phone(http, web, session.path("token").asText());
    }

    /** Posts a photo; its id. */
    long post(byte[] jpeg, String caption, String share) throws InterruptedException {
        String boundary = "darkroom-" + UUID.randomUUID();
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        field(form, boundary, "caption", caption);
        if (!share.isEmpty()) {
            field(form, boundary, "share", share);
        }
        write(
                form,
                "--"
                        + boundary
                        + "\r\nContent-Disposition: form-data; name=\"photo\";"
                        + " filename=\"photo.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n");
        form.writeBytes(jpeg);
        write(form, "\r\n--" + boundary + "--\r\n");
        JsonNode photo =
                send(
                        request("/api/photos")
                                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                                .POST(HttpRequest.BodyPublishers.ofByteArray(form.toByteArray())));
        return Long.parseLong(photo.path("id").asText());
    }

    void like(long photoId) throws InterruptedException {
        send(json("PUT", "/api/photos/" + photoId + "/like"));
    }

    void linkX(Map<String, String> account) throws InterruptedException {
        send(json("PUT", "/api/accounts/twitter").PUT(body(account)));
    }

    private HttpRequest.Builder json(String method, String path) {
        return request(path)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.noBody());
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(web.resolve(path)).timeout(TIMEOUT);
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    private JsonNode send(HttpRequest.Builder builder) throws InterruptedException {
        HttpRequest request = builder.build();
        try {
            HttpResponse<byte[]> response =
                    http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() / 100 != 2) {
                throw new DemoFailedException(
                        request.method()
                                + " "
                                + request.uri().getPath()
                                + ": expected success, found "
                                + response.statusCode()
                                + " "
                                + new String(response.body(), StandardCharsets.UTF_8));
            }
            return response.body().length == 0 ? JSON.nullNode() : JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot " + request.method() + " " + request.uri().getPath(), e);
        }
    }

    private static HttpRequest.BodyPublisher body(Map<String, String> fields) {
        try {
            return HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(fields));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void field(
            ByteArrayOutputStream form, String boundary, String name, String value) {
        write(
                form,
                "--"
                        + boundary
                        + "\r\nContent-Disposition: form-data; name=\""
                        + name
                        + "\"\r\n\r\n"
                        + value
                        + "\r\n");
    }

    private static void write(ByteArrayOutputStream form, String text) {
        form.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
