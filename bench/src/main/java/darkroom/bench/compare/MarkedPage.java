package darkroom.bench.compare;

/** A page of prose with one section that is written by a program. */
final class MarkedPage {
    /** The line before the section. */
    static final String FROM = "<!-- written by bench/compare: from here -->";

    /** The line after it. */
    static final String TO = "<!-- written by bench/compare: to here -->";

    private MarkedPage() {}

    /**
     * The page with another section between the two lines; all else stays as it is.
     *
     * @throws IllegalArgumentException unless the page has both lines once, in order
     */
    static String rewritten(String page, String section) {
        int from = only(page, FROM);
        int to = only(page, TO);
        if (to < from) {
            throw new IllegalArgumentException(
                    "cannot write the page: expected \"" + FROM + "\" first, found it last");
        }
        return page.substring(0, from + FROM.length())
                + "\n\n"
                + section.strip()
                + "\n\n"
                + page.substring(to);
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
