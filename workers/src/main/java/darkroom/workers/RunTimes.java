package darkroom.workers;

import darkroom.queue.TimeHistogram;
import darkroom.queue.redis.StatFields;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * How long attempts ran, by kind: of those that a handler here is for; and how long jobs waited
 * before, by queue. Counted by one thread at a time, whoever settles, so that it costs no worker
 * thread anything; run times are read by any.
 */
final class RunTimes {
    /** Upper ends of the buckets in milliseconds: attempts are measured in whole ones. */
    private static final int[] BOUNDS_MILLIS = {
        1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000
    };

    /** How often they are told to the fleet: the more often, the more Redis has to count. */
    static final Duration PERIOD = Duration.ofSeconds(5);

    private final Map<String, OfKind> byKind = new ConcurrentHashMap<>();
    private final WaitTimes waits = new WaitTimes();
    private final LongSupplier nanos;
    private long toldNanos;

    /** By the clock of this JVM. */
    RunTimes() {
        this(System::nanoTime);
    }

    /** By a clock that only goes on. */
    RunTimes(LongSupplier nanos) {
        this.nanos = nanos;
        this.toldNanos = nanos.getAsLong();
    }

    OfKind of(String kind) {
        return byKind.computeIfAbsent(kind, name -> new OfKind());
    }

    WaitTimes waits() {
        return waits;
    }

    /** What was counted until now, by kind. */
    Map<String, TimeHistogram.Reading> read() {
        Map<String, TimeHistogram.Reading> readings = new TreeMap<>();
        byKind.forEach((kind, times) -> readings.put(kind, times.read()));
        return readings;
    }

    /**
     * Adds to {@code stats} what was counted since it was told last, if that is long enough ago or
     * these are the {@code last}; by the thread that counts. A time is told once: it is lost with
     * the stats that it was told to.
     */
    void tell(Map<String, Long> stats, boolean last) {
        long now = nanos.getAsLong();
        if (!last && now - toldNanos < PERIOD.toNanos()) {
            return;
        }
        toldNanos = now;
        byKind.forEach((kind, times) -> times.tell(kind, stats));
        waits.tell(stats);
    }

    /** Of one kind. */
    static final class OfKind {
        private static final List<Double> BOUNDS =
                Arrays.stream(BOUNDS_MILLIS).mapToObj(millis -> millis / 1e3).toList();

        private final AtomicLongArray counts = new AtomicLongArray(BOUNDS_MILLIS.length + 1);
        private final AtomicLong sumMillis = new AtomicLong();

        private final Untold untold = new Untold();

        /** One more attempt; one thread at a time. */
        void note(long millis) {
            int bucket = 0;
            while (bucket < BOUNDS_MILLIS.length && millis > BOUNDS_MILLIS[bucket]) {
                bucket++;
            }
            // No other thread writes: a lock or a fence would be paid for each job.
            counts.setOpaque(bucket, counts.getPlain(bucket) + 1);
            sumMillis.setOpaque(sumMillis.getPlain() + millis);
            untold.note(millis);
        }

        private void tell(String kind, Map<String, Long> stats) {
            untold.tell(bucket -> StatFields.ranWithin(kind, bucket), stats);
        }

        private TimeHistogram.Reading read() {
            Long[] all = new Long[counts.length()];
            Arrays.setAll(all, counts::getOpaque);
            return new TimeHistogram.Reading(BOUNDS, List.of(all), sumMillis.getOpaque() / 1e3);
        }
    }
}
