package darkroom.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole service, from its start to the signal that ends it. */
@Timeout(120)
final class UpIT {
    private static final Duration READY_MAX = Duration.ofSeconds(60);
    private static final Duration STOP_MAX = Duration.ofSeconds(20);
    private static final Pattern EXPORT = Pattern.compile("(?m)^ +export (\\w+)='([^']*)'$");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void signalEndsTheServiceAndItsServersAndLeavesNothing(String signal) throws Exception {
        try (ChildDarkroom up =
                ChildDarkroom.start(folder, Map.of(), "up", "--json", "--threads", "4")) {
            up.awaitRunning(READY_MAX, () -> up.out().endsWith(System.lineSeparator()));
            JsonNode addresses = JSON.readTree(up.out());
            assertThat(addresses.fieldNames())
                    .toIterable()
                    .containsExactly(
                            "web", "dashboard", "redis", "databases", "apns", "x", "photos");
            assertThat(addresses.path("databases")).hasSize(2);
            assertThat(Path.of(addresses.path("photos").asText()))
                    .startsWith(folder.resolve("temporary"));
            URI web = URI.create(addresses.path("web").asText());
            assertThat(Http.status(web.resolve("/ready"))).isEqualTo(200);
            assertThat(signUp(web).statusCode()).isEqualTo(201);
            URI dashboard = URI.create(addresses.path("dashboard").asText());
            assertThat(Http.status(dashboard)).isEqualTo(401);
            assertThat(up.err()).contains(dashboard + "/setup?token=");

            assertThat(up.err()).doesNotContain("lost");
            checkFinds(exported(up.err()));

            up.signal(signal);

            assertThat(up.awaitExit(STOP_MAX)).as("exit code; it wrote: %s", up.err()).isZero();
            assertThat(up.out().lines()).as("standard output").hasSize(1);
            // Redis, two PostgreSQL servers, a worker process, and who guards them.
            assertThat(up.started()).hasSizeGreaterThan(4).noneMatch(ProcessHandle::isAlive);
            assertThat(up.leftFolders()).isEmpty();
        }
    }

    /** A verb that is called with what it says has its answer to say and nothing else. */
    private void checkFinds(Map<String, String> exported) throws Exception {
        Path own = Files.createDirectory(folder.resolve("check"));
        try (ChildDarkroom check =
                ChildDarkroom.start(own, exported, "check", "--deadline", "30s")) {
            assertThat(check.awaitExit(READY_MAX)).as(check.out() + check.err()).isZero();
            assertThat(check.err()).isEmpty();
        }
    }

    private static Map<String, String> exported(String said) {
        return EXPORT.matcher(said)
                .results()
                .collect(Collectors.toMap(line -> line.group(1), line -> line.group(2)));
    }

    private static HttpResponse<String> signUp(URI web) throws Exception {
        return Http.send(
                HttpRequest.newBuilder(web.resolve("/api/people"))
                        .header("Content-Type", "application/json")
                        .POST(
                                BodyPublishers.ofString(
                                        """
                                        {"name": "ada", "password": "correct horse battery"}""")));
    }
}
