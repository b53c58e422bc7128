package darkroom.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.bench.compare.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A comparison as {@code bench/compare} makes it, of a few hundred jobs, with real Jesque. */
@Timeout(240)
final class CompareIT {
    private static final String MISSING = "sidekiq: apt-get install ruby-sidekiq";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir private Path home;

    @Test
    void oursTheFloorAndJesqueAreSetAgainstEachOtherAndWhoIsMissingIsNamed() throws Exception {
        int code = compare("--json", "--peers", "jesque,sidekiq");

        assertThat(code).as(err.toString()).isZero();
        List<JsonNode> rows = rows();
        JsonNode jesque = row(rows, "jesque");
        assertThat(jesque.path("row").asText()).isEqualTo("drain");
        assertThat(jesque.path("ours").asDouble()).isPositive();
        assertThat(jesque.path("peer").asDouble()).isPositive();
        assertThat(jesque.path("ratio").asDouble()).isPositive();
        assertThat(jesque.path("unit").asText()).isEqualTo("jobs/s");
        assertThat(jesque.path("target").asText()).isEqualTo(">= 30 x");
        assertThat(jesque.path("met").isBoolean()).isTrue();
        assertThat(row(rows, "floor").path("ratio").asDouble()).isPositive();
        assertThat(row(rows, "sidekiq").path("peer").isNull()).isTrue();
        assertThat(row(rows, "sidekiq").path("met").isNull()).isTrue();
        assertThat(row(rows, "sidekiq").path("absent").path(0).asText()).isEqualTo(MISSING);
        assertThat(err.toString()).contains("round 1 of 1: drain, jesque").contains(MISSING);
    }

    @Test
    void tableIsWrittenIntoTheMarkedSectionOfThePage() throws Exception {
        Path page = home.resolve("page.md");
        String prose = Files.readString(checkout().resolve("docs/performance.md"), UTF_8);
        Files.writeString(page, prose, UTF_8);

        int code = compare("--peers", "sidekiq", "--write", page.toString());

        assertThat(code).as(err.toString()).isZero();
        String title = prose.lines().findFirst().orElseThrow();
        assertThat(Files.readString(page, UTF_8))
                .startsWith(title)
                .contains(out.toString().strip())
                .contains("every round:\n\n- " + MISSING);
        assertThat(out.toString()).contains("| drain ").contains("Redis ").contains(" cores ");
    }

    @Test
    void pageWithoutTheSectionIsRefusedBeforeAnythingRuns() throws Exception {
        Path page = Files.writeString(home.resolve("page.md"), "# Page\n", UTF_8);

        assertThat(compare("--write", page.toString())).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("bench/compare: cannot write the page: expected")
                .doesNotContain("round 1");
    }

    private int compare(String... more) throws IOException, InterruptedException {
        Path jesque = checkout().resolve("bench/peers/jesque/run");
        peer("jesque", "exec '" + jesque + "' \"$@\"");
        peer("sidekiq", "echo '" + MISSING + "' >&2; exit 3");
        List<String> words = new ArrayList<>(List.of("--quick", "--rounds", "1"));
        words.addAll(List.of("--only", "drain", "--jobs-max", "300"));
        words.addAll(List.of(more));
        return Main.run(home, darkroom(), words, new PrintWriter(out), new PrintWriter(err));
    }

    private void peer(String name, String script) throws IOException {
        Path folder = Files.createDirectories(home.resolve("bench/peers").resolve(name));
        Path run = Files.writeString(folder.resolve("run"), "#!/bin/sh\n" + script + "\n", UTF_8);
        Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwx------"));
    }

    // The folder of the module is the folder that tests run in.
    private static Path checkout() {
        return Path.of(System.getProperty("basedir", ""))
                .toAbsolutePath()
                .resolve("..")
                .normalize();
    }

    private static List<String> darkroom() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                // As the command has it, not as tests do: they log to standard output.
                "-Dlogback.configurationFile=logback.xml",
                "-cp",
                System.getProperty("java.class.path"),
                "darkroom.cli.Main");
    }

    private List<JsonNode> rows() throws IOException {
        List<JsonNode> rows = new ArrayList<>();
        for (String line : out.toString().lines().toList()) {
            rows.add(new ObjectMapper().readTree(line));
        }
        return rows;
    }

    private static JsonNode row(List<JsonNode> rows, String peer) {
        return rows.stream()
                .filter(row -> row.path("peerName").asText().equals(peer))
                .findFirst()
                .orElseThrow(() -> new AssertionError("expected a row of " + peer + " in " + rows));
    }
}
