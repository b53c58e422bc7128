package darkroom.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A dashboard, a fleet, a Redis and a database, all of them for this. */
@Timeout(300)
class BenchPagesIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What whoever may do everything can look at. */
    private static final Set<String> PATHS =
            Set.of(
                    "/",
                    "/account",
                    "/audit",
                    "/dead",
                    "/failure",
                    "/failures",
                    "/fan-out",
                    "/fan-outs",
                    "/fleet",
                    "/job",
                    "/kinds",
                    "/operation",
                    "/operations",
                    "/operators",
                    "/order",
                    "/queue",
                    "/queues",
                    "/retrying",
                    "/scheduled",
                    "/search",
                    "/threads",
                    "/threads/job",
                    "/waiting");

    @Test
    void everyPageIsAskedForAndItsFiguresStandInAPage(@TempDir Path folder) throws IOException {
        Path page = folder.resolve("page.md");
        Files.writeString(
                page,
                """
                <!-- written by darkroom bench pages: from here -->
                <!-- written by darkroom bench pages: to here -->
                """);

        Ran ran =
                Ran.darkroom(
                        Map.of(),
                        "bench",
                        "pages",
                        "--jobs=400",
                        "--threads=4",
                        "--rounds=2",
                        "--seconds=2",
                        "--json",
                        "--write=" + page);

        assertThat(ran.code()).as(ran.err()).isZero();
        Set<String> asked = new TreeSet<>();
        Set<String> paths = new TreeSet<>();
        Set<String> costs = new TreeSet<>();
        for (String line : ran.out().lines().toList()) {
            JsonNode figure = JSON.readTree(line);
            String name = figure.path("page").asText();
            if (figure.path("row").asText().equals("page")) {
                assertThat(figure.path("value").asDouble()).as(line).isPositive();
                asked.add(name);
                paths.add(name.split("\\?", 2)[0]);
            } else if (figure.path("row").asText().equals("page-size")) {
                assertThat(figure.path("value").asDouble()).as(line).isPositive();
                costs.add(name);
            }
        }
        assertThat(asked).isEqualTo(costs);
        assertThat(paths).containsAll(PATHS);
        for (String of : List.of("with", "without", "ratio")) {
            assertThat(ran.out()).contains("\"row\":\"fleet\",\"of\":\"" + of + "\"");
        }
        assertThat(Files.readString(page))
                .contains("| `/failure?id` ", "| fleet, ratio ", "| pages-cpu-at-rest, redis ");
    }

    @Test
    void wrongFlagsAreSaidAtOnce() {
        Ran ran =
                Ran.darkroom(
                        Map.of(), "bench", "pages", "--processes=17", "--floor", "--write=none");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err())
                .contains("--processes: expected a whole number in 1..16")
                .contains("this load has none")
                .contains("--write: expected a page that is there");
    }
}
