package darkroom.bench;

import darkroom.queue.handler.Outcome;
import darkroom.queue.inspect.Queues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Whether a job is ever stuck behind a slow one: jobs of a millisecond and, one in five hundred, of
 * two seconds, in any order, over two worker processes. The figure is the longest that any thread
 * of either was idle while a job waited.
 */
public final class MixLoad implements Load {
    private static final int PROCESSES = 2;
    private static final int SLOW_ONE_IN = 500;
    private static final Duration QUICK = Duration.ofMillis(1);
    private static final Duration SLOW = Duration.ofSeconds(2);
    private static final double NANOS_A_MILLI = 1e6;

    /** The same order every time. */
    private static final long SEED = 7;

    private final Site site;
    private final Size size;
    private final Consumer<String> progress;
    private volatile IdleGaps gaps = new IdleGaps(0, System.nanoTime());

    /** Says to {@code progress} how far it is. */
    public MixLoad(Site site, Size size, Consumer<String> progress) {
        this.site = site;
        this.size = size;
        this.progress = progress;
    }

    @Override
    public List<Figure> run() throws InterruptedException {
        Queues queues = new Queues(site.store());
        List<Double> longest = new ArrayList<>();
        queues.pause(Noop.KIND.queue());
        try (Crew crew =
                Crew.twins(site, size.threads(), PROCESSES, (noop, context) -> handle(noop))) {
            round(crew, queues, Math.max(SLOW_ONE_IN, size.jobs() / 4));
            for (int i = 1; i <= size.rounds(); i++) {
                progress.accept("round " + i + " of " + size.rounds());
                longest.add(round(crew, queues, size.jobs()).longest() / NANOS_A_MILLI);
            }
        }
        Map<String, Object> labels =
                Labels.of("of", "ours", "jobs", size.jobs(), "threads", PROCESSES * size.threads());
        return List.of(new Figure("mix-idle", labels, "ms", longest));
    }

    private Outcome handle(Noop noop) throws InterruptedException {
        IdleGaps now = gaps;
        now.begin(System.nanoTime());
        Patience.pause(noop.index() % SLOW_ONE_IN == 0 ? SLOW : QUICK);
        now.end(System.nanoTime());
        return Outcome.completed();
    }

    private IdleGaps round(Crew crew, Queues queues, int jobs) throws InterruptedException {
        long doneBefore = crew.done();
        List<Integer> order = new ArrayList<>(IntStream.range(0, jobs).boxed().toList());
        Collections.shuffle(order, new Random(SEED));
        new Filling(site, progress).enqueue(jobs, at -> Noop.job(order.get(at)));
        IdleGaps round = new IdleGaps(PROCESSES * size.threads(), System.nanoTime());
        gaps = round;
        queues.resume(Noop.KIND.queue());
        Duration work = SLOW.multipliedBy(1 + jobs / SLOW_ONE_IN);
        crew.awaitDone(doneBefore + jobs, Patience.forJobs(jobs).plus(work));
        queues.pause(Noop.KIND.queue());
        return round;
    }
}
