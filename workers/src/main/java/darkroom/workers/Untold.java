package darkroom.workers;

import darkroom.queue.LatencyBuckets;
import java.util.Arrays;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Times that the fleet was not told yet, in buckets of which percentiles can be read. Of the thread
 * that counts.
 */
final class Untold {
    private final int[] counts = new int[LatencyBuckets.COUNT];
    private boolean any;

    /** One more. */
    void note(long millis) {
        counts[LatencyBuckets.of(millis)]++;
        any = true;
    }

    /**
     * Adds them to {@code stats}, and forgets them.
     *
     * @param field what each bucket is called there
     */
    void tell(IntFunction<String> field, Map<String, Long> stats) {
        if (!any) {
            return;
        }
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                stats.merge(field.apply(i), (long) counts[i], Long::sum);
            }
        }
        Arrays.fill(counts, 0);
        any = false;
    }
}
