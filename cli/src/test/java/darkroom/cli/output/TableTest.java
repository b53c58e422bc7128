package darkroom.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void columnsAreAlignedAndNumbersStandToTheRight() {
        Table table = new Table("NAME", "COUNT").row("a", 5).row("longer", 12_345);

        assertThat(table.text().lines())
                .containsExactly("NAME    COUNT", "a           5", "longer  12345");
    }

    @Test
    void whatOthersWroteCannotMoveTheCursor() {
        assertThat(new Table("A").row("x\u001b[2J\ny").text()).doesNotContain("\u001b", "x\ny");
    }
}
