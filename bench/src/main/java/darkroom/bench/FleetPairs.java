package darkroom.bench;

import darkroom.queue.inspect.Queues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What the fleet does in times with pages and in times without, by turns: both of a pair are of one
 * drain, one right after the other, and the next pair has them the other way about.
 */
final class FleetPairs {
    private static final Duration LEAD = Duration.ofSeconds(1);
    private static final Duration REST = Duration.ofSeconds(10);
    private static final double MICROS = 1e6;

    /** A queue that is empty before its time spoils a pair; so many may be. */
    private static final int SPOILT_MAX = 10;

    /** So much more is enqueued than the last pair would have drained. */
    private static final double AMPLE = 1.2;

    /** After a drain that was over too soon it is taken for so many times as fast as it seemed. */
    private static final double FASTER = 4;

    private final Site site;
    private final Size size;
    private final PageLoop loop;
    private final Map<String, Supplier<Duration>> programs;
    private double fastest;

    FleetPairs(Site site, Size size, PageLoop loop, Map<String, Supplier<Duration>> programs) {
        this.site = site;
        this.size = size;
        this.loop = loop;
        this.programs = programs;
    }

    /** What went on in a time. */
    private record Part(double seconds, long drained, int pages, Usage usage) {
        double rate() {
            return drained / seconds;
        }

        double share(String program) {
            return usage.of(program) / seconds;
        }
    }

    /** A time with pages, and one without. */
    private record Pair(Part with, Part without) {
        double ratio() {
            return with.rate() / without.rate();
        }

        /** What a page had this program do, in microseconds. */
        double micros(String program) {
            double more = with.share(program) - without.share(program);
            return more * MICROS * with.seconds() / with.pages();
        }
    }

    /** What pages cost whom while the fleet has no jobs, all pages by turns at the usual rate. */
    List<Figure> atRest() throws InterruptedException {
        Duration time = Duration.ofSeconds(Math.min(REST.toSeconds(), size.seconds()));
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < Math.min(3, size.rounds()); i++) {
            Part without = part(time, false);
            pairs.add(new Pair(part(time, true), without));
        }
        List<Figure> figures = new ArrayList<>();
        for (String program : List.of("dashboard", "redis", "postgres", "visitor")) {
            figures.add(
                    figure(
                            "pages-cpu-at-rest",
                            Labels.of("of", program),
                            "us/page",
                            pairs.stream().map(pair -> pair.micros(program)).toList()));
        }
        return figures;
    }

    /** What becomes of the fleet's rate. */
    List<Figure> atFullSpeed(Consumer<String> progress) throws InterruptedException {
        List<Pair> pairs = new ArrayList<>();
        int spoilt = 0;
        while (pairs.size() < size.rounds()) {
            progress.accept("pair " + (pairs.size() + 1) + " of " + size.rounds());
            List<Part> parts = drain(pairs.size() % 2 == 0, progress);
            if (!parts.isEmpty()) {
                boolean withFirst = parts.get(0).pages() > 0;
                pairs.add(new Pair(parts.get(withFirst ? 0 : 1), parts.get(withFirst ? 1 : 0)));
            } else if (++spoilt > SPOILT_MAX) {
                throw new BenchFailedException(
                        "cannot measure the fleet: its queue was empty too soon; ask for fewer"
                                + " --seconds");
            }
        }
        // The first warms up.
        List<Pair> measured = pairs.size() > 2 ? pairs.subList(1, pairs.size()) : pairs;
        List<Figure> figures = new ArrayList<>();
        figures.add(rate("with", measured.stream().map(pair -> pair.with().rate()).toList()));
        figures.add(rate("without", measured.stream().map(pair -> pair.without().rate()).toList()));
        figures.add(
                figure(
                        "fleet",
                        Labels.of("of", "ratio"),
                        "x",
                        measured.stream().map(Pair::ratio).toList()));
        for (String program : programs.keySet()) {
            figures.add(share(program, measured));
        }
        figures.add(share(Usage.OTHERS, measured));
        figures.add(
                figure(
                        "pages-cpu",
                        Labels.of("of", "dashboard"),
                        "us/page",
                        measured.stream().map(pair -> pair.micros("dashboard")).toList()));
        return figures;
    }

    private static Figure share(String program, List<Pair> pairs) {
        return figure(
                "cores",
                Labels.of("of", program),
                "cores",
                pairs.stream().map(pair -> pair.with().share(program)).toList());
    }

    private static Figure rate(String of, List<Double> rates) {
        return figure("fleet", Labels.of("of", of), "jobs/s", rates);
    }

    private static Figure figure(
            String row, Map<String, Object> labels, String unit, List<Double> samples) {
        return new Figure(row, labels, unit, samples);
    }

    /** Both parts of a drain; none if the queue was empty before they were over. */
    private List<Part> drain(boolean withFirst, Consumer<String> progress)
            throws InterruptedException {
        Queues queues = new Queues(site.store());
        queues.pause(Noop.KIND.queue());
        long seconds = 2L * size.seconds() + LEAD.toSeconds();
        long wanted = Math.round(fastest * AMPLE * (double) seconds);
        int fill = (int) Math.max(size.jobs(), Math.min(wanted, Size.JOBS_MAX));
        new Filling(site, progress).enqueue((int) Math.max(0, fill - left()));
        queues.resume(Noop.KIND.queue());
        Patience.pause(LEAD);
        List<Part> parts = new ArrayList<>();
        for (boolean with : List.of(withFirst, !withFirst)) {
            Part part = part(Duration.ofSeconds(size.seconds()), with);
            fastest = Math.max(fastest, part.rate());
            parts.add(part);
        }
        boolean whole = left() > 0;
        if (!whole) {
            fastest = Math.max(fastest, (double) fill / seconds) * FASTER;
        }
        return whole ? parts : List.of();
    }

    private Part part(Duration time, boolean with) throws InterruptedException {
        Usage before = Usage.of(programs);
        long there = left();
        long start = System.nanoTime();
        int pages = 0;
        if (with) {
            pages = loop.run(time, PagesLoad.RATE);
        } else {
            Patience.pause(time);
        }
        long drained = there - left();
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Part(seconds, drained, pages, Usage.of(programs).since(before));
    }

    private long left() {
        return site.store().listLength(site.store().keys().queue(Noop.KIND.queue()));
    }
}
