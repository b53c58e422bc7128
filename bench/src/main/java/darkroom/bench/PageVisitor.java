package darkroom.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * Somebody who is signed in to a dashboard and asks for its pages, over connections that stay open.
 * Thread-safe.
 */
final class PageVisitor {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int SIGNED_IN = 303;

    private final URI dashboard;
    private final String cookie;

    private PageVisitor(URI dashboard, String cookie) {
        this.dashboard = dashboard;
        this.cookie = cookie;
    }

    /** Signs in by the form, as a browser does. */
    static PageVisitor signIn(URI dashboard, String name, String secret)
            throws InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(dashboard.resolve("/sign-in"))
                        .timeout(TIMEOUT)
                        .header("Origin", dashboard.toString())
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(
                                BodyPublishers.ofString(
                                        "next=%2F&name="
                                                + URLEncoder.encode(name, UTF_8)
                                                + "&secret="
                                                + URLEncoder.encode(secret, UTF_8)))
                        .build();
        try {
            HttpResponse<String> answer =
                    HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
            String cookie = answer.headers().firstValue("Set-Cookie").orElse("").split(";", 2)[0];
            if (answer.statusCode() != SIGNED_IN || cookie.isEmpty()) {
                throw new BenchFailedException(
                        "cannot sign in: expected "
                                + SIGNED_IN
                                + " and a cookie, found "
                                + answer.statusCode());
            }
            return new PageVisitor(dashboard, cookie);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot sign in", e);
        }
    }

    /**
     * A page, whole.
     *
     * @param address path and query
     * @throws BenchFailedException unless it is answered with 200
     */
    byte[] ask(String address) {
        try {
            // Of the JDK's clients the one that costs least: what it takes, the fleet lacks.
            HttpURLConnection call =
                    (HttpURLConnection) dashboard.resolve(address).toURL().openConnection();
            call.setConnectTimeout((int) TIMEOUT.toMillis());
            call.setReadTimeout((int) TIMEOUT.toMillis());
            call.setInstanceFollowRedirects(false);
            call.setRequestProperty("Cookie", cookie);
            int status = call.getResponseCode();
            if (status != HttpURLConnection.HTTP_OK) {
                throw new BenchFailedException(
                        "cannot measure page " + address + ": expected 200, found " + status);
            }
            try (InputStream body = call.getInputStream()) {
                return body.readAllBytes();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot ask for page " + address, e);
        }
    }
}
