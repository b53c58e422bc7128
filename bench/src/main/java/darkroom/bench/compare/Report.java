package darkroom.bench.compare;

import darkroom.bench.Figure;
import darkroom.bench.Markdown;
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

    /** The table. */
    String table() {
        return Markdown.table(HEAD, scores.stream().map(Report::cells).toList());
    }

    /** The table and all that has to stand beside it. */
    String section() {
        StringBuilder text = new StringBuilder(table()).append("\n");
        if (scores.stream().anyMatch(Score::isDisturbed)) {
            text.append("\n\"disturbed\": rounds of this figure are more than ")
                    .append(Numbers.percent(Figure.SPREAD_MAX))
                    .append(" of their median apart, so\nthe machine had a part in it.\n");
        }
        return text.append(
                        Markdown.list(
                                "Targets that were missed, and where the limit lies", limits()))
                .append(Markdown.list("Not measured, or not in every round", absences))
                .append(Markdown.list("Measured on", circumstances))
                .append(
                        Markdown.list(
                                "Peers",
                                settings.entrySet().stream()
                                        .map(entry -> entry.getKey() + ": " + entry.getValue())
                                        .toList()))
                .toString();
    }

    private List<String> limits() {
        return scores.stream()
                .filter(score -> !score.limit().isEmpty())
                .map(score -> score.row().name() + ": " + score.limit())
                .toList();
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
}
