package darkroom.web.dashboard.page;

import java.util.Arrays;
import java.util.List;

/**
 * A table.
 *
 * @param columns their names; one that begins with {@code #} is of numbers
 * @param empty what is said where there are no rows
 */
public record Grid(String title, List<String> columns, List<List<Cell>> rows, String empty)
        implements Block {
    /** Copies them. */
    public Grid {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
    }

    /** Names of columns. */
    public static List<String> columns(String... names) {
        return Arrays.asList(names);
    }

    /** The name of a column, as it is shown. */
    public String name(int column) {
        String name = columns.get(column);
        return name.startsWith("#") ? name.substring(1) : name;
    }

    /** The class of a column. */
    public String css(int column) {
        return columns.get(column).startsWith("#") ? "number" : "text";
    }
}
