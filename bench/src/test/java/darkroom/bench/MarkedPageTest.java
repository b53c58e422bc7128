package darkroom.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MarkedPageTest {
    private static final String FROM = "<!-- written by some/program: from here -->";
    private static final String TO = "<!-- written by some/program: to here -->";
    private static final MarkedPage MARKS = MarkedPage.by("some/program");
    private static final String PAGE =
            "# Title\n\nbefore\n\n" + FROM + "\n\nold\n\n" + TO + "\n\nafter\n";

    @Test
    void onlyTheSectionChanges() {
        String page = MARKS.rewritten(PAGE, "new $1 \\ section\n");

        assertThat(page).isEqualTo(PAGE.replace("old", "new $1 \\ section"));
        assertThat(MARKS.rewritten(page, "old")).isEqualTo(PAGE);
    }

    @Test
    void pageWithoutBothLinesOnceInOrderIsRefused() {
        for (String page :
                new String[] {"# Title\n", PAGE.replace(TO, ""), PAGE + FROM, TO + "\n" + FROM}) {
            assertThatThrownBy(() -> MARKS.rewritten(page, "new"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("cannot write the page: expected");
        }
    }

    @Test
    void pageOnDiskIsWrittenAndOneThatIsNotThereIsRefused(@TempDir Path folder) throws IOException {
        Path page = folder.resolve("page.md");
        assertThatThrownBy(() -> MARKS.check(page))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("--write: expected a page that is there, found");

        Files.writeString(page, PAGE);
        MARKS.check(page);
        assertThat(page).hasContent(PAGE);
        MARKS.write(page, "new");
        assertThat(page).hasContent(PAGE.replace("old", "new"));
    }
}
