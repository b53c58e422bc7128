package darkroom.queue.inspect;

import darkroom.queue.LatencyBuckets;
import darkroom.queue.redis.RedisStore;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The counters at one moment: what happened to jobs since the namespace began. Immutable.
 *
 * <p>They are written in the same script as the change they count.
 */
public final class Stats {
    private final TreeMap<String, Long> fields = new TreeMap<>();
    private final long scheduled;
    private final long retrying;
    private final long dead;

    private Stats(Map<String, Long> fields, long scheduled, long retrying, long dead) {
        this.fields.putAll(fields);
        this.scheduled = scheduled;
        this.retrying = retrying;
        this.dead = dead;
    }

    /** Reads them all. */
    public static Stats read(RedisStore store) {
        Map<String, Long> fields = new TreeMap<>();
        store.hash(store.keys().stats())
                .forEach((field, value) -> fields.put(field, Long.parseLong(value)));
        return new Stats(
                fields,
                store.sortedSize(store.keys().scheduled()),
                store.sortedSize(store.keys().retrying()),
                store.sortedSize(store.keys().dead()));
    }

    /**
     * As somebody has read them.
     *
     * @param fields as they stand in Redis: {@code EVENT}, {@code EVENT|NAME} and so on to count
     * @param scheduled how many jobs are scheduled
     * @param retrying how many failed jobs wait for another attempt
     * @param dead how many jobs are dead
     */
    public static Stats of(Map<String, Long> fields, long scheduled, long retrying, long dead) {
        return new Stats(fields, scheduled, retrying, dead);
    }

    /** The same, but of the counters only what was counted after {@code earlier}. */
    public Stats since(Stats earlier) {
        Map<String, Long> since = new TreeMap<>();
        fields.forEach(
                (field, value) -> since.put(field, value - earlier.fields.getOrDefault(field, 0L)));
        return new Stats(since, scheduled, retrying, dead);
    }

    /** How many jobs are scheduled now. */
    public long scheduled() {
        return scheduled;
    }

    /** How many failed jobs wait for another attempt now. */
    public long retrying() {
        return retrying;
    }

    /** How many jobs are dead now. */
    public long dead() {
        return dead;
    }

    /** All counters but those of times and places: {@code EVENT} or {@code EVENT|NAME} to count. */
    public Map<String, Long> counters() {
        Map<String, Long> counters = new TreeMap<>(fields);
        counters.keySet().removeIf(field -> field.indexOf('|') != field.lastIndexOf('|'));
        by("done").forEach((kind, count) -> counters.put("done|" + kind, count));
        return counters;
    }

    /**
     * A counter without a name after it, such as {@code reaped} or {@code released}; 0 if unset.
     */
    public long total(String counter) {
        return fields.getOrDefault(counter, 0L);
    }

    /**
     * A counter by kind or queue, such as {@code done} or {@code enqueued}: name to count. What is
     * counted by kind and queue is by kind here.
     */
    public Map<String, Long> by(String counter) {
        Map<String, Long> byName = new TreeMap<>();
        String prefix = counter + "|";
        named(prefix)
                .forEach(
                        (field, value) -> {
                            int bar = field.indexOf('|', prefix.length());
                            int end = bar < 0 ? field.length() : bar;
                            byName.merge(field.substring(prefix.length(), end), value, Long::sum);
                        });
        return byName;
    }

    /** From first enqueue to the start of the first attempt, in ms, for a share such as 0.99. */
    public double startMillis(String kind, double share) {
        return percentile("start|" + kind + "|", share);
    }

    /** From first enqueue to done, in ms, for a share such as 0.99. */
    public double endMillis(String kind, double share) {
        return percentile("end|" + kind + "|", share);
    }

    /**
     * How many first attempts of a kind began in which time after the first enqueue, by {@link
     * LatencyBuckets}.
     */
    public long[] starts(String kind) {
        return buckets("start|" + kind + "|");
    }

    /** How many jobs of a kind were done in which time after the first enqueue, likewise. */
    public long[] ends(String kind) {
        return buckets("end|" + kind + "|");
    }

    /** How long attempts ran, in ms, for a share such as 0.99; 0 where none is known of. */
    public double runMillis(String kind, double share) {
        return percentile("run|" + kind + "|", share);
    }

    /**
     * How many attempts of a kind ran for which time, by {@link LatencyBuckets}. They are told now
     * and then and not at each end, so that the last few seconds' are missing.
     */
    public long[] runs(String kind) {
        return buckets("run|" + kind + "|");
    }

    /**
     * How many jobs of a queue had waited for which time when they began first, by {@link
     * LatencyBuckets}: from when they were due to the begin of the first attempt that was not put
     * off. The last few seconds' are missing, as those of {@link #runs}.
     */
    public long[] waits(String queue) {
        return buckets("wait|" + queue + "|");
    }

    private double percentile(String prefix, double share) {
        return LatencyBuckets.percentileMillis(buckets(prefix), share);
    }

    private long[] buckets(String prefix) {
        long[] counts = new long[LatencyBuckets.COUNT];
        named(prefix)
                .forEach(
                        (field, value) ->
                                counts[Integer.parseInt(field.substring(prefix.length()))] = value);
        return counts;
    }

    // All are some ten thousand, and a page asks for hundreds of these.
    private SortedMap<String, Long> named(String prefix) {
        return fields.subMap(prefix, prefix + Character.MAX_VALUE);
    }
}
