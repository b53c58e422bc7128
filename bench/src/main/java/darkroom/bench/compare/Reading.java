package darkroom.bench.compare;

import java.util.Map;

/**
 * One value that a contestant printed.
 *
 * @param labels what the value is of: all members of its line that are no figures
 */
record Reading(Map<String, String> labels, double value, String unit) {
    /** The label that tells a peer's values apart: {@code value}, {@code p50} or {@code p99}. */
    static final String STAT = "stat";

    Reading {
        labels = Map.copyOf(labels);
    }

    /** Whether it has all of these labels; it may have more. */
    boolean has(Map<String, String> wanted) {
        return labels.entrySet().containsAll(wanted.entrySet());
    }
}
