package darkroom.bench;

/** A page of prose with one section that is written by a program. */
public final class MarkedPage {
    private final String from;
    private final String to;

    private MarkedPage(String program) {
        from = "<!-- written by " + program + ": from here -->";
        to = "<!-- written by " + program + ": to here -->";
    }

    /** Pages of which a program writes the section, such as {@code bench/compare}. */
    public static MarkedPage by(String program) {
        return new MarkedPage(program);
    }

    /**
     * The page with another section between the two lines; all else stays as it is.
     *
     * @throws IllegalArgumentException unless the page has both lines once, in order
     */
    public String rewritten(String page, String section) {
        int begin = only(page, from);
        int end = only(page, to);
        if (end < begin) {
            throw new IllegalArgumentException(
                    "cannot write the page: expected \"" + from + "\" first, found it last");
        }
        return page.substring(0, begin + from.length())
                + "\n\n"
                + section.strip()
                + "\n\n"
                + page.substring(end);
    }

    private static int only(String page, String line) {
        int first = page.indexOf(line);
        if (first < 0 || first != page.lastIndexOf(line)) {
            throw new IllegalArgumentException(
                    "cannot write the page: expected \""
                            + line
                            + "\" once, found "
                            + (first < 0 ? "none" : "more"));
        }
        return first;
    }
}
