package darkroom.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** Percentiles of rounds in which each latency was recorded in nanoseconds. */
final class Latencies {
    private static final long NANOS_MAX = 3_600_000_000_000L;
    private static final int DIGITS = 3;
    private static final double NANOS_A_MILLI = 1e6;
    private static final Map<Double, String> SHARES =
            new TreeMap<>(Map.of(50.0, "p50", 99.0, "p99", 99.9, "p99.9", 100.0, "max"));

    private final Map<String, List<Double>> rounds = new LinkedHashMap<>();

    /** A round to record into, up to an hour. */
    static Histogram round() {
        return new Histogram(NANOS_MAX, DIGITS);
    }

    /** What can be recorded of a time: none is less than nothing, or more than an hour. */
    static long recordable(long nanos) {
        return Math.max(0, Math.min(NANOS_MAX, nanos));
    }

    /** Takes a round that is complete. */
    void add(Histogram round) {
        SHARES.forEach(
                (share, name) ->
                        rounds.computeIfAbsent(name, fresh -> new ArrayList<>())
                                .add(round.getValueAtPercentile(share) / NANOS_A_MILLI));
    }

    /** The samples of one percentile, in milliseconds. */
    List<Double> of(String name) {
        return rounds.getOrDefault(name, List.of());
    }

    /** One figure a percentile, in milliseconds; the label {@code at} says which. */
    List<Figure> figures(String row, Map<String, Object> labels) {
        List<Figure> figures = new ArrayList<>();
        for (String name : SHARES.values()) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("at", name);
            all.putAll(labels);
            figures.add(new Figure(row, all, "ms", of(name)));
        }
        return figures;
    }
}
