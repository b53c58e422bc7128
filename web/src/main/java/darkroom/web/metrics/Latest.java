package darkroom.web.metrics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The latest reading of something that may be slow, or away: read at most once a second on a thread
 * of its own, one at a time. Who asks waits a second at most, and then has the one before.
 * Thread-safe.
 *
 * @param <T> what is read
 */
final class Latest<T> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Latest.class);
    private static final Duration FRESHNESS = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** A reading that is older than this has not been made in spite of being asked for. */
    private static final Duration WORKING_AGE_MAX = FRESHNESS.plus(PATIENCE);

    private static final Future<?> DONE = CompletableFuture.completedFuture("");

    private final String name;
    private final Callable<T> source;
    private final ExecutorService executor;

    // Guarded by this.
    private @Nullable T value;
    private long valueNanos;
    private long triedNanos;
    private boolean tried;
    private boolean failing;
    private @Nullable Future<?> running;

    /**
     * Reads nothing yet.
     *
     * @param name for the thread and the log
     */
    Latest(String name, Callable<T> source) {
        this.name = name;
        this.source = source;
        this.executor =
                Executors.newSingleThreadExecutor(
                        work -> {
                            Thread thread = new Thread(work, "darkroom-read-" + name);
                            thread.setDaemon(true);
                            return thread;
                        });
    }

    /**
     * A reading.
     *
     * @param age since it was made
     * @param working whether the last try was one that succeeded, a moment ago
     */
    record Aged<T>(T value, Duration age, boolean working) {}

    /** The latest, if there ever was one. */
    Optional<Aged<T>> get() {
        return all(List.of(this)).get(0);
    }

    /** The latest of each, in order; read side by side, so that all together wait no longer. */
    static <T> List<Optional<Aged<T>>> all(List<Latest<T>> sources) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        List<Future<?>> awaited = new ArrayList<>();
        sources.forEach(source -> awaited.add(source.begun()));
        List<Optional<Aged<T>>> all = new ArrayList<>();
        for (int i = 0; i < sources.size(); i++) {
            sources.get(i).await(awaited.get(i), end - System.nanoTime());
            all.add(sources.get(i).current());
        }
        return all;
    }

    private void await(Future<?> reading, long nanos) {
        try {
            reading.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.atDebug().addKeyValue("source", name).log("no reading in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What to wait for: the reading under way or a new one, or nothing where one is fresh. */
    private synchronized Future<?> begun() {
        Future<?> current = running;
        if (current != null && !current.isDone()) {
            return current;
        }
        if (tried && System.nanoTime() - triedNanos < FRESHNESS.toNanos()) {
            return DONE;
        }
        try {
            Future<?> begun = executor.submit(this::read);
            running = begun;
            return begun;
        } catch (RejectedExecutionException closed) {
            return DONE;
        }
    }

    private synchronized Optional<Aged<T>> current() {
        T known = value;
        if (known == null) {
            return Optional.empty();
        }
        Duration age = Duration.ofNanos(System.nanoTime() - valueNanos);
        return Optional.of(new Aged<>(known, age, !failing && age.compareTo(WORKING_AGE_MAX) <= 0));
    }

    private void read() {
        try {
            T read = source.call();
            synchronized (this) {
                value = read;
                valueNanos = System.nanoTime();
                note(false);
            }
        } catch (Exception e) {
            boolean first;
            synchronized (this) {
                first = !failing;
                note(true);
            }
            if (first) {
                LOG.atWarn()
                        .addKeyValue("source", name)
                        .addKeyValue("cause", String.valueOf(e.getMessage()))
                        .log("figures cannot be read");
            }
        }
    }

    private void note(boolean fails) {
        failing = fails;
        tried = true;
        triedNanos = System.nanoTime();
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
