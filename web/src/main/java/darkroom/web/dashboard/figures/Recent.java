package darkroom.web.dashboard.figures;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is read at most once a second while it can be, however many look: while one reads, the
 * others see what was read before. Thread-safe.
 *
 * @param <T> what is read; of a bounded size
 */
public final class Recent<T> {
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final Supplier<T> reader;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile @Nullable Read<T> last;

    /**
     * What {@code reader} reads.
     *
     * @param reader bounds its own time; what it throws whoever looked gets
     */
    public Recent(Supplier<T> reader) {
        this.reader = reader;
    }

    /** What was read and how long ago. */
    public record Seen<T>(T value, Duration age) {}

    /** Reads it, or gives what was read within a second, or is being read again. */
    public Seen<T> look() {
        Read<T> before = last;
        if (before == null) {
            reading.lock();
        } else if (before.age().compareTo(FRESH) < 0 || !reading.tryLock()) {
            return before.seen();
        }
        try {
            Read<T> meanwhile = last;
            if (meanwhile != null && meanwhile.age().compareTo(FRESH) < 0) {
                return meanwhile.seen();
            }
            Read<T> now = new Read<>(reader.get(), System.nanoTime());
            last = now;
            return now.seen();
        } finally {
            reading.unlock();
        }
    }

    private record Read<T>(T value, long nanos) {
        Duration age() {
            return Duration.ofNanos(System.nanoTime() - nanos);
        }

        Seen<T> seen() {
            return new Seen<>(value, age());
        }
    }
}
