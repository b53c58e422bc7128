package darkroom.bench.micro;

import darkroom.queue.LatencyBuckets;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The histogram: a bucket is looked for twice a job, a percentile when somebody asks. */
@State(Scope.Benchmark)
public class LatencyBucketsBenchmark {
    /** From the first bucket to one of the last. */
    @Param({"1", "250", "60000"})
    public long millis;

    private final long[] counts = new long[LatencyBuckets.COUNT];

    /** Some in every bucket. */
    @Setup
    public void fill() {
        for (int i = 0; i < counts.length; i++) {
            counts[i] = i + 1L;
        }
    }

    /** As each job that ends is counted. */
    @Benchmark
    public int bucket() {
        return LatencyBuckets.of(millis);
    }

    /** As a listing reads it. */
    @Benchmark
    public double percentile() {
        return LatencyBuckets.percentileMillis(counts, 0.99);
    }
}
