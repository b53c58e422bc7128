package darkroom.workers;

import darkroom.queue.TimeHistogram;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long attempts ran, by kind: of those that a handler here is for. Counted by one thread at a
 * time, whoever settles, so that it costs no worker thread anything; read by any.
 */
final class RunTimes {
    /** Upper ends of the buckets in milliseconds: attempts are measured in whole ones. */
    private static final int[] BOUNDS_MILLIS = {
        1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000
    };

    private final Map<String, OfKind> byKind = new ConcurrentHashMap<>();

    OfKind of(String kind) {
        return byKind.computeIfAbsent(kind, name -> new OfKind());
    }

    /** What was counted until now, by kind. */
    Map<String, TimeHistogram.Reading> read() {
        Map<String, TimeHistogram.Reading> readings = new TreeMap<>();
        byKind.forEach((kind, times) -> readings.put(kind, times.read()));
        return readings;
    }

    /** Of one kind. */
    static final class OfKind {
        private static final List<Double> BOUNDS =
                Arrays.stream(BOUNDS_MILLIS).mapToObj(millis -> millis / 1e3).toList();

        private final AtomicLongArray counts = new AtomicLongArray(BOUNDS_MILLIS.length + 1);
        private final AtomicLong sumMillis = new AtomicLong();

        /** One more attempt; one thread at a time. */
        void note(long millis) {
            int bucket = 0;
            while (bucket < BOUNDS_MILLIS.length && millis > BOUNDS_MILLIS[bucket]) {
                bucket++;
            }
            // No other thread writes: a lock or a fence would be paid for each job.
            counts.setOpaque(bucket, counts.getPlain(bucket) + 1);
            sumMillis.setOpaque(sumMillis.getPlain() + millis);
        }

        private TimeHistogram.Reading read() {
            Long[] all = new Long[counts.length()];
            Arrays.setAll(all, counts::getOpaque);
            return new TimeHistogram.Reading(BOUNDS, List.of(all), sumMillis.getOpaque() / 1e3);
        }
    }
}
