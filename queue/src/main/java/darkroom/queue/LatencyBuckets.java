package darkroom.queue;

/**
 * The buckets in which times are counted: each a tenth wider than the one before, from a
 * millisecond to over a day, so a percentile read from them is at most 10 % too high.
 */
public final class LatencyBuckets {
    /** Number of buckets. */
    public static final int COUNT = 200;

    private static final double GROWTH = Math.log(1.1);

    private LatencyBuckets() {}

    /** The bucket, 0 to {@code COUNT - 1}, in which {@code millis} is counted. */
    public static int of(long millis) {
        if (millis <= 1) {
            return 0;
        }
        return (int) Math.min(COUNT - 1, Math.ceil(Math.log((double) millis) / GROWTH));
    }

    /** The upper end of a bucket, in milliseconds. */
    public static double upperMillis(int bucket) {
        return Math.exp(bucket * GROWTH);
    }

    /**
     * The time below which a share of what was counted lies, in milliseconds.
     *
     * @param counts how many in each bucket
     * @param share 0 to 1, such as 0.99
     * @return the upper end of the bucket that holds it; 0 if nothing was counted
     */
    public static double percentileMillis(long[] counts, double share) {
        long total = 0;
        for (long count : counts) {
            total += count;
        }
        long rank = (long) Math.ceil(total * share);
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= rank && seen > 0) {
                return upperMillis(i);
            }
        }
        return 0;
    }
}
