package darkroom.jobs.crosspost;

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
    private static final int STEPS_BACK_MAX = 32;
    private static final int JOINER = 0x200D;
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
        int left = weightMax - weight("…");
        int end = 0;
        while (weight(text.codePointAt(end)) <= left) {
            left -= weight(text.codePointAt(end));
            end += Character.charCount(text.codePointAt(end));
        }
        return text.substring(0, boundary(text, end)).stripTrailing() + "…";
    }

    /**
     * The last place up to {@code end} that parts no letter from its accents and no emoji from its
     * parts. Not the JDK's own: what that takes for a character changed in JDK 20, and the text of
     * a photo must be the same on all.
     */
    private static int boundary(String text, int end) {
        int at = end;
        for (int steps = 0; at > 0 && steps < STEPS_BACK_MAX; steps++) {
            if (!joined(text, at)) {
                return at;
            }
            at = text.offsetByCodePoints(at, -1);
        }
        return end;
    }

    private static boolean joined(String text, int at) {
        int after = text.codePointAt(at);
        int before = text.codePointBefore(at);
        return before == JOINER
                || after == JOINER
                || isPart(after)
                || (isFlag(after) && flagsBefore(text, at) % 2 == 1);
    }

    /** An accent, a variation selector or a skin tone. */
    private static boolean isPart(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.NON_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || (codePoint >= 0x1F3FB && codePoint <= 0x1F3FF);
    }

    /** Two of these make a flag. */
    private static boolean isFlag(int codePoint) {
        return codePoint >= 0x1F1E6 && codePoint <= 0x1F1FF;
    }

    private static int flagsBefore(String text, int at) {
        int flags = 0;
        int place = at;
        while (place > 0 && isFlag(text.codePointBefore(place))) {
            flags++;
            place = text.offsetByCodePoints(place, -1);
        }
        return flags;
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
