package darkroom.web.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Whether requests can be served now. Thread-safe. */
public final class Readiness implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration FRESHNESS = Duration.ofSeconds(1);

    private final ExecutorService executor;
    private final List<CheckRunner> runners;

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
                        task -> {
                            Thread thread =
                                    new Thread(task, "darkroom-ready-" + threads.incrementAndGet());
                            thread.setDaemon(true);
                            return thread;
                        });
        runners =
                checks.stream()
                        .map(check -> new CheckRunner(check, executor, timeout, freshness))
                        .toList();
    }

    /** Why not, by the name of the check; an empty text for each that works. In order. */
    Map<String, String> faults() {
        List<CompletableFuture<CheckRunner.Answer>> answers = new ArrayList<>();
        runners.forEach(runner -> answers.add(runner.begin()));
        Map<String, String> faults = new LinkedHashMap<>();
        for (int i = 0; i < runners.size(); i++) {
            Optional<String> fault = runners.get(i).fault(answers.get(i));
            faults.put(runners.get(i).name(), fault.orElse(""));
        }
        return faults;
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
