package darkroom.bench;

import darkroom.bench.bare.Calls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What each page costs by itself, one request after the other, while the fleet has no jobs. */
final class PageCosts {
    /** Requests of each page. */
    static final int TIMES = 100;

    private static final Duration REST = Duration.ofSeconds(2);
    private static final double MICROS = 1e6;
    private static final double KIB = 1_024;

    private final Site site;
    private final PageVisitor visitor;
    private final PageMap map;
    private final Map<String, Supplier<Duration>> programs;

    PageCosts(
            Site site, PageVisitor visitor, PageMap map, Map<String, Supplier<Duration>> programs) {
        this.site = site;
        this.visitor = visitor;
        this.map = map;
        this.programs = programs;
    }

    /** Asks for so many pages, all in turn. */
    void warmUp(int requests) throws InterruptedException {
        List<String> pages = map.pages();
        for (int i = 0; i < requests; i++) {
            visitor.ask(map.address(pages.get(i % pages.size()), i / pages.size()));
            if (Thread.interrupted()) {
                throw new InterruptedException("the load was interrupted");
            }
        }
    }

    /** Asks for each page so often; what the fleet does at rest is taken off. */
    List<Figure> each(int times) throws InterruptedException {
        List<Figure> figures = new ArrayList<>();
        Spent rest = spent(() -> Patience.pause(REST));
        for (String page : map.pages()) {
            long[] bytes = {0};
            Spent spent =
                    spent(
                            () -> {
                                for (int i = 0; i < times; i++) {
                                    bytes[0] += visitor.ask(map.address(page, i)).length;
                                }
                            });
            double part = spent.seconds() / rest.seconds();
            for (String program : List.of("dashboard", "redis", "postgres")) {
                double own = spent.usage().of(program) - rest.usage().of(program) * part;
                add(figures, page, "page-cpu-" + program, "us", own * MICROS / times);
            }
            double calls = spent.calls().calls() - rest.calls().calls() * part;
            add(figures, page, "page-calls", "calls", calls / times);
            add(figures, page, "page-size", "KiB", bytes[0] / KIB / times);
        }
        return figures;
    }

    /** What was used, by whom and in how long. */
    private record Spent(double seconds, Usage usage, Calls calls) {}

    /** Something that takes its time. */
    @FunctionalInterface
    private interface Work {
        void run() throws InterruptedException;
    }

    private Spent spent(Work work) throws InterruptedException {
        Usage before = Usage.of(programs);
        Calls callsBefore = site.bare().calls();
        long start = System.nanoTime();
        work.run();
        double seconds = (System.nanoTime() - start) / 1e9;
        Usage used = Usage.of(programs).since(before);
        return new Spent(seconds, used, site.bare().calls().since(callsBefore));
    }

    // At rest a little more may be done than while pages are asked for: a cost is not negative.
    private static void add(
            List<Figure> figures, String page, String row, String unit, double value) {
        figures.add(new Figure(row, Labels.of("page", page), unit, List.of(Math.max(0, value))));
    }
}
