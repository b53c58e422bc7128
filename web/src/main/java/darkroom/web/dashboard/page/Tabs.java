package darkroom.web.dashboard.page;

import java.util.List;

/**
 * Ways to look at the same list.
 *
 * @param title what they choose
 */
public record Tabs(String title, List<Tab> tabs) implements Block {
    /** Copies them. */
    public Tabs {
        tabs = List.copyOf(tabs);
    }

    /** One of them. */
    public record Tab(String name, String href, boolean current) {}
}
