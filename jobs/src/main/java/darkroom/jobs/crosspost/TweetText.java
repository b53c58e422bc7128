package darkroom.jobs.crosspost;

/**
 * What is posted for a photo: its caption, cut to fit, and a marker by which the post can be found
 * again. No link: a post with a link costs 0.20 dollars instead of 0.015 (X's price page, 2026-04).
 */
final class TweetText {
    /** https://docs.x.com/fundamentals/counting-characters: weighted, 2 for most of Unicode. */
    private static final int WEIGHT_MAX = 280;

    private final String caption;
    private final String marker;

    TweetText(long photoId, String caption) {
        this.marker = "· darkroom " + Long.toString(photoId, Character.MAX_RADIX);
        this.caption = caption.strip();
    }

    /** Stands in the text of this photo's post and of no other. */
    String marker() {
        return marker;
    }

    /** The whole text, at most 280 weighted characters. */
    String text() {
        if (caption.isEmpty()) {
            return marker;
        }
        int room = WEIGHT_MAX - weight(marker) - 1;
        return (weight(caption) <= room ? caption : cut(room - weight("…")) + "…") + " " + marker;
    }

    private String cut(int room) {
        int end = 0;
        int used = 0;
        while (end < caption.length()) {
            int point = caption.codePointAt(end);
            used += weight(point);
            if (used > room) {
                break;
            }
            end += Character.charCount(point);
        }
        return caption.substring(0, end).stripTrailing();
    }

    static int weight(String text) {
        return text.codePoints().map(TweetText::weight).sum();
    }

    private static int weight(int point) {
        boolean light =
                point <= 4351
                        || (point >= 8192 && point <= 8205)
                        || (point >= 8208 && point <= 8223)
                        || (point >= 8242 && point <= 8247);
        return light ? 1 : 2;
    }
}
