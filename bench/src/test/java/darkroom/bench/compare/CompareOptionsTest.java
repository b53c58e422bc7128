package darkroom.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.bench.compare.CompareOptions.Form;
import darkroom.bench.compare.CompareOptions.Pace;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CompareOptionsTest {
    @Test
    void nothingAskedForIsAllOfIt() {
        CompareOptions options = options();

        assertThat(options.extent().pace()).isEqualTo(Pace.FULL);
        assertThat(options.extent().rounds()).isEqualTo(3);
        assertThat(options.extent().sizes()).isEqualTo(Sizes.FULL);
        assertThat(options.form()).isEqualTo(Form.TABLE);
        assertThat(options.lineup().peers()).isEqualTo(Lineup.PEERS);
        assertThat(options.page()).isEmpty();
    }

    @Test
    void everyFlagIsTaken() {
        CompareOptions options =
                options(
                        "--quick",
                        "--json",
                        "--rounds",
                        "5",
                        "--jobs-max",
                        "300",
                        "--only",
                        "drain,enqueue",
                        "--peers",
                        "jesque,bullmq",
                        "--write",
                        "page.md",
                        "--redis-server",
                        "bin/redis-server");

        assertThat(options.extent().pace()).isEqualTo(Pace.QUICK);
        assertThat(options.extent().sizes()).isEqualTo(new Sizes(300, 300, 300, 1));
        assertThat(options.extent().only()).containsExactly("drain", "enqueue");
        assertThat(options.lineup().peers()).containsExactly("jesque", "bullmq");
        assertThat(options.page()).contains(Path.of("page.md"));
        assertThat(options.redisServer()).contains(Path.of("bin/redis-server"));
        assertThat(options.form()).isEqualTo(Form.JSON);
        assertThat(options.extent().rounds()).isEqualTo(5);
    }

    @Test
    void badWordsAreRefused() {
        refused("unknown: --fast", "--fast");
        refused("--rounds: expected a value, found none", "--rounds");
        refused("--rounds: expected 1..100, found 0", "--rounds", "0");
        refused("--jobs-max: expected 1..1000000, found many", "--jobs-max", "many");
        refused("found [resque]", "--peers", "jesque,resque");
    }

    private static void refused(String message, String... words) {
        assertThatThrownBy(() -> options(words))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private static CompareOptions options(String... words) {
        return CompareOptions.parse(Path.of("."), List.of("darkroom"), List.of(words));
    }
}
