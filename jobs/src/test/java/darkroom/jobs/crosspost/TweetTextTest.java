package darkroom.jobs.crosspost;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TweetTextTest {
    private static final long ID = 1_234_567_890_123_456_789L;

    @Test
    void captionIsFollowedByTheMarker() {
        assertThat(TweetText.of(35, "A quiet evening")).isEqualTo("A quiet evening · darkroom z ·");
        assertThat(TweetText.of(35, "  ")).isEqualTo("· darkroom z ·");
    }

    @Test
    void markerOfOnePhotoIsNotPartOfAnothers() {
        assertThat(TweetText.marker(36 * 35)).doesNotContain(TweetText.marker(35));
        assertThat(TweetText.marker(35)).doesNotContain(TweetText.marker(36 * 35));
    }

    @Test
    void longCaptionsAreCutToFit() {
        for (String part : List.of("a", "word ", "é", "写真", "👩‍👩‍👧‍👦", "🇩🇪", "́")) {
            String text = TweetText.of(ID, part.repeat(400));

            assertThat(TweetText.weight(text)).as(part).isBetween(200, 280);
            assertThat(text).contains("…").endsWith(TweetText.marker(ID));
            assertThat(text.codePoints().filter(c -> c >= 0xD800 && c <= 0xDFFF)).isEmpty();
        }
        String longest = "a".repeat(280 - TweetText.weight(TweetText.marker(ID)) - 1);
        assertThat(TweetText.of(ID, longest)).startsWith(longest + " ").doesNotContain("…");
    }

    @Test
    void cutPartsNoFlagNoFamilyAndNoAccent() {
        for (String part : List.of("e\u0301", "🇩🇪", "👩‍👩‍👧‍👦", "👍🏽", "❤️")) {
            for (int lead = 0; lead < 16; lead++) {
                String text = TweetText.of(ID, "x".repeat(lead) + part.repeat(200));
                String kept = text.substring(lead, text.indexOf('…'));

                assertThat(kept.replace(part, "")).as("%s after %d", part, lead).isEmpty();
            }
        }
    }

    @Test
    void linksAreBrokenUp() {
        assertThat(TweetText.of(35, "see https://example.com/a and Example.ORG, v1.2 at 3.5 km"))
                .startsWith("see example. com/a and Example. ORG, v1.2 at 3.5 km");
    }

    @Test
    void controlCharactersAreBlanks() {
        assertThat(TweetText.of(35, "a\0b\tc\nd")).startsWith("a b c\nd");
    }

    @Test
    void sameTextForTheSamePhoto() {
        assertThat(TweetText.of(ID, "a")).isEqualTo(TweetText.of(ID, "a"));
        assertThat(TweetText.of(ID, "a")).isNotEqualTo(TweetText.of(ID + 1, "a"));
    }
}
