package darkroom.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ProgramsIT {
    private static final Duration PLENTY = Duration.ofSeconds(30);

    @Test
    void givesWhatWasPrintedAndNotWhatWasSaid() throws Exception {
        try (Programs programs = new Programs()) {
            assertThat(programs.run(sh("echo figure; echo progress >&2"), PLENTY))
                    .isEqualTo("figure\n");
        }
    }

    @Test
    void exitCodeThreeIsMissingWithItsLine() {
        try (Programs programs = new Programs()) {
            assertThatThrownBy(() -> programs.run(sh("echo 'b: install b' >&2; exit 3"), PLENTY))
                    .isInstanceOf(MissingException.class)
                    .hasMessage("b: install b");
        }
    }

    @Test
    void otherExitCodeIsAFailureWithItsLastLines() {
        try (Programs programs = new Programs()) {
            assertThatThrownBy(() -> programs.run(sh("echo no such port >&2; exit 1"), PLENTY))
                    .isInstanceOf(ContestantFailedException.class)
                    .hasMessage("expected exit code 0, found 1: no such port");
        }
    }

    @Test
    void programThatTakesTooLongIsEnded() {
        try (Programs programs = new Programs()) {
            // exec: what is ended is the sleep itself.
            assertThatThrownBy(() -> programs.run(sh("exec sleep 50"), Duration.ofMillis(300)))
                    .isInstanceOf(ContestantFailedException.class)
                    .hasMessageContaining("did not");
        }
    }

    private static List<String> sh(String script) {
        return List.of("sh", "-c", script);
    }
}
