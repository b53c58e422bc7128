package darkroom.web.dashboard.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ShownTextTest {
    private final ShownText html = new ShownText();

    @ParameterizedTest
    @ValueSource(
            chars = {
                0, 1, 8, 0xb, 0xc, 0xe, 0x1b, 0x1f, 0x7f, 0x80, 0x85, 0x9f, 0x202a, 0x202e, 0x2066,
                0x2069
            })
    void whatIsNotSeenItselfIsAMark(char unseen) {
        html.setContext("p", null);
        html.writeUserContent("a" + unseen + "b");

        assertThat(html.html()).isEqualTo("a\ufffdb");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\t", "\n", "\r", " ", "\u00a0", "\u200f", "\u0627\u0628", "\ud83d\ude00"})
    void blanksAndTextOfAnyWritingAreAsTheyAre(String text) {
        html.setContext("p", null);
        html.writeUserContent(text);

        assertThat(html.html()).isEqualTo(text);
    }

    @Test
    void fieldThatIsSentBackKeepsWhatItHolds() {
        html.setContext("input", "value");
        html.writeUserContent("a\u202e\u0001\u0085<b");
        html.setContext("input", null);
        html.writeUserContent("\u202e<b>");

        assertThat(html.html()).isEqualTo("a&#8238;&#1;\u0085&lt;b\ufffd&lt;b&gt;");
    }

    @Test
    void nothingIsNothing() {
        html.writeUserContent((String) null);

        assertThat(html.html()).isEmpty();
    }
}
