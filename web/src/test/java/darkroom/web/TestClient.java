package darkroom.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** The API as an app uses it. */
final class TestClient {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final String BOUNDARY = "----darkroom-test-boundary";

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI server;

    TestClient(URI server) {
        this.server = server;
    }

    record Answer(int status, String text, HttpResponse<?> response) {
        JsonNode json() {
            try {
                return JSON.readTree(text);
            } catch (IOException e) {
                throw new UncheckedIOException("not JSON: " + text, e);
            }
        }

        String at(String field) {
            return json().path(field).asText();
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    record Login(String id, String token) {}

    Login signUpAndIn(String name) {
        Answer made = post("", "/api/people", Map.of("name", name, "password", "correct horse"));
        if (made.status() != 201) {
            throw new IllegalStateException(made.text());
        }
        Answer session =
                post("", "/api/sessions", Map.of("name", name, "password", "correct horse"));
        return new Login(made.at("id"), session.at("token"));
    }

    Answer get(String token, String path) {
        return send(token, "GET", path, BodyPublishers.noBody(), "");
    }

    Answer put(String token, String path) {
        return send(token, "PUT", path, BodyPublishers.noBody(), "");
    }

    Answer put(String token, String path, Object body) {
        return send(token, "PUT", path, json(body), "application/json");
    }

    Answer delete(String token, String path) {
        return send(token, "DELETE", path, BodyPublishers.noBody(), "");
    }

    Answer post(String token, String path, Object body) {
        return send(token, "POST", path, json(body), "application/json");
    }

    Answer postPhoto(String token, byte[] file, Map<String, String> fields) {
        return postForm(token, form(file, "a.jpg", fields));
    }

    Answer postForm(String token, byte[] form) {
        return send(
                token,
                "POST",
                "/api/photos",
                BodyPublishers.ofByteArray(form),
                "multipart/form-data; boundary=" + BOUNDARY);
    }

    /** A whole form of a file and these fields. */
    static byte[] form(byte[] file, String fileName, Map<String, String> fields) {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        fields.forEach(
                (name, value) ->
                        write(
                                form,
                                "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
                                        .formatted(BOUNDARY, name, value)));
        write(
                form,
                "--%s\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"%s\"\r\nContent-Type: image/jpeg\r\n\r\n"
                        .formatted(BOUNDARY, fileName));
        form.writeBytes(file);
        write(form, "\r\n--" + BOUNDARY + "--\r\n");
        return form.toByteArray();
    }

    Answer send(String token, String method, String path, BodyPublisher body, String contentType) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server + path))
                        .timeout(Duration.ofSeconds(30))
                        .method(method, body);
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (!contentType.isEmpty()) {
            request.header("Content-Type", contentType);
        }
        try {
            HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
            return new Answer(
                    response.statusCode(),
                    new String(response.body(), StandardCharsets.UTF_8),
                    response);
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static BodyPublisher json(Object body) {
        try {
            return BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(ByteArrayOutputStream form, String text) {
        form.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
