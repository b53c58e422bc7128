package darkroom.jobs.crosspost;

import java.text.BreakIterator;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What is posted of a photo: its caption, cut to fit, and a marker by which the post is found
 * again.
 *
 * <p>Links are broken up, since a post with a link costs more than ten times one without.
 *
 * @see <a href="https://docs.x.com/fundamentals/counting-characters">X: Counting characters</a>
 */
final class TweetText {
    private static final int WEIGHT_MAX = 280;
    private static final Pattern SCHEME = Pattern.compile("(?i)\\bhttps?://");
    private static final Pattern DOT_IN_NAME = Pattern.compile("(?<=[\\p{L}\\p{N}])\\.(?=\\p{L})");
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\\n]]");

    private TweetText() {}

    /** The marker of a photo: the same always, and of no other photo. */
    static String marker(long photoId) {
        return "· darkroom " + Long.toString(photoId, Character.MAX_RADIX) + " ·";
    }

    /** The whole text; the same for the same photo always. */
    static String of(long photoId, String caption) {
        String marker = marker(photoId);
        String plain = CONTROL.matcher(caption).replaceAll(" ");
        String unlinked =
                DOT_IN_NAME.matcher(SCHEME.matcher(plain).replaceAll("")).replaceAll(". ");
        String cut = cut(unlinked.strip(), WEIGHT_MAX - weight(marker) - 1);
        return cut.isEmpty() ? marker : cut + " " + marker;
    }

    /**
     * The longest start that weighs at most so much, with an ellipsis where something is missing.
     */
    private static String cut(String text, int weightMax) {
        if (weight(text) <= weightMax) {
            return text;
        }
        BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
        characters.setText(text);
        int left = weightMax - weight("…");
        int start = characters.first();
        int end = characters.next();
        while (end != BreakIterator.DONE) {
            left -= weight(text.substring(start, end));
            if (left < 0) {
                return text.substring(0, start).stripTrailing() + "…";
            }
            start = end;
            end = characters.next();
        }
        return text;
    }

    /** As X counts, or more: 1 for most letters of Europe, 2 for all else. */
    static int weight(String text) {
        return text.codePoints().map(TweetText::weight).sum();
    }

    private static int weight(int codePoint) {
        boolean light =
                codePoint <= 4_351
                        || (codePoint >= 8_192 && codePoint <= 8_205)
                        || (codePoint >= 8_208 && codePoint <= 8_223)
                        || (codePoint >= 8_242 && codePoint <= 8_247);
        return light ? 1 : 2;
    }
}
