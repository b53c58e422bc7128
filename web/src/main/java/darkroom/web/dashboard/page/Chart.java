package darkroom.web.dashboard.page;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Lines over time.
 *
 * @param title what they show, with the unit
 * @param seconds epoch seconds, rising
 * @param lines one value for each of them
 * @param marks what happened meanwhile
 */
public record Chart(String title, List<Long> seconds, List<Line> lines, List<Mark> marks)
        implements Block {
    /** The most marks: the latest. */
    static final int MARKS_MAX = 20;

    /** Copies them. */
    public Chart {
        seconds = List.copyOf(seconds);
        lines = List.copyOf(lines);
        marks = List.copyOf(marks);
    }

    /** Without marks. */
    public Chart(String title, List<Long> seconds, List<Line> lines) {
        this(title, seconds, lines, List.of());
    }

    /** The same, with those of the marks that fall into its time. */
    public Chart withMarks(List<Mark> all) {
        if (seconds.isEmpty()) {
            return this;
        }
        // A minute's figures are told at its end, and the last one's end is yet to come.
        long first = seconds.get(0);
        long last = seconds.get(seconds.size() - 1) + 60;
        List<Mark> within =
                all.stream()
                        .filter(mark -> mark.second() >= first && mark.second() <= last)
                        .toList();
        return new Chart(
                title,
                seconds,
                lines,
                within.subList(Math.max(0, within.size() - MARKS_MAX), within.size()));
    }

    /**
     * A moment at which something began, such as a build.
     *
     * @param second epoch second
     * @param name what began
     */
    public record Mark(long second, String name) {}

    /** The marks, as the script of the page reads them: second, blank, name; semicolons between. */
    public String markPoints() {
        return marks.stream()
                .map(mark -> mark.second() + " " + mark.name().replace(';', ','))
                .collect(Collectors.joining(";"));
    }

    /** The marks, for people. */
    public String markWords() {
        return marks.stream()
                .map(
                        mark ->
                                mark.name()
                                        + " at "
                                        + Words.time(Instant.ofEpochSecond(mark.second())))
                .collect(Collectors.joining(", "));
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
