package darkroom.web.metrics;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/**
 * Names as values of a label, so many and no more: names of queues and kinds come from outside, and
 * each is a series of its own for ever.
 */
final class NameLabel {
    /** No queue and no kind of ours can be called so. */
    static final String OTHER = "(other)";

    private static final int CHARS_MAX = 200;

    private NameLabel() {}

    /**
     * The first {@code most} names in their order as they are; all others, and those that are too
     * long, together as one.
     */
    static <T> Map<String, T> bounded(Map<String, T> byName, int most, BinaryOperator<T> together) {
        Map<String, T> bounded = new TreeMap<>();
        new TreeMap<>(byName)
                .forEach(
                        (name, value) -> {
                            boolean fits = name.length() <= CHARS_MAX && bounded.size() < most;
                            bounded.merge(fits ? name : OTHER, value, together);
                        });
        return bounded;
    }
}
