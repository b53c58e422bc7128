package darkroom.bench.compare;

import darkroom.bench.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What came of a comparison, as text.
 *
 * @param circumstances each one line: when, how, on what
 * @param settings of the peers, by who and what
 */
record Report(
        List<Score> scores,
        List<String> absences,
        List<String> circumstances,
        Map<String, String> settings) {
    private static final List<String> HEAD =
            List.of("figure", "ours", "±", "against", "theirs", "±", "ratio", "target", "met");

    Report {
        scores = List.copyOf(scores);
        absences = List.copyOf(absences);
        circumstances = List.copyOf(circumstances);
    }

    /** The table, in Markdown, each column as wide as its widest cell. */
    String table() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        scores.forEach(score -> rows.add(cells(score)));
        List<Integer> widths = new ArrayList<>();
        for (int column = 0; column < HEAD.size(); column++) {
            int at = column;
            widths.add(rows.stream().mapToInt(row -> row.get(at).length()).max().orElse(0));
        }
        List<String> lines = new ArrayList<>();
        rows.forEach(row -> lines.add(line(row, widths)));
        lines.add(1, line(widths.stream().map("-"::repeat).toList(), widths));
        return String.join("\n", lines);
    }

    /** The table and all that has to stand beside it. */
    String section() {
        StringBuilder text = new StringBuilder(table()).append("\n");
        if (scores.stream().anyMatch(Score::isDisturbed)) {
            text.append("\n\"disturbed\": rounds of this figure are more than ")
                    .append(Numbers.percent(Figure.SPREAD_MAX))
                    .append(" of their median apart, so\nthe machine had a part in it.\n");
        }
        list(text, "Targets that were missed, and where the limit lies", limits());
        list(text, "Not measured, or not in every round", absences);
        list(text, "Measured on", circumstances);
        list(
                text,
                "Peers",
                settings.entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + entry.getValue())
                        .toList());
        return text.toString();
    }

    private List<String> limits() {
        return scores.stream()
                .filter(score -> !score.limit().isEmpty())
                .map(score -> score.row().name() + ": " + score.limit())
                .toList();
    }

    private static void list(StringBuilder text, String title, List<String> items) {
        if (!items.isEmpty()) {
            text.append("\n").append(title).append(":\n\n");
            items.forEach(item -> text.append("- ").append(item).append("\n"));
        }
    }

    private static List<String> cells(Score score) {
        return List.of(
                score.row().name(),
                value(score.ours(), score.unit()),
                spread(score.ours()),
                score.row().peers().isEmpty() ? "" : score.peerName(),
                score.row().peers().isEmpty() ? "" : value(score.peer(), score.unit()),
                spread(score.peer()),
                score.ratio().map(Numbers::of).orElse(""),
                score.row().target().text(score.unit()),
                met(score));
    }

    private static String value(Optional<Figure> figure, String unit) {
        return figure.map(found -> Numbers.of(found.value()) + " " + unit).orElse("not measured");
    }

    private static String spread(Optional<Figure> figure) {
        return figure.filter(found -> found.samples().size() > 1)
                .map(
                        found ->
                                Numbers.percent(found.spread())
                                        + (found.disturbed() ? " disturbed" : ""))
                .orElse("");
    }

    private static String met(Score score) {
        return score.isMet().map(met -> met ? "yes" : "no").orElse("");
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
