package darkroom.bench;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * One measured figure.
 *
 * @param row what was measured
 * @param labels under which conditions, in the order in which they are shown
 * @param unit of each sample
 * @param samples one a round, in the order in which they were taken; at least one
 */
public record Figure(String row, Map<String, Object> labels, String unit, List<Double> samples) {
    /** A spread beyond this part of the median says that the machine disturbed the run. */
    public static final double SPREAD_MAX = 0.3;

    private static final MathContext DIGITS = new MathContext(4);

    /** Checks that there is something to show. */
    public Figure {
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
        samples = List.copyOf(samples);
        if (samples.isEmpty()) {
            throw new IllegalArgumentException(
                    "cannot give figure \"" + row + "\": expected at least one sample, found none");
        }
    }

    /** The median of all samples. */
    public double value() {
        double[] sorted = sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The least of all samples. */
    public double min() {
        return sorted().min().orElse(0);
    }

    /** The greatest of all samples. */
    public double max() {
        return sorted().max().orElse(0);
    }

    /** How far least and greatest are apart, as a part of the median; 0 where all are 0. */
    public double spread() {
        double width = max() - min();
        return width == 0 ? 0 : width / Math.abs(value());
    }

    /** Whether the samples are too far apart to be relied on. */
    public boolean disturbed() {
        return spread() > SPREAD_MAX;
    }

    /**
     * As one JSON object has it: row, labels, value, unit, min, max, rounds, disturbed, samples.
     */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("row", row);
        fields.putAll(labels);
        fields.put("value", rounded(value()));
        fields.put("unit", unit);
        fields.put("min", rounded(min()));
        fields.put("max", rounded(max()));
        fields.put("rounds", samples.size());
        fields.put("disturbed", disturbed());
        fields.put("samples", samples.stream().map(Figure::rounded).toList());
        return fields;
    }

    /** Four digits that count, and all digits of what is larger. */
    static Number rounded(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(
                    "cannot show " + value + ": expected a number that was measured");
        }
        return Math.abs(value) >= 1_000
                ? (Number) Math.round(value)
                : new BigDecimal(value).round(DIGITS).doubleValue();
    }

    /**
     * The ratio of two series, round by round: what disturbs a round disturbs both of its sides.
     */
    static List<Double> ratios(List<Double> ours, List<Double> floor) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(ours.size(), floor.size()); i++) {
            ratios.add(ours.get(i) / floor.get(i));
        }
        return ratios;
    }

    private DoubleStream sorted() {
        return samples.stream().mapToDouble(Double::doubleValue).sorted();
    }
}
