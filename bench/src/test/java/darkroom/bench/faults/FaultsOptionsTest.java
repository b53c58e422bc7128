package darkroom.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.bench.faults.FaultsOptions.Extent;
import darkroom.bench.faults.FaultsOptions.Form;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FaultsOptionsTest {
    private static FaultsOptions parse(String... words) {
        return FaultsOptions.parse(List.of(words), 42);
    }

    @Test
    void shortFormIsTheDefault() {
        assertThat(parse()).isEqualTo(parse("--short"));
        assertThat(parse().extent().seed()).isEqualTo(42);
        assertThat(parse().form()).isEqualTo(Form.TABLE);
    }

    @Test
    void longFormIsFiftyRoundsOfTenThousandJobs() {
        assertThat(parse("--long").extent()).isEqualTo(new Extent(50, 10_000, 42, List.of(), 1));
    }

    @Test
    void everyFlagIsRead() {
        FaultsOptions options =
                parse(
                        "--rounds",
                        "3",
                        "--jobs",
                        "100",
                        "--only",
                        "a,b",
                        "--seed",
                        "7",
                        "--at-once",
                        "2",
                        "--json",
                        "--write",
                        "page",
                        "--redis-server",
                        "program");

        assertThat(options.extent()).isEqualTo(new Extent(3, 100, 7, List.of("a", "b"), 2));
        assertThat(options.form()).isEqualTo(Form.JSON);
        assertThat(options.page()).contains(Path.of("page"));
        assertThat(options.redisServer()).contains(Path.of("program"));
    }

    @Test
    void whatIsNotUnderstoodIsSaid() {
        assertThatThrownBy(() -> parse("--fast")).hasMessageStartingWith("unknown: --fast");
        assertThatThrownBy(() -> parse("--rounds"))
                .hasMessage("--rounds: expected a value, found none");
        assertThatThrownBy(() -> parse("--rounds", "0"))
                .hasMessage("--rounds: expected 1..10000, found 0");
        assertThatThrownBy(() -> parse("--jobs", "x"))
                .hasMessage("--jobs: expected 1..100000, found x");
    }

    @Test
    void unknownFaultIsAWrongArgumentAndListsAll() throws InterruptedException {
        StringWriter err = new StringWriter();

        int code =
                Main.run(
                        List.of("--only", "worker-kil"),
                        new PrintWriter(new StringWriter()),
                        new PrintWriter(err));

        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).contains("worker-kill").contains("found [worker-kil]");
    }

    @Test
    void faultsHaveNamesOfTheirOwnAndAreManyEnough() {
        List<Fault> all = Catalog.all();

        assertThat(all).extracting(Fault::name).doesNotHaveDuplicates();
        assertThat(all.stream().filter(fault -> !fault.isControl()).count())
                .isGreaterThanOrEqualTo(20);
        assertThat(all).anyMatch(Fault::isControl);
    }
}
