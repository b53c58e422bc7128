package darkroom.web.dashboard.figures;

import darkroom.queue.StoreUnavailableException;
import darkroom.queue.threads.ThreadBoards;
import darkroom.queue.threads.ThreadBoards.Reading;
import darkroom.web.dashboard.figures.LastKnown.Shown;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the threads of the fleet do, for all who look: the fleet is asked, and what it shows is
 * read, at most once a second, and only when somebody looks. Thread-safe.
 */
public final class LatestThreads {
    private static final Duration FRESH = Duration.ofSeconds(1);

    /** After a look the first sample comes with the next beat, and the third two seconds later. */
    private static final Duration UNTIL_KNOWN = Duration.ofSeconds(4);

    private final Supplier<Reading> reader;
    private final LongSupplier nanos;
    private final ReentrantLock reading = new ReentrantLock();

    // Written by whoever reads.
    private volatile @Nullable Kept kept;
    private volatile String fault = "";
    private volatile boolean tried;
    private volatile long triedNanos;
    private volatile long beganNanos;

    /** Of the fleet that has these boards. */
    public LatestThreads(ThreadBoards boards) {
        this(
                () -> {
                    boards.look();
                    return boards.read();
                },
                System::nanoTime);
    }

    /**
     * Of any.
     *
     * @param reader says that somebody looks, and reads what is shown
     * @param nanos a clock that only goes on
     */
    LatestThreads(Supplier<Reading> reader, LongSupplier nanos) {
        this.reader = reader;
        this.nanos = nanos;
    }

    /** Looks. */
    public Shown<Reading> look() {
        if (kept == null) {
            reading.lock();
        } else if (!reading.tryLock()) {
            return shown();
        }
        try {
            readIfDue();
        } finally {
            reading.unlock();
        }
        return shown();
    }

    /** Whether the fleet was asked so lately that it may be about to show more. */
    public boolean isAsking() {
        return nanos.getAsLong() - beganNanos < UNTIL_KNOWN.toNanos();
    }

    private void readIfDue() {
        long now = nanos.getAsLong();
        if (tried && now - triedNanos < FRESH.toNanos()) {
            return;
        }
        if (!tried || now - triedNanos > ThreadBoards.WANTED.toNanos()) {
            beganNanos = now;
        }
        try {
            kept = new Kept(reader.get(), nanos.getAsLong());
            fault = "";
        } catch (StoreUnavailableException e) {
            fault = String.valueOf(e.getMessage());
        }
        tried = true;
        triedNanos = nanos.getAsLong();
    }

    private Shown<Reading> shown() {
        Kept last = kept;
        return last == null
                ? new Shown<>(Optional.empty(), Duration.ZERO, fault)
                : new Shown<>(
                        Optional.of(last.reading()),
                        Duration.ofNanos(nanos.getAsLong() - last.readNanos()),
                        fault);
    }

    private record Kept(Reading reading, long readNanos) {}
}
