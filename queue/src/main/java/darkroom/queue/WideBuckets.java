package darkroom.queue;

import java.util.ArrayList;
import java.util.List;

/**
 * The queue's buckets, two hundred for each kind, as a score of wider ones. Each ends where one of
 * the queue's ends, so that no job is counted on the wrong side.
 */
public final class WideBuckets {
    /** Those whose ends are near 1, 5, 10, 25, 50, 100, 250, 500 ms and so on. */
    private static final List<Integer> ENDS =
            List.of(0, 8, 17, 25, 34, 42, 49, 58, 66, 73, 82, 90, 97, 107, 114, 121, 131, 140, 160);

    /** What a bucket's jobs took is on average so much less than its end. */
    private static final double MIDDLE = 1.05;

    private WideBuckets() {}

    /**
     * The same counts.
     *
     * @param counts by {@link LatencyBuckets}
     */
    public static TimeHistogram.Reading of(long[] counts) {
        List<Double> bounds = new ArrayList<>();
        List<Long> wide = new ArrayList<>();
        double sumMillis = 0;
        long in = 0;
        for (int bucket = 0; bucket < counts.length; bucket++) {
            in += counts[bucket];
            sumMillis += counts[bucket] * LatencyBuckets.upperMillis(bucket) / MIDDLE;
            if (ENDS.contains(bucket)) {
                // Times are whole milliseconds: those up to the bucket's end end there, too.
                bounds.add(Math.floor(LatencyBuckets.upperMillis(bucket)) / 1e3);
                wide.add(in);
                in = 0;
            }
        }
        wide.add(in);
        return new TimeHistogram.Reading(bounds, wide, sumMillis / 1e3);
    }
}
