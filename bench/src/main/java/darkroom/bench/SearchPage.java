package darkroom.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A load of searches that writes its figures into pages. */
public final class SearchPage extends WrittenLoad {
    private static final MarkedPage MARKS = MarkedPage.by("darkroom bench search");

    /** Writes what {@code load} gives into each of the pages. */
    public SearchPage(Load load, Site site, List<Path> pages) {
        super(MARKS, load, site, pages);
    }

    /**
     * The page, if it can be written.
     *
     * @throws IllegalArgumentException if not
     */
    public static Path checked(Path page) {
        MARKS.check(page);
        return page;
    }

    @Override
    String section(List<Figure> figures) {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        StringBuilder others = new StringBuilder();
        for (Figure figure : figures) {
            if (figure.labels().containsKey("by")) {
                rows.computeIfAbsent(
                                String.valueOf(figure.labels().get("by")),
                                by -> new ArrayList<>(List.of(by)))
                        .add(String.format(Locale.ROOT, "%.1f", figure.max()));
            } else {
                others.append(
                        String.format(
                                Locale.ROOT,
                                "- %s: %.0f %s%n",
                                figure.row(),
                                figure.value(),
                                figure.unit()));
            }
        }
        String dead = String.valueOf(figures.get(0).labels().get("dead"));
        return "With "
                + dead
                + " dead and "
                + dead
                + " waiting jobs ("
                + conditions()
                + "); milliseconds, the worst of the rounds:\n\n"
                + Markdown.table(
                        List.of("searched by", "p50", "p99", "max"), List.copyOf(rows.values()))
                + "\n\n"
                + others;
    }
}
