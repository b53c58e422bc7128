package darkroom.web.dashboard.figures;

import darkroom.queue.StoreUnavailableException;
import darkroom.queue.inspect.Stats;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The latest figures, and a little of what they were before. Read when somebody looks, at most once
 * a second and by one thread, and by itself every five seconds and soon after something was changed
 * here. Thread-safe.
 *
 * <p>While they cannot be read the last ones stay, and whoever looks is told how old they are. A
 * look waits for Redis only where there are none at all, or its own turn to read has come.
 */
public final class Board implements AutoCloseable {
    /** What is called the latest is at most so old while Redis answers and somebody looks. */
    static final Duration FRESH = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(Board.class);
    private static final Duration PERIOD = Duration.ofSeconds(5);
    private static final Duration SAMPLE_PERIOD = Duration.ofMinutes(1);
    private static final int SAMPLES_MAX = 11;

    private final Supplier<Figures> reader;
    private final ReentrantLock reading = new ReentrantLock();
    private final Deque<Sample> samples = new ArrayDeque<>();
    private final ScheduledExecutorService clock;
    private final ScheduledFuture<?> ticking;
    private final Runnable news;
    private volatile boolean changed;
    private long tickedNanos = System.nanoTime() - PERIOD.toNanos();
    private volatile @Nullable Sample latest;
    private volatile String fault = "";
    private volatile long triedAt;
    private volatile boolean wanted = true;

    /**
     * Starts to read by itself.
     *
     * @param reader reads all figures, or throws
     * @param news run after each read that is not for somebody who looks, at most once a second,
     *     and by one thread: who looks again sees something new
     */
    public Board(Supplier<Figures> reader, Runnable news) {
        this.reader = reader;
        this.news = news;
        clock =
                Executors.newSingleThreadScheduledExecutor(
                        work -> {
                            Thread thread = new Thread(work, "darkroom-figures");
                            thread.setDaemon(true);
                            return thread;
                        });
        ticking =
                clock.scheduleWithFixedDelay(
                        this::tick, 0, FRESH.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * What is to be seen.
     *
     * @param figures none where they could never be read
     * @param age since they were read
     * @param fault why they could not be read again; empty where they could
     */
    public record Seen(Optional<Figures> figures, Duration age, String fault) {}

    /**
     * What has happened in the last minutes.
     *
     * @param span how long that is; zero where there is nothing to compare with
     * @param counted the counters of that time alone
     * @param memoryGrowth of Redis, in bytes a second
     */
    public record Recent(Duration span, Stats counted, double memoryGrowth) {}

    /** The latest figures. */
    public Seen look() {
        if (latest == null) {
            reading.lock();
            try {
                readIfDue();
            } finally {
                reading.unlock();
            }
        } else if (reading.tryLock()) {
            try {
                readIfDue();
            } finally {
                reading.unlock();
            }
        }
        Sample last = latest;
        return last == null
                ? new Seen(Optional.empty(), Duration.ZERO, fault)
                : new Seen(
                        Optional.of(last.figures()),
                        Duration.ofNanos(System.nanoTime() - last.nanos()),
                        fault);
    }

    /** Something was changed: has the next look read again, and whoever looks now be told soon. */
    public void expire() {
        wanted = true;
        changed = true;
    }

    /** What has happened in the last ten minutes, or since there are figures. */
    public Optional<Recent> recent() {
        Sample last = latest;
        Sample first;
        synchronized (samples) {
            first = samples.peekFirst();
        }
        if (last == null || first == null) {
            return Optional.empty();
        }
        Duration span = Duration.ofNanos(last.nanos() - first.nanos());
        double seconds = span.toMillis() / 1_000.0;
        long growth = last.figures().memory().usedBytes() - first.figures().memory().usedBytes();
        return Optional.of(
                new Recent(
                        span,
                        last.figures().stats().since(first.figures().stats()),
                        seconds < 1 ? 0 : growth / seconds));
    }

    @Override
    public void close() {
        ticking.cancel(false);
        clock.shutdownNow();
    }

    private void tick() {
        long now = System.nanoTime();
        if (!changed && now - tickedNanos < PERIOD.toNanos()) {
            return;
        }
        tickedNanos = now;
        changed = false;
        look();
        try {
            news.run();
        } catch (RuntimeException e) {
            // What is thrown here would end the clock.
            LOG.atError().setCause(e).log("pages cannot be told");
        }
    }

    private void readIfDue() {
        long now = System.nanoTime();
        boolean tried = latest != null || !fault.isEmpty();
        if (tried && !wanted && now - triedAt < FRESH.toNanos()) {
            return;
        }
        wanted = false;
        try {
            Sample sample = new Sample(reader.get(), System.nanoTime());
            latest = sample;
            keep(sample);
            noteFault("");
        } catch (StoreUnavailableException e) {
            noteFault(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // A fault of ours; what is thrown here would end the clock, too.
            LOG.atError().setCause(e).log("figures cannot be read");
            noteFault(String.valueOf(e));
        }
        triedAt = System.nanoTime();
    }

    private void keep(Sample sample) {
        synchronized (samples) {
            Sample last = samples.peekLast();
            if (last == null || sample.nanos() - last.nanos() >= SAMPLE_PERIOD.toNanos()) {
                samples.addLast(sample);
            }
            if (samples.size() > SAMPLES_MAX) {
                samples.removeFirst();
            }
        }
    }

    private void noteFault(String now) {
        if (!now.isEmpty() && fault.isEmpty()) {
            LOG.atWarn().addKeyValue("why", now).log("figures are old: they cannot be read");
        } else if (now.isEmpty() && !fault.isEmpty()) {
            LOG.atInfo().log("figures can be read again");
        }
        fault = now;
    }

    private record Sample(Figures figures, long nanos) {}
}
