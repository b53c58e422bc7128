package darkroom.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
final class FaultsIT {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... words) throws InterruptedException {
        return Main.run(List.of(words), new PrintWriter(out), new PrintWriter(err));
    }

    @Test
    void killedWorkerLosesNothingAndTheControlDoes(@TempDir Path folder) throws Exception {
        Path page = folder.resolve("page.md");
        Files.writeString(
                page,
                "# Page\n<!-- written by bench/faults: from here -->\n"
                        + "<!-- written by bench/faults: to here -->\n");

        int code =
                run(
                        "--only",
                        "in-handler,host-lost,control-brpop",
                        "--jobs",
                        "1500",
                        "--seed",
                        "1",
                        "--at-once",
                        "2",
                        "--write",
                        page.toString());

        assertThat(code).as(err.toString()).isZero();
        assertThat(Files.readString(page))
                .contains("| in-handler ")
                .contains("| control-brpop (control) ")
                .contains("2 faults, 3,000 acknowledged jobs")
                .contains("1 of 1 controls lost jobs");
    }

    @Test
    void rowsAreJsonAndSayWhereTheFaultStruck() throws Exception {
        int code = run("--only", "redis-kill", "--jobs", "1500", "--json");

        assertThat(code).as(err.toString()).isZero();
        JsonNode row = new ObjectMapper().readTree(out.toString());
        assertThat(row.get("fault").asText()).isEqualTo("redis-kill");
        assertThat(row.get("acknowledged").asInt()).isEqualTo(1_500);
        assertThat(row.get("lost").asInt()).isZero();
        assertThat(row.get("struck").asInt()).isOne();
        assertThat(err.toString()).contains("seed ");
    }
}
