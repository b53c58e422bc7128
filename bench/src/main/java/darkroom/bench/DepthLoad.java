package darkroom.bench;

import darkroom.queue.Limits;
import darkroom.queue.handler.Outcome;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.inspect.Fleet;
import darkroom.queue.inspect.Queues;
import darkroom.queue.inspect.Stats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * Whether depth costs anything: the drain, the pick-up and every listing with a thousand jobs
 * queued, scheduled and dead, and the same with many.
 */
public final class DepthLoad implements Load {
    /** Jobs queued, scheduled and dead of the state that is compared with. */
    public static final int SHALLOW = 1_000;

    private static final int SCHEDULED_PART = 10;
    private static final int DRAINS = 5;
    private static final int CALLS = 20;
    private static final Duration INTERVAL = Duration.ofMillis(20);

    private final Site site;
    private final Size size;
    private final Consumer<String> progress;
    private final Tally drained = new Tally();
    private final OpenLoop pickups;
    private final Depth depth;

    /** Of {@code size}, jobs is how deep the queue becomes; schedule and dead set a tenth of it. */
    public DepthLoad(Site site, Size size, Consumer<String> progress) {
        this.site = site;
        this.size = size;
        checked(size.jobs());
        this.progress = progress;
        this.pickups = new OpenLoop(site);
        this.depth = new Depth(site, progress);
    }

    /** So many, if that is no less than what it is compared with. */
    public static int checked(int jobs) {
        if (jobs < SHALLOW) {
            throw new IllegalArgumentException(
                    "--jobs: expected at least " + SHALLOW + ", found " + jobs);
        }
        return jobs;
    }

    @Override
    @SuppressWarnings("try") // the worker process is there to run, not to be called
    public List<Figure> run() throws InterruptedException {
        Map<String, List<Double>> shallow;
        Map<String, List<Double>> deep;
        try (Crew crew =
                Crew.start(
                        site,
                        size.threads(),
                        Depth.handlers()
                                .add(Noop.KIND, (noop, context) -> pickups.handle(noop))
                                .add(Depth.KIND, (noop, context) -> drained())
                                .build(),
                        Depth.queues())) {
            depth.reach(SHALLOW, SHALLOW, SHALLOW);
            samples(SHALLOW);
            shallow = samples(SHALLOW);
            int part = Math.max(SHALLOW, size.jobs() / SCHEDULED_PART);
            depth.reach(size.jobs(), part, part);
            deep = samples(size.jobs());
        }
        List<Figure> figures = new ArrayList<>();
        deep.forEach(
                (row, samples) -> {
                    List<Double> before = shallow.getOrDefault(row, List.of());
                    String unit = row.equals("depth-drain") ? "jobs/s" : "ms";
                    figures.add(figure(row, "ours", SHALLOW, unit, before));
                    figures.add(figure(row, "ours", size.jobs(), unit, samples));
                    figures.add(
                            figure(row, "ratio", size.jobs(), "x", Figure.ratios(samples, before)));
                });
        return figures;
    }

    private Outcome drained() {
        drained.one();
        return Outcome.completed();
    }

    /** Row to samples, one a round. */
    private Map<String, List<Double>> samples(int queued) throws InterruptedException {
        Map<String, List<Double>> samples = new LinkedHashMap<>();
        int pickupCount = (int) Math.max(1, Duration.ofSeconds(size.seconds()).dividedBy(INTERVAL));
        for (int i = 1; i <= size.rounds(); i++) {
            progress.accept(queued + " queued: round " + i + " of " + size.rounds());
            add(samples, "depth-drain", drainRate(queued));
            Histogram pickup = pickups.single(pickupCount, INTERVAL);
            add(samples, "depth-pickup-p50", pickup.getValueAtPercentile(50) / 1e6);
            add(samples, "depth-pickup-p99", pickup.getValueAtPercentile(99) / 1e6);
            depth.fillQueue(queued);
            listings().forEach((row, call) -> add(samples, row, millis(call)));
        }
        return samples;
    }

    private static void add(Map<String, List<Double>> samples, String row, double sample) {
        samples.computeIfAbsent(row, fresh -> new ArrayList<>()).add(sample);
    }

    /** Of the first thousand jobs, whatever is behind them; the median of several. */
    private double drainRate(int queued) throws InterruptedException {
        Queues queues = new Queues(site.store());
        List<Double> rates = new ArrayList<>();
        for (int i = 0; i < DRAINS; i++) {
            depth.fillQueue(queued);
            settle();
            drained.expect(SHALLOW);
            long start = System.nanoTime();
            queues.resume(Depth.KIND.queue());
            if (!drained.await(Patience.forJobs(SHALLOW))) {
                throw new BenchFailedException(
                        "cannot measure a drain: expected "
                                + SHALLOW
                                + " jobs begun, found "
                                + drained.total()
                                + " in all rounds");
            }
            rates.add(SHALLOW / ((drained.reachedNanos() - start) / 1e9));
            queues.pause(Depth.KIND.queue());
        }
        return new Figure("drain", Map.of(), "jobs/s", rates).value();
    }

    /** Waits until nothing that was reserved before the pause is still to come. */
    private void settle() throws InterruptedException {
        Fleet fleet = new Fleet(site.store());
        Patience.await(
                () -> fleet.list().stream().allMatch(process -> process.held() == 0),
                Duration.ofMillis(1),
                Patience.forJobs(SHALLOW));
    }

    private Map<String, Runnable> listings() {
        Queues queues = new Queues(site.store());
        DeadJobs dead = new DeadJobs(site.store());
        Fleet fleet = new Fleet(site.store());
        long last = Math.max(0, dead.count() - Limits.PAGE_MAX);
        Map<String, Runnable> calls = new LinkedHashMap<>();
        calls.put("depth-queues", queues::list);
        calls.put("depth-peek", () -> queues.peek(Depth.KIND.queue(), Limits.PAGE_MAX));
        calls.put("depth-dead-latest", () -> dead.list(0, 10));
        calls.put("depth-dead-oldest", () -> dead.list(last, 10));
        calls.put("depth-stats", () -> Stats.read(site.store()));
        calls.put("depth-fleet", fleet::list);
        return calls;
    }

    private static double millis(Runnable call) {
        long start = System.nanoTime();
        for (int i = 0; i < CALLS; i++) {
            call.run();
        }
        return (System.nanoTime() - start) / 1e6 / CALLS;
    }

    private Figure figure(String row, String of, int depthOf, String unit, List<Double> samples) {
        return new Figure(
                row,
                Labels.of("of", of, "depth", depthOf, "threads", size.threads()),
                unit,
                samples);
    }
}
