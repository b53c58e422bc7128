package darkroom.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a browser does for somebody at the dashboard: a cookie, forms, where they come from. */
final class TestBrowser {
    private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");
    private static final Pattern LINK = Pattern.compile("href=\"(/[^\"]*)\"");
    private static final int PAGES_MAX = 200;

    private final URI server;
    private final HttpClient http = HttpClient.newHttpClient();
    String cookie = "";
    String csrf = "";
    String origin;

    TestBrowser(URI server) {
        this.server = server;
        this.origin = server.toString();
    }

    /** An answer. */
    record Seen(int status, String text, HttpResponse<String> response) {
        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    /** One who has signed in. */
    static TestBrowser signedIn(URI server, String name, String secret) {
        TestBrowser browser = new TestBrowser(server);
        assertThat(browser.signIn(name, secret).status()).isEqualTo(303);
        browser.get("/account");
        assertThat(browser.csrf).isNotEmpty();
        return browser;
    }

    Seen signIn(String name, String secret) {
        return post("/sign-in", Map.of("name", name, "secret", secret, "next", "/"));
    }

    /** A page that has that text by now: pages show readings of a second ago. */
    String pageWith(String path, String text) {
        Eventually.becomesTrue(() -> get(path).text().contains(text));
        return get(path).text();
    }

    Seen get(String path) {
        Seen seen = send(request(path).GET());
        Matcher token = CSRF.matcher(seen.text());
        if (token.find()) {
            csrf = token.group(1);
        }
        return seen;
    }

    /** All that links lead to from these pages, and what stands there; each is asked for once. */
    Map<String, Seen> crawl(String... from) {
        Map<String, Seen> pages = new TreeMap<>();
        Set<String> left = new LinkedHashSet<>(List.of(from));
        while (!left.isEmpty() && pages.size() < PAGES_MAX) {
            String path = left.iterator().next();
            left.remove(path);
            Seen seen = get(path);
            pages.put(path, seen);
            LINK.matcher(seen.text())
                    .results()
                    .map(link -> link.group(1).replace("&amp;", "&"))
                    .filter(link -> !pages.containsKey(link))
                    .forEach(left::add);
        }
        return pages;
    }

    /** Sends a form, with the token of the page that was seen last. */
    Seen post(String path, Map<String, String> fields) {
        Map<String, String> all = new TreeMap<>(Map.of("csrf", csrf));
        all.putAll(fields);
        String form =
                all.entrySet().stream()
                        .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                        .collect(Collectors.joining("&"));
        HttpRequest.Builder request =
                request(path)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form));
        if (!origin.isEmpty()) {
            request.header("Origin", origin);
        }
        return send(request);
    }

    Seen send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            response.headers()
                    .allValues("Set-Cookie")
                    .forEach(set -> cookie = set.substring(0, set.indexOf(';')));
            return new Seen(response.statusCode(), response.body(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server + path)).timeout(Duration.ofSeconds(30));
        if (!cookie.isEmpty()) {
            request.header("Cookie", cookie);
        }
        return request;
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
