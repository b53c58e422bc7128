package darkroom.queue.archive;

import darkroom.queue.Excerpt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where an answer ended, as a text that people can hand on: {@code epoch ms~name}. */
final class SearchCursor {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,15})~(\\S{1,128})");

    private SearchCursor() {}

    static String text(Place place) {
        return place.diedAt() + "~" + place.name();
    }

    static Place parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            int at = 0;
            while (at < text.length() && Character.isDigit(text.charAt(at))) {
                at++;
            }
            throw new IllegalArgumentException(
                    "cannot go on from \""
                            + Excerpt.of(text)
                            + "\": expected MILLISECONDS~ID as the answer before gave it, found"
                            + " something else at character "
                            + (at + 1)
                            + "; begin without it");
        }
        return new Place(Long.parseLong(parts.group(1)), parts.group(2));
    }
}
