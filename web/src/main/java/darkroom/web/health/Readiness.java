package darkroom.web.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Whether requests can be served now. Thread-safe. */
public final class Readiness implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration FRESHNESS = Duration.ofSeconds(1);

    private static final ReadinessCheck DRAINING =
            new ReadinessCheck("draining", "this process", () -> {});

    private final ExecutorService executor;
    private final List<CheckRunner> runners;
    private volatile boolean draining;

    /**
     * Runs these checks, each on a thread of its own.
     *
     * @throws IllegalArgumentException if two have the same name
     */
    public Readiness(List<ReadinessCheck> checks) {
        this(checks, TIMEOUT, FRESHNESS);
    }

    Readiness(List<ReadinessCheck> checks, Duration timeout, Duration freshness) {
        if (checks.stream().map(ReadinessCheck::name).distinct().count() != checks.size()) {
            throw new IllegalArgumentException(
                    "cannot tell readiness checks apart: expected different names, found "
                            + checks.stream().map(ReadinessCheck::name).toList());
        }
        AtomicInteger threads = new AtomicInteger();
        executor =
                Executors.newFixedThreadPool(
                        Math.max(1, checks.size()),
                        work -> {
                            Thread thread =
                                    new Thread(work, "darkroom-ready-" + threads.incrementAndGet());
                            thread.setDaemon(true);
                            return thread;
                        });
        runners =
                checks.stream()
                        .map(check -> new CheckRunner(check, executor, timeout, freshness))
                        .toList();
    }

    /** Not ready from now on, whatever the checks find: this process is about to stop. */
    public void drain() {
        draining = true;
    }

    /** What each check finds, in order; all of them run at once. */
    List<Finding> findings() {
        if (draining) {
            return List.of(new Finding(DRAINING, "it is stopping and takes nothing new"));
        }
        List<CompletableFuture<CheckRunner.Answer>> answers =
                runners.stream().map(CheckRunner::begin).toList();
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < runners.size(); i++) {
            findings.add(runners.get(i).finding(answers.get(i)));
        }
        return findings;
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
