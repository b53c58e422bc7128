package darkroom.queue;

/** Foreign text made safe to stand in an error or a log line: short, and on one line. */
public final class Excerpt {
    private static final int CHARS_MAX = 80;

    private Excerpt() {}

    /**
     * The first 80 characters of {@code text}, with control and format characters shown as {@code
     * ?}.
     */
    public static String of(String text) {
        return cut(text, CHARS_MAX).replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\u2028\\u2029]", "?");
    }

    /**
     * The first {@code charsMax} characters of {@code text}, marked where more followed; a pair of
     * surrogates is never parted.
     */
    public static String cut(String text, int charsMax) {
        if (text.length() <= charsMax) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(charsMax - 1)) ? charsMax - 1 : charsMax;
        return text.substring(0, end) + "…";
    }
}
