package darkroom.web.dashboard.page;

import java.util.List;

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

    /** The longest, and at least one. */
    public long most() {
        return Math.max(1, bars.stream().mapToLong(Bar::count).max().orElse(1));
    }

    /** Which part of all a bar is. */
    public String share(Bar bar) {
        long all = Math.max(1, bars.stream().mapToLong(Bar::count).sum());
        return Words.number(100.0 * bar.count() / all) + " %";
    }
}
