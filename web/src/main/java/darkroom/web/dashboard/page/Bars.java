package darkroom.web.dashboard.page;

import java.util.List;
import java.util.Locale;

/**
 * How often what happened, as bars beneath each other, each with its figures beside it.
 *
 * @param title what they show
 * @param unit what the names are
 * @param bars from top to bottom
 */
public record Bars(String title, String unit, List<Bar> bars) implements Block {
    /** Copies them. */
    public Bars {
        bars = List.copyOf(bars);
    }

    /** One of them. */
    public record Bar(String name, long count) {}

    /** How long a bar is, 0 to 100: the longest of them is as long as there is room. */
    public String length(Bar bar) {
        long most = Math.max(1, bars.stream().mapToLong(Bar::count).max().orElse(1));
        return String.format(Locale.ROOT, "%.1f", 100.0 * bar.count() / most);
    }

    /** Which part of all a bar is. */
    public String share(Bar bar) {
        long all = Math.max(1, bars.stream().mapToLong(Bar::count).sum());
        return Words.number(100.0 * bar.count() / all) + " %";
    }
}
