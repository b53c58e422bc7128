package darkroom.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A load that writes its figures into pages. */
abstract class WrittenLoad implements Load {
    private final MarkedPage marks;
    private final Load load;
    private final Site site;
    private final List<Path> pages;

    WrittenLoad(MarkedPage marks, Load load, Site site, List<Path> pages) {
        this.marks = marks;
        this.load = load;
        this.site = site;
        this.pages = List.copyOf(pages);
    }

    @Override
    public final List<Figure> run() throws InterruptedException {
        List<Figure> figures = load.run();
        pages.forEach(page -> marks.write(page, section(figures)));
        return figures;
    }

    /** The section of the page that says these. */
    abstract String section(List<Figure> figures);

    /** What the machine, Redis and Java were, in a line. */
    final String conditions() {
        return site.conditions().entrySet().stream()
                .map(one -> one.getKey() + " " + one.getValue())
                .collect(Collectors.joining(", "));
    }
}
