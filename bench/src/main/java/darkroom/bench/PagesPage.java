package darkroom.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A load of pages that writes its figures into a page. */
public final class PagesPage extends WrittenLoad {
    private static final MarkedPage MARKS = MarkedPage.by("darkroom bench pages");

    private static final List<String> HEAD =
            List.of(
                    "page",
                    "p50 ms",
                    "p99 ms",
                    "max ms",
                    "dashboard us",
                    "Redis us",
                    "PostgreSQL us",
                    "Redis commands",
                    "KiB");

    /** Writes what {@code load} gives into each of the pages. */
    public PagesPage(Load load, Site site, List<Path> pages) {
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
        List<List<String>> others = new ArrayList<>();
        for (Figure figure : figures) {
            if (figure.labels().containsKey("page")) {
                String page = String.valueOf(figure.labels().get("page"));
                rows.computeIfAbsent(page, fresh -> new ArrayList<>(List.of("`" + page + "`")))
                        .add(shown(figure.value()));
            } else {
                others.add(
                        List.of(
                                figure.row() + ", " + figure.labels().get("of"),
                                shown(figure.value()) + " " + figure.unit(),
                                shown(figure.min()),
                                shown(figure.max()),
                                String.valueOf(figure.samples().size()),
                                figure.disturbed() ? "disturbed" : ""));
            }
        }
        return conditions()
                + "\n\n"
                + Markdown.table(HEAD, List.copyOf(rows.values()))
                + "\n\n"
                + Markdown.table(List.of("figure", "median", "least", "most", "of", ""), others)
                + "\n";
    }

    private static String shown(double value) {
        return Math.abs(value) >= 100
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.3f" : "%.1f", value);
    }
}
