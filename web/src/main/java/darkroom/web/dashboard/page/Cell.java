package darkroom.web.dashboard.page;

import java.util.List;

/**
 * One value.
 *
 * @param href where it leads; empty for nowhere
 * @param buttons what can be done
 */
public record Cell(String text, String href, Tone tone, List<Button> buttons) {
    /** Copies the buttons. */
    public Cell {
        buttons = List.copyOf(buttons);
    }

    /** Text. */
    public static Cell of(String text) {
        return new Cell(text, "", Tone.PLAIN, List.of());
    }

    /** Text that is to be taken in some way. */
    public static Cell of(String text, Tone tone) {
        return new Cell(text, "", tone, List.of());
    }

    /** Text that leads somewhere. */
    public static Cell link(String text, String href) {
        return new Cell(text, href, Tone.PLAIN, List.of());
    }

    /** Whether it leads out of the dashboard. */
    public boolean isExternal() {
        return !href.isEmpty() && !href.startsWith("/");
    }

    /** Buttons. */
    public static Cell of(List<Button> buttons) {
        return new Cell("", "", Tone.PLAIN, buttons);
    }
}
