package darkroom.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.bench.compare.Contestant.Placement;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoresTest {
    private static final List<String> COMMAND = List.of("client", "1");

    private final Cores many = new Cores(4, true);
    private final Cores one = new Cores(1, false);

    @Test
    void clientAndServerArePlacedOnACoreEach() {
        assertThat(many.placed(COMMAND, Placement.APART))
                .containsExactly("taskset", "-c", "0", "client", "1");
        assertThat(many.placing(17, Placement.APART))
                .containsExactly("taskset", "-a", "-p", "-c", "1", "17");
        assertThat(many.text()).contains("core 0", "core 1");
    }

    @Test
    void nothingIsPlacedUnlessItIsAskedForAndCanBe() {
        for (Placement placement : Placement.values()) {
            assertThat(one.placed(COMMAND, placement)).isEqualTo(COMMAND);
            assertThat(one.placing(17, placement)).isEmpty();
            if (placement != Placement.APART) {
                assertThat(many.placed(COMMAND, placement)).isEqualTo(COMMAND);
                assertThat(many.placing(17, placement)).isEmpty();
            }
        }
        assertThat(one.text()).contains("not placed");
    }

    @Test
    void thisMachineHasAsManyAsJavaSays() {
        Cores here = Cores.here();

        assertThat(here.count()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(here.placeable() && here.count() == 1).isFalse();
    }
}
