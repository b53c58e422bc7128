package darkroom.bench;

import java.util.ArrayList;
import java.util.List;

/** Tables and lists of a page that a program writes. */
public final class Markdown {
    private Markdown() {}

    /**
     * A table, each column as wide as its widest cell; without a line break at its end.
     *
     * @param rows of as many cells as {@code head} each
     */
    public static String table(List<String> head, List<List<String>> rows) {
        List<List<String>> all = new ArrayList<>();
        all.add(head);
        all.addAll(rows);
        List<Integer> widths = new ArrayList<>();
        for (int column = 0; column < head.size(); column++) {
            int at = column;
            widths.add(all.stream().mapToInt(row -> row.get(at).length()).max().orElse(0));
        }
        List<String> lines = new ArrayList<>();
        all.forEach(row -> lines.add(line(row, widths)));
        lines.add(1, line(widths.stream().map("-"::repeat).toList(), widths));
        return String.join("\n", lines);
    }

    /** A list under its title, an empty line before each; nothing where there are no items. */
    public static String list(String title, List<String> items) {
        if (items.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("\n").append(title).append(":\n\n");
        items.forEach(item -> text.append("- ").append(item).append("\n"));
        return text.toString();
    }

    private static String line(List<String> cells, List<Integer> widths) {
        StringBuilder line = new StringBuilder("|");
        for (int column = 0; column < cells.size(); column++) {
            String cell = cells.get(column);
            line.append(' ')
                    .append(cell)
                    .append(" ".repeat(widths.get(column) - cell.length()))
                    .append(" |");
        }
        return line.toString();
    }
}
