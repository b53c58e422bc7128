package darkroom.web.dashboard.page;

import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.StringOutput;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * HTML in which text shows all that it holds. What is not to be seen itself and alters how the rest
 * is read, such as the order of its letters, stands as a mark; in a field of a form, which is sent
 * back, as a reference to itself.
 */
final class ShownText extends OwaspHtmlTemplateOutput {
    /** Control characters but blanks, and those that embed, override or isolate a direction. */
    private static final Pattern UNSEEN =
            Pattern.compile(
                    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069]");

    private static final String MARK = "\ufffd";

    private final StringOutput html;
    private boolean inAttribute;

    ShownText() {
        this(new StringOutput());
    }

    private ShownText(StringOutput html) {
        super(html);
        this.html = html;
    }

    @Override
    public void setContext(@Nullable String tag, @Nullable String attribute) {
        inAttribute = attribute != null;
        super.setContext(tag, attribute);
    }

    @Override
    public void writeUserContent(@Nullable String text) {
        super.writeUserContent(
                text == null || inAttribute || !holdsUnseen(text)
                        ? text
                        : UNSEEN.matcher(text).replaceAll(MARK));
    }

    // Hardly any text does, and a page has hundreds.
    private static boolean holdsUnseen(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' ? c != '\t' && c != '\n' && c != '\r' : c > '~' && isUnseen(c)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isUnseen(char c) {
        return c <= 0x9f || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    }

    /** What was written. */
    String html() {
        String whole = html.toString();
        return holdsUnseen(whole) ? UNSEEN.matcher(whole).replaceAll(ShownText::reference) : whole;
    }

    // A reference to one of the upper controls would be read as another character: it stays.
    private static String reference(MatchResult found) {
        char unseen = found.group().charAt(0);
        return unseen > 0x7f && unseen < 0xa0 ? found.group() : "&#" + (int) unseen + ";";
    }
}
