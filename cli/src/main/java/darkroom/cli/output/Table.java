package darkroom.cli.output;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows under a head, each column as wide as its widest cell; numbers to the right. */
public final class Table {
    private final List<String> head;
    private final List<List<String>> rows = new ArrayList<>();

    /** A table with these columns and no rows. */
    public Table(String... head) {
        this.head = List.of(head);
    }

    /** Adds a row; as many cells as there are columns. */
    public Table row(Object... cells) {
        rows.add(Arrays.stream(cells).map(String::valueOf).map(Table::printable).toList());
        return this;
    }

    /** Whether it has no rows. */
    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** All lines, without a line break at the end. */
    public String text() {
        List<String> lines = new ArrayList<>();
        lines.add(line(head));
        rows.forEach(row -> lines.add(line(row)));
        return String.join(System.lineSeparator(), lines);
    }

    private String line(List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < head.size(); column++) {
            String cell = cells.get(column);
            String blank = " ".repeat(width(column) - cell.length());
            line.append(column == 0 ? "" : "  ");
            line.append(isNumeric(column) ? blank + cell : cell + blank);
        }
        return line.toString().stripTrailing();
    }

    private int width(int column) {
        int width = head.get(column).length();
        for (List<String> row : rows) {
            width = Math.max(width, row.get(column).length());
        }
        return width;
    }

    private boolean isNumeric(int column) {
        return rows.stream().allMatch(row -> row.get(column).matches("[-+]?[0-9][0-9.,]*.{0,3}|–"));
    }

    /**
     * A text on one line, in which nothing moves the cursor of somebody's terminal: it may come
     * from a foreign client.
     */
    public static String printable(String cell) {
        return cell.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", "?");
    }
}
