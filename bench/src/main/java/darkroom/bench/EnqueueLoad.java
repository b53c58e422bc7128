package darkroom.bench;

import darkroom.bench.bare.Calls;
import darkroom.bench.bare.EnqueueFloor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** How many jobs a second one client enqueues; no worker runs. */
public final class EnqueueLoad implements Load {

    private final Site site;
    private final Size size;
    private final EnqueueMode mode;
    private final Floor floor;
    private final Consumer<String> progress;
    private final List<Double> rates = new ArrayList<>();
    private final List<Double> callRates = new ArrayList<>();
    private final List<Double> floorRates = new ArrayList<>();

    /** Says to {@code progress} how far it is. */
    public EnqueueLoad(
            Site site, Size size, EnqueueMode mode, Floor floor, Consumer<String> progress) {
        this.site = site;
        this.size = size;
        this.mode = mode;
        this.floor = floor;
        this.progress = progress;
    }

    @Override
    public List<Figure> run() throws InterruptedException {
        round(size.jobs());
        floorRound(size.jobs());
        List.of(rates, callRates, floorRates).forEach(List::clear);
        for (int i = 1; i <= size.rounds(); i++) {
            progress.accept(mode.word() + ": round " + i + " of " + size.rounds());
            round(size.jobs());
            floorRound(size.jobs());
        }
        List<Figure> figures = new ArrayList<>();
        figures.add(figure("enqueue", "ours", "jobs/s", rates));
        if (floor == Floor.BESIDE) {
            figures.add(figure("enqueue", "floor", "jobs/s", floorRates));
            figures.add(figure("enqueue", "ratio", "x", Figure.ratios(rates, floorRates)));
        }
        figures.add(figure("enqueue-calls", "ours", "calls/job", callRates));
        return figures;
    }

    private void round(int jobs) throws InterruptedException {
        Calls before = site.bare().calls();
        long start = System.nanoTime();
        switch (mode) {
            case BULK -> new Filling(site, done -> {}).enqueue(jobs);
            case ONE -> oneByOne(0, jobs);
            case SHARED ->
                    Together.run(
                            size.threads(),
                            thread -> oneByOne(share(jobs, thread), share(jobs, thread + 1)));
        }
        rates.add(jobs / ((System.nanoTime() - start) / 1e9));
        callRates.add((double) site.bare().calls().since(before).calls() / jobs);
        String key = site.store().keys().queue(Noop.KIND.queue());
        check("the enqueue", jobs, site.store().listLength(key));
        site.clear();
    }

    private void oneByOne(int from, int to) throws InterruptedException {
        for (int number = from; number < to; number++) {
            if (Thread.interrupted()) {
                throw new InterruptedException("the load was interrupted");
            }
            site.client().enqueue(Noop.job(number));
        }
    }

    /** Where the part of a thread begins. */
    private int share(int jobs, int thread) {
        return (int) ((long) jobs * thread / size.threads());
    }

    private void floorRound(int jobs) throws InterruptedException {
        if (floor == Floor.WITHOUT) {
            return;
        }
        List<byte[]> payloads = new Filling(site, done -> {}).payloads();
        try (EnqueueFloor bare =
                new EnqueueFloor(
                        site.address().uri(), site.address().timeout(), site.keyFor("enqueue"))) {
            long start = System.nanoTime();
            switch (mode) {
                case BULK -> bare.pipelined(payloads, jobs);
                case ONE -> bare.oneByOne(payloads, jobs);
                case SHARED ->
                        Together.run(
                                size.threads(),
                                thread ->
                                        bare.shared(
                                                payloads,
                                                share(jobs, thread + 1) - share(jobs, thread)));
            }
            floorRates.add(jobs / ((System.nanoTime() - start) / 1e9));
            check("the floor", jobs, bare.length());
        }
        site.clear();
    }

    private static void check(String what, long expected, long found) {
        if (expected != found) {
            throw new BenchFailedException(
                    "cannot trust "
                            + what
                            + ": expected "
                            + expected
                            + " jobs in the queue, found "
                            + found);
        }
    }

    private Figure figure(String row, String of, String unit, List<Double> samples) {
        int threads = mode == EnqueueMode.SHARED ? size.threads() : 1;
        return new Figure(
                row,
                Labels.of("of", of, "mode", mode.word(), "jobs", size.jobs(), "threads", threads),
                unit,
                samples);
    }
}
