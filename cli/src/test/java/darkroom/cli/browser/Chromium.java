package darkroom.cli.browser;

import darkroom.embedded.RunFolder;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.ImmutableCapabilities;
import org.openqa.selenium.json.Json;
import org.openqa.selenium.remote.RemoteWebDriver;

/**
 * A real browser without a window, and its driver: both end when this JVM does, however it ends,
 * and leave no file. It opens no connection but those of the pages that it is shown.
 */
final class Chromium implements AutoCloseable {
    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final Duration STOP_MAX = Duration.ofSeconds(10);
    private static final Pattern LISTENS = Pattern.compile("successfully on port ([0-9]+)");
    private static final List<String> ARGUMENTS =
            List.of(
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-dev-shm-usage",
                    "--disable-quic",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--no-first-run",
                    "--no-default-browser-check",
                    "--hide-scrollbars",
                    "--remote-debugging-pipe");

    private final RunFolder folder;
    private final Path sockets;
    private final Process process;
    private final URI server;
    private final RemoteWebDriver driver;
    private final HttpClient http = HttpClient.newHttpClient();

    private Chromium(
            RunFolder folder, Path sockets, Process process, URI server, RemoteWebDriver driver) {
        this.folder = folder;
        this.sockets = sockets;
        this.process = process;
        this.server = server;
        this.driver = driver;
    }

    /** How large a page is shown, in its own pixels. */
    record Screen(String name, int width, int height) {
        static final Screen PHONE = new Screen("phone", 390, 844);
        static final Screen DESKTOP = new Screen("desktop", 1440, 900);
    }

    /** Starts one; where there is none the test is skipped, and says so. */
    static Chromium start() {
        Optional<Path> browser = program("chromium");
        Optional<Path> driver = program("chromedriver");
        Assumptions.assumeTrue(
                browser.isPresent() && driver.isPresent(),
                "skipped: expected the programs chromium and chromedriver, found not both; on"
                        + " Debian \"apt-get install chromium chromium-driver\" installs them");
        RunFolder folder = RunFolder.open();
        Path log = folder.path().resolve("chromedriver.log");
        ProcessBuilder builder =
                new ProcessBuilder(driver.orElseThrow().toString(), "--port=0")
                        .directory(folder.path().toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        for (String name : List.of("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")) {
            builder.environment().put(name, folder.path().toString());
        }
        try {
            Path sockets = shortFolder();
            folder.janitor().watchFolder(sockets);
            builder.environment().put("TMPDIR", sockets.toString());
            Process process = folder.janitor().start(builder, "TERM");
            URI server = URI.create("http://127.0.0.1:" + port(process, log));
            RemoteWebDriver session =
                    new RemoteWebDriver(
                            server.toURL(), capabilities(browser.orElseThrow(), folder), false);
            return new Chromium(folder, sockets, process, server, session);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a browser", e);
        }
    }

    // The browser makes a socket in it, whose path may have no more than 107 characters.
    private static Path shortFolder() throws IOException {
        String name = "c" + Integer.toString(new SecureRandom().nextInt(Integer.MAX_VALUE), 36);
        return Files.createDirectory(
                Path.of(System.getProperty("java.io.tmpdir"), name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Path> program(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .filter(path -> !path.isEmpty())
                .map(path -> Path.of(path, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static String port(Process process, Path log) throws IOException {
        long start = System.nanoTime();
        while (process.isAlive() && System.nanoTime() - start < START_MAX.toNanos()) {
            Matcher listens = LISTENS.matcher(Files.readString(log, StandardCharsets.UTF_8));
            if (listens.find()) {
                return listens.group(1);
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        throw new IllegalStateException(
                "cannot start the browser's driver: it said "
                        + Files.readString(log, StandardCharsets.UTF_8));
    }

    private static ImmutableCapabilities capabilities(Path browser, RunFolder folder) {
        List<String> arguments =
                Stream.concat(
                                ARGUMENTS.stream(),
                                Stream.of("--user-data-dir=" + folder.path().resolve("profile")))
                        .toList();
        return new ImmutableCapabilities(
                "browserName",
                "chrome",
                "goog:chromeOptions",
                Map.of("binary", browser.toString(), "args", arguments),
                "goog:loggingPrefs",
                Map.of("browser", "ALL"));
    }

    RemoteWebDriver driver() {
        return driver;
    }

    /** Has pages shown so large, in light or in dark. */
    void show(Screen screen, boolean dark) {
        command(
                "Emulation.setDeviceMetricsOverride",
                Map.of(
                        "width",
                        screen.width(),
                        "height",
                        screen.height(),
                        "deviceScaleFactor",
                        1,
                        "mobile",
                        screen.equals(Screen.PHONE)));
        command(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(
                                Map.of(
                                        "name",
                                        "prefers-color-scheme",
                                        "value",
                                        dark ? "dark" : "light"))));
    }

    /** Runs a script in each page before its own. */
    void beforeEachPage(String script) {
        command("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
    }

    /** What a script says that returns a number. */
    int number(String script) {
        return ((Number) Objects.requireNonNull(driver.executeScript(script))).intValue();
    }

    /** A picture of the whole page, as WebP in Base64. */
    String picture(Screen screen, int mostHeight) {
        int height = Math.min(mostHeight, number("return document.body.scrollHeight"));
        Object data =
                command(
                                "Page.captureScreenshot",
                                Map.of(
                                        "format",
                                        "webp",
                                        "quality",
                                        60,
                                        "captureBeyondViewport",
                                        true,
                                        "clip",
                                        Map.of(
                                                "x",
                                                0,
                                                "y",
                                                0,
                                                "width",
                                                screen.width(),
                                                "height",
                                                Math.max(screen.height(), height),
                                                "scale",
                                                1)))
                        .get("data");
        return String.valueOf(data);
    }

    // Of the browser's own protocol, which its driver passes on.
    private Map<?, ?> command(String name, Map<String, ?> parameters) {
        String body = new Json().toJson(Map.of("cmd", name, "params", parameters));
        HttpRequest request =
                HttpRequest.newBuilder(
                                server.resolve(
                                        "/session/" + driver.getSessionId() + "/goog/cdp/execute"))
                        .timeout(START_MAX)
                        .POST(BodyPublishers.ofString(body))
                        .build();
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            Map<?, ?> answer = new Json().toType(response.body(), Map.class);
            if (response.statusCode() != 200) {
                throw new IllegalStateException(name + ": " + answer);
            }
            return answer.get("value") instanceof Map<?, ?> value ? value : Map.of();
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            driver.quit();
        } finally {
            process.destroy();
            process.onExit()
                    .completeOnTimeout(process, STOP_MAX.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
            process.destroyForcibly();
            process.onExit().orTimeout(STOP_MAX.toMillis(), TimeUnit.MILLISECONDS).join();
            folder.janitor().release(process);
            delete(sockets);
            folder.janitor().releaseFolder(sockets);
            folder.close();
        }
    }
}
