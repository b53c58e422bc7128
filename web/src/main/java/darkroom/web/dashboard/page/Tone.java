package darkroom.web.dashboard.page;

import java.util.Locale;

/** How something is to be taken; never told by colour alone. */
public enum Tone {
    /** As it is. */
    PLAIN,
    /** As it should be. */
    FINE,
    /** Somebody should look. */
    WARN,
    /** Something is wrong. */
    BAD,
    /** Of less weight. */
    QUIET;

    /** Its class in the style sheet. */
    public String css() {
        return name().toLowerCase(Locale.ROOT);
    }
}
