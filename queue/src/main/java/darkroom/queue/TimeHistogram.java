package darkroom.queue;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/**
 * How often something took how long, counted in buckets that are the same in every process, so that
 * those of a fleet can be added up. Thread-safe.
 */
public final class TimeHistogram {
    /** Upper ends of the buckets in seconds, growing; one more has no end. */
    public static final List<Double> BOUNDS =
            List.of(
                    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25,
                    0.5, 1.0, 2.5, 5.0, 10.0);

    private final List<LongAdder> buckets =
            IntStream.rangeClosed(0, BOUNDS.size()).mapToObj(at -> new LongAdder()).toList();
    private final LongAdder nanos = new LongAdder();

    /** It took so long once more. */
    public void note(long tookNanos) {
        double seconds = (double) tookNanos / TimeUnit.SECONDS.toNanos(1);
        int bucket = 0;
        while (bucket < BOUNDS.size() && seconds > BOUNDS.get(bucket)) {
            bucket++;
        }
        buckets.get(bucket).increment();
        nanos.add(tookNanos);
    }

    /** What was counted until now. */
    public Reading read() {
        List<Long> counts = buckets.stream().map(LongAdder::sum).toList();
        return new Reading(BOUNDS, counts, (double) nanos.sum() / TimeUnit.SECONDS.toNanos(1));
    }

    /**
     * Counts of one moment.
     *
     * @param bounds upper ends of the buckets in seconds, growing
     * @param counts of each bucket, and last of those beyond all bounds
     * @param sumSeconds all times together
     */
    public record Reading(List<Double> bounds, List<Long> counts, double sumSeconds) {
        /** Copies both lists. */
        public Reading {
            bounds = List.copyOf(bounds);
            counts = List.copyOf(counts);
            if (counts.size() != bounds.size() + 1) {
                throw new IllegalArgumentException(
                        "cannot read a histogram: expected "
                                + (bounds.size() + 1)
                                + " counts, found "
                                + counts.size());
            }
        }
    }
}
