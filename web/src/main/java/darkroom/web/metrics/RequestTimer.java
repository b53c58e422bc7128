package darkroom.web.metrics;

import com.codahale.metrics.Metric;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * How long requests of one sort took. Thread-safe.
 *
 * <p>Fixed buckets, unlike Dropwizard's own timer: only those can be added up over the processes of
 * the web tier.
 */
final class RequestTimer implements Metric {
    /** Upper bounds in seconds; the last bucket has none. */
    static final List<Double> BOUNDS =
            List.of(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0);

    private final Sort sort;
    private final LongAdder[] buckets =
            Stream.generate(LongAdder::new).limit(BOUNDS.size() + 1L).toArray(LongAdder[]::new);
    private final LongAdder nanos = new LongAdder();

    RequestTimer(Sort sort) {
        this.sort = sort;
    }

    /**
     * Which requests.
     *
     * @param method GET, POST and so on
     * @param route its pattern, never an address that someone sent
     * @param status class of the answer's status: {@code 2xx}
     */
    record Sort(String method, String route, String status) {}

    Sort sort() {
        return sort;
    }

    void update(long tookNanos) {
        double seconds = tookNanos / 1e9;
        int bucket = 0;
        while (bucket < BOUNDS.size() && seconds > BOUNDS.get(bucket)) {
            bucket++;
        }
        buckets[bucket].increment();
        nanos.add(tookNanos);
    }

    /** How many took at most so long, by bound, and last how many there were; never shrinking. */
    long[] cumulative() {
        long[] counts = Arrays.stream(buckets).mapToLong(LongAdder::sum).toArray();
        Arrays.parallelPrefix(counts, Long::sum);
        return counts;
    }

    double seconds() {
        return nanos.sum() / 1e9;
    }
}
