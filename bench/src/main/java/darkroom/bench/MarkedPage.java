package darkroom.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

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

    /**
     * Looks, before there is anything to write, whether it could be written.
     *
     * @throws IllegalArgumentException if the page is not there, or is not as {@link #rewritten}
     *     expects
     */
    public void check(Path page) {
        rewritten(read(page), "");
    }

    /**
     * Writes the section into the page.
     *
     * @throws IllegalArgumentException as {@link #check}; nothing was written
     * @throws UncheckedIOException if it cannot be written
     */
    public void write(Path page, String section) {
        String text = rewritten(read(page), section);
        try {
            Files.writeString(page, text, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the page " + page, e);
        }
    }

    private static String read(Path page) {
        try {
            return Files.readString(page, UTF_8);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "--write: expected a page that is there, found " + e, e);
        }
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
