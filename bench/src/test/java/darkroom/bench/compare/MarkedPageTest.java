package darkroom.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class MarkedPageTest {
    private static final String PAGE =
            "# Title\n\nbefore\n\n"
                    + MarkedPage.FROM
                    + "\n\nold\n\n"
                    + MarkedPage.TO
                    + "\n\nafter\n";

    @Test
    void onlyTheSectionChanges() {
        String page = MarkedPage.rewritten(PAGE, "new $1 \\ section\n");

        assertThat(page).isEqualTo(PAGE.replace("old", "new $1 \\ section"));
        assertThat(MarkedPage.rewritten(page, "old")).isEqualTo(PAGE);
    }

    @Test
    void pageWithoutBothLinesOnceInOrderIsRefused() {
        for (String page :
                new String[] {
                    "# Title\n",
                    PAGE.replace(MarkedPage.TO, ""),
                    PAGE + MarkedPage.FROM,
                    MarkedPage.TO + "\n" + MarkedPage.FROM
                }) {
            assertThatThrownBy(() -> MarkedPage.rewritten(page, "new"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("cannot write the page: expected");
        }
    }
}
