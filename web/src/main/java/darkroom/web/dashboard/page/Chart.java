package darkroom.web.dashboard.page;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Lines over time.
 *
 * @param title what they show, with the unit
 * @param seconds epoch seconds, rising
 * @param lines one value for each of them
 */
public record Chart(String title, List<Long> seconds, List<Line> lines) implements Block {
    /** Copies them. */
    public Chart {
        seconds = List.copyOf(seconds);
        lines = List.copyOf(lines);
    }

    /**
     * A line.
     *
     * @param values not copied, never altered
     */
    @SuppressWarnings("ArrayRecordComponent") // read once, by the template
    public record Line(String name, double[] values) {}

    /** The points, as the script of the page reads them: numbers, commas and semicolons. */
    public String points() {
        return seconds.stream().map(String::valueOf).collect(Collectors.joining(","))
                + lines.stream()
                        .map(line -> ";" + joined(line.values()))
                        .collect(Collectors.joining());
    }

    /** The names of the lines, with bars between. */
    public String names() {
        return lines.stream()
                .map(line -> line.name().replace('|', '/'))
                .collect(Collectors.joining("|"));
    }

    private static String joined(double[] values) {
        return Arrays.stream(values)
                .mapToObj(value -> Double.isFinite(value) ? Double.toString(value) : "")
                .collect(Collectors.joining(","));
    }
}
