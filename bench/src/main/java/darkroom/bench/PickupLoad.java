package darkroom.bench;

import darkroom.bench.bare.PickupFloor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * How long a job waits for its handler: idle, with a job each 20 ms, and under an open-loop load of
 * a part of the rate at which the same process drains. Enqueuer and handler share this JVM, and so
 * one clock.
 */
public final class PickupLoad implements Load {
    private static final Duration INTERVAL = Duration.ofMillis(20);
    private static final Duration WARM_UP_INTERVAL = Duration.ofMillis(2);
    private static final int WARM_UP_TIMES = 10;
    private static final int JOBS_MAX = 10_000_000;

    private final Site site;
    private final Size size;
    private final List<Integer> percents;
    private final Floor floor;
    private final Consumer<String> progress;

    /**
     * @param percents of the drain rate; 0 stands for idle
     * @param progress is told how far it is
     */
    public PickupLoad(
            Site site, Size size, List<Integer> percents, Floor floor, Consumer<String> progress) {
        this.site = site;
        this.size = size;
        this.percents = percents.stream().map(PickupLoad::checked).toList();
        this.floor = floor;
        this.progress = progress;
    }

    /** That part of the drain rate, if it is one that can be asked for. */
    public static int checked(int percent) {
        if (percent < 0 || percent > 100) {
            throw new IllegalArgumentException("--load: expected 0..100, found " + percent);
        }
        return percent;
    }

    @Override
    public List<Figure> run() throws InterruptedException {
        double drainRate = percents.stream().anyMatch(percent -> percent > 0) ? drainRate() : 0;
        List<Figure> figures = new ArrayList<>();
        OpenLoop loop = new OpenLoop(site);
        try (Crew crew = Crew.here(site, size.threads(), (noop, context) -> loop.handle(noop))) {
            long doneBefore = crew.done();
            loop.single(WARM_UP_TIMES * idleJobs(), WARM_UP_INTERVAL);
            if (floor == Floor.BESIDE && percents.contains(0)) {
                floorRound(WARM_UP_TIMES * idleJobs(), WARM_UP_INTERVAL);
            }
            for (int percent : percents) {
                figures.addAll(
                        percent == 0
                                ? idle(loop)
                                : loaded(loop, percent, drainRate / 100 * percent));
            }
            crew.awaitDone(doneBefore + loop.enqueued(), Patience.forJobs(loop.enqueued()));
        }
        return figures;
    }

    private double drainRate() throws InterruptedException {
        Size once = new Size(size.jobs(), size.threads(), 1, 1, 1);
        DrainLoad drain = new DrainLoad(site, once, Floor.WITHOUT, progress);
        double rate = drain.run().get(0).value();
        new darkroom.queue.inspect.Queues(site.store()).resume(Noop.KIND.queue());
        return rate;
    }

    private List<Figure> idle(OpenLoop loop) throws InterruptedException {
        int count = idleJobs();
        Latencies ours = new Latencies();
        Latencies bare = new Latencies();
        for (int i = 1; i <= size.rounds(); i++) {
            progress.accept("idle: round " + i + " of " + size.rounds());
            ours.add(loop.single(count, INTERVAL));
            if (floor == Floor.BESIDE) {
                bare.add(floorRound(count, INTERVAL));
            }
        }
        List<Figure> figures = new ArrayList<>(ours.figures("pickup", labels("ours", "idle")));
        if (floor == Floor.BESIDE) {
            figures.addAll(bare.figures("pickup", labels("floor", "idle")));
            for (String at : List.of("p50", "p99")) {
                Map<String, Object> labels = new LinkedHashMap<>(Map.of("at", at));
                labels.putAll(labels("ratio", "idle"));
                figures.add(
                        new Figure("pickup", labels, "x", Figure.ratios(ours.of(at), bare.of(at))));
            }
        }
        return figures;
    }

    private int idleJobs() {
        return (int) Math.max(1, Duration.ofSeconds(size.seconds()).dividedBy(INTERVAL));
    }

    private Histogram floorRound(int count, Duration interval) throws InterruptedException {
        PickupFloor bare =
                new PickupFloor(
                        site.address().uri(), site.address().timeout(), site.keyFor("pickup"));
        Histogram round = Latencies.round();
        byte[] payload = new Filling(site, progress).payloads().get(0);
        for (long nanos : bare.handOver(payload, count, interval)) {
            round.recordValueWithExpectedInterval(Latencies.recordable(nanos), interval.toNanos());
        }
        return round;
    }

    private List<Figure> loaded(OpenLoop loop, int percent, double rate)
            throws InterruptedException {
        int count = (int) Math.max(1, Math.min(JOBS_MAX, rate * size.seconds()));
        Latencies ours = new Latencies();
        List<Double> offered = new ArrayList<>();
        for (int i = 1; i <= size.rounds(); i++) {
            progress.accept(percent + " %: round " + i + " of " + size.rounds());
            ours.add(loop.steady(count, rate));
            offered.add(loop.offered());
        }
        Map<String, Object> labels = labels("ours", percent + "%");
        labels.put("rate", Math.round(rate));
        labels.put("jobs", count);
        List<Figure> figures = new ArrayList<>(ours.figures("pickup", labels));
        figures.add(new Figure("pickup-offered", labels, "jobs/s", offered));
        return figures;
    }

    private Map<String, Object> labels(String of, String load) {
        return Labels.of("of", of, "load", load, "threads", size.threads());
    }
}
