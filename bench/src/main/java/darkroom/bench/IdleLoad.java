package darkroom.bench;

import darkroom.bench.bare.Calls;
import darkroom.queue.handler.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a worker process costs that has nothing to do: calls to Redis, commands that they run there,
 * processor time.
 */
public final class IdleLoad implements Load {
    private static final int JOBS_A_THREAD = 100;

    /** Idle for so many times as long as a round, before the first. */
    private static final int SETTLE_TIMES = 2;

    private final Site site;
    private final Size size;
    private final Consumer<String> progress;

    /** Says to {@code progress} how far it is. */
    public IdleLoad(Site site, Size size, Consumer<String> progress) {
        this.site = site;
        this.size = size;
        this.progress = progress;
    }

    @Override
    public List<Figure> run() throws InterruptedException {
        List<Double> calls = new ArrayList<>();
        List<Double> commands = new ArrayList<>();
        List<Double> cores = new ArrayList<>();
        try (Crew crew = Crew.here(site, size.threads(), (noop, context) -> Outcome.completed())) {
            // Threads are made for jobs: without any, none of them would be there to be idle.
            int jobs = size.threads() * JOBS_A_THREAD;
            new Filling(site, progress).enqueue(jobs);
            crew.awaitDone(jobs, Patience.forJobs(jobs));
            // What ran has yet to be compiled, which is no part of being idle; and what runs a few
            // times a second is compiled late.
            Patience.pause(Duration.ofSeconds(SETTLE_TIMES * (long) size.seconds()));
            for (int i = 1; i <= size.rounds(); i++) {
                progress.accept("round " + i + " of " + size.rounds());
                Duration processorBefore = crew.processorTime();
                Calls before = site.bare().calls();
                long start = System.nanoTime();
                Patience.pause(Duration.ofSeconds(size.seconds()));
                double seconds = (System.nanoTime() - start) / 1e9;
                Calls made = site.bare().calls().since(before);
                Duration processor = crew.processorTime().minus(processorBefore);
                commands.add(made.calls() / seconds);
                calls.add(made.reads() / seconds);
                cores.add(processor.toNanos() / 1e9 / seconds);
            }
        }
        Map<String, Object> labels =
                Labels.of("of", "ours", "threads", size.threads(), "seconds", size.seconds());
        return List.of(
                new Figure("idle-calls", labels, "calls/s", calls),
                new Figure("idle-commands", labels, "commands/s", commands),
                new Figure("idle-cpu", labels, "cores", cores));
    }
}
