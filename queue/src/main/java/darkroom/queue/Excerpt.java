package darkroom.queue;

/** Foreign text made safe to stand in an error or a log line: short, and on one line. */
public final class Excerpt {
    private static final int CHARS_MAX = 80;

    private Excerpt() {}

    /** The first 80 characters of {@code text}, with control characters shown as {@code ?}. */
    public static String of(String text) {
        String head = text.length() <= CHARS_MAX ? text : text.substring(0, CHARS_MAX) + "…";
        return head.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", "?");
    }
}
