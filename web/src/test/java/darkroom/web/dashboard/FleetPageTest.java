package darkroom.web.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.web.dashboard.page.Block;
import darkroom.web.dashboard.page.Cell;
import darkroom.web.dashboard.page.Grid;
import darkroom.web.dashboard.page.Note;
import darkroom.web.dashboard.page.Tone;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FleetPageTest {
    @Test
    void processThatBeatsAndCannotFetchIsSeen() {
        Map<String, String> well = Map.of("state", "serving", "fetchMillisAgo", "5", "host", "h");
        Map<String, String> ill = Map.of("state", "quiet", "fetchMillisAgo", "9999");
        List<Block> blocks =
                FleetPage.blocks(
                        new TestFigures()
                                .process("a", Duration.ofMillis(2_000), well)
                                .process("b", Duration.ofMillis(2_001), ill)
                                .figures());

        List<List<Cell>> rows = ((Grid) blocks.get(0)).rows();
        assertThat(rows.get(0))
                .extracting(Cell::text)
                .startsWith("a", "serving")
                .contains("h", "–");
        assertThat(tones(rows.get(0))).containsExactly(Tone.FINE, Tone.PLAIN, Tone.PLAIN);
        assertThat(tones(rows.get(1))).containsExactly(Tone.WARN, Tone.BAD, Tone.BAD);
    }

    /** Of its state, its beat and its fetch. */
    private static List<Tone> tones(List<Cell> row) {
        return List.of(row.get(1).tone(), row.get(5).tone(), row.get(6).tone());
    }

    @Test
    void processesThatAreLostAreNamedTwentyAtMost() {
        String[] ids = new String[21];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = "p" + i;
        }

        Note note = (Note) FleetPage.blocks(new TestFigures().lost(ids).figures()).get(0);

        assertThat(note.tone()).isEqualTo(Tone.BAD);
        assertThat(note.text()).contains("p0, p1,", "p19.").doesNotContain("p20");
    }
}
