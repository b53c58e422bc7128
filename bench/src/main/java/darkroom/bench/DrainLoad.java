package darkroom.bench;

import darkroom.bench.bare.Calls;
import darkroom.bench.bare.DrainFloor;
import darkroom.queue.handler.Outcome;
import darkroom.queue.inspect.Queues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * How fast worker processes drain a queue of jobs that do nothing, and what each job costs.
 *
 * <p>The queue is paused and filled, then the clock starts and it is resumed. With one process the
 * clock stops when the last handler begins; with several, when the last job is settled.
 */
public final class DrainLoad implements Load {
    private static final Duration LOOK = Duration.ofMillis(5);

    private static final int WARM_UP_TIMES = 2;

    private final Site site;
    private final Size size;
    private final Floor floor;
    private final Consumer<String> progress;
    private final Tally tally = new Tally();
    private final List<Round> rounds = new ArrayList<>();
    private final List<Double> floorRates = new ArrayList<>();

    /** Says to {@code progress} how far it is. */
    public DrainLoad(Site site, Size size, Floor floor, Consumer<String> progress) {
        this.site = site;
        this.size = size;
        this.floor = floor;
        this.progress = progress;
    }

    /** What one round measured. */
    private record Round(long jobs, double seconds, Calls calls, Duration processorTime) {
        double rate() {
            return jobs / seconds;
        }

        double aJob(double total) {
            return total / jobs;
        }
    }

    @Override
    public List<Figure> run() throws InterruptedException {
        Queues queues = new Queues(site.store());
        queues.pause(Noop.KIND.queue());
        try (Crew crew =
                Crew.start(site, size.threads(), size.processes(), (noop, context) -> begun())) {
            Round warmUp = round(crew, queues, size.jobs());
            for (int i = 1; i < warmUps(); i++) {
                round(crew, queues, size.jobs());
            }
            if (floor == Floor.BESIDE) {
                floorRound(size.jobs());
            }
            floorRates.clear();
            for (int i = 1; i <= size.rounds(); i++) {
                progress.accept("round " + i + " of " + size.rounds());
                rounds.add(round(crew, queues, size.jobs()));
                if (floor == Floor.BESIDE) {
                    floorRates.add(floorRound(size.jobs()));
                }
            }
            return figures(warmUp);
        }
    }

    // Several share the jobs, and the processors on which their code is compiled.
    private int warmUps() {
        return size.processes() == 1 ? 1 : WARM_UP_TIMES * size.processes();
    }

    private Outcome begun() {
        tally.one();
        return Outcome.completed();
    }

    private Round round(Crew crew, Queues queues, int jobs) throws InterruptedException {
        long doneBefore = crew.done();
        new Filling(site, progress).enqueue(jobs);
        tally.expect(jobs);
        Duration processorBefore = crew.processorTime();
        Calls callsBefore = site.bare().calls();
        long start = System.nanoTime();
        queues.resume(Noop.KIND.queue());
        long looks = size.processes() == 1 ? awaitHere(jobs) : awaitStore(jobs);
        if (size.processes() > 1) {
            crew.awaitDone(doneBefore + jobs, Patience.forJobs(jobs));
        }
        long end = size.processes() == 1 ? tally.reachedNanos() : System.nanoTime();
        Calls calls = site.bare().calls().since(callsBefore);
        Duration processorTime = crew.processorTime().minus(processorBefore);
        crew.awaitDone(doneBefore + jobs, Patience.forJobs(jobs));
        queues.pause(Noop.KIND.queue());
        Calls ours = new Calls(calls.calls() - looks, calls.scripts(), calls.reads() - looks);
        return new Round(jobs, (end - start) / 1e9, ours, processorTime);
    }

    private long awaitHere(int jobs) throws InterruptedException {
        if (!tally.await(Patience.forJobs(jobs))) {
            throw tooSlow(jobs, tally.total() + " handlers begun in all rounds");
        }
        return 0;
    }

    /** Returns how often it looked: those calls are not the load's. */
    private long awaitStore(int jobs) throws InterruptedException {
        String key = site.store().keys().queue(Noop.KIND.queue());
        long[] looks = {0};
        boolean empty =
                Patience.await(
                        () -> {
                            looks[0]++;
                            return site.store().listLength(key) == 0;
                        },
                        LOOK,
                        Patience.forJobs(jobs));
        if (!empty) {
            throw tooSlow(jobs, site.store().listLength(key) + " still in the queue");
        }
        return looks[0];
    }

    private static BenchFailedException tooSlow(int jobs, String found) {
        return new BenchFailedException(
                "cannot measure a drain: expected "
                        + jobs
                        + " jobs begun within "
                        + Patience.forJobs(jobs)
                        + ", found "
                        + found
                        + "; run fewer --jobs");
    }

    private double floorRound(int jobs) {
        DrainFloor drain =
                new DrainFloor(
                        site.address().uri(), site.address().timeout(), site.keyFor("drain"));
        drain.fill(new Filling(site, progress).payloads(), jobs);
        long start = System.nanoTime();
        long parsed = drain.drain();
        double seconds = (System.nanoTime() - start) / 1e9;
        if (parsed != jobs) {
            throw new BenchFailedException(
                    "cannot trust the floor: expected " + jobs + " jobs drained, found " + parsed);
        }
        return jobs / seconds;
    }

    private List<Figure> figures(Round warmUp) {
        List<Figure> figures = new ArrayList<>();
        List<Double> rates = rounds.stream().map(Round::rate).toList();
        figures.add(figure("drain", "ours", "jobs/s", rates));
        if (floor == Floor.BESIDE) {
            figures.add(figure("drain", "floor", "jobs/s", floorRates));
            figures.add(figure("drain", "ratio", "x", Figure.ratios(rates, floorRates)));
        }
        figures.add(figure("drain-cold", "ours", "jobs/s", List.of(warmUp.rate())));
        figures.add(perJob("drain-calls", "calls/job", round -> round.calls().calls()));
        figures.add(perJob("drain-scripts", "calls/job", round -> round.calls().scripts()));
        figures.add(perJob("drain-reads", "reads/job", round -> round.calls().reads()));
        figures.add(perJob("drain-cpu", "us/job", round -> round.processorTime().toNanos() / 1e3));
        return figures;
    }

    private Figure perJob(
            String row, String unit, java.util.function.ToDoubleFunction<Round> total) {
        return figure(
                row,
                "ours",
                unit,
                rounds.stream().map(round -> round.aJob(total.applyAsDouble(round))).toList());
    }

    private Figure figure(String row, String of, String unit, List<Double> samples) {
        return new Figure(
                row,
                Labels.of(
                        "of", of,
                        "jobs", size.jobs(),
                        "threads", size.threads(),
                        "processes", size.processes()),
                unit,
                samples);
    }
}
