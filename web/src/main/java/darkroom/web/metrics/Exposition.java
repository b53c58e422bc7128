package darkroom.web.metrics;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A text in Prometheus' exposition format, version 0.0.4. For one thread.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">The format</a>
 */
final class Exposition {
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final StringBuilder text = new StringBuilder();
    private final Set<String> families = new HashSet<>();

    /**
     * Begins a family; all of its samples must follow before the next one begins.
     *
     * @param name made valid where it is not
     * @return how to add its samples, or nothing to add them to where the name was taken already
     */
    Family family(String name, MetricType type, String help) {
        String valid = validName(name);
        if (!families.add(valid)) {
            return new Family(valid, new StringBuilder());
        }
        text.append("# HELP ").append(valid).append(' ').append(escaped(help)).append('\n');
        text.append("# TYPE ").append(valid).append(' ').append(type.word()).append('\n');
        return new Family(valid, text);
    }

    @Override
    public String toString() {
        return text.toString();
    }

    static Map<String, String> labels(String... namesAndValues) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            labels.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return labels;
    }

    private static String validName(String name) {
        String valid = name.replaceAll("[^a-zA-Z0-9_:]", "_");
        return valid.isEmpty() || Character.isDigit(valid.charAt(0)) ? "_" + valid : valid;
    }

    private static String escaped(String help) {
        return help.replace("\\", "\\\\").replace("\n", "\\n");
    }

    private static String number(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        return Double.toString(value);
    }

    /**
     * Samples of one name.
     *
     * @param name valid
     * @param text where they go
     */
    record Family(String name, StringBuilder text) {
        /** Adds a sample without labels. */
        Family sample(long value) {
            return add("", Map.of(), Long.toString(value));
        }

        /** Adds a sample without labels. */
        Family sample(double value) {
            return add("", Map.of(), number(value));
        }

        /** Adds a sample. */
        Family sample(Map<String, String> labels, long value) {
            return add("", labels, Long.toString(value));
        }

        /** Adds a sample. */
        Family sample(Map<String, String> labels, double value) {
            return add("", labels, number(value));
        }

        /** Adds a sample whose name is the family's with {@code suffix}. */
        Family sample(String suffix, Map<String, String> labels, long value) {
            return add(suffix, labels, Long.toString(value));
        }

        /** Adds a sample whose name is the family's with {@code suffix}. */
        Family sample(String suffix, Map<String, String> labels, double value) {
            return add(suffix, labels, number(value));
        }

        private Family add(String suffix, Map<String, String> labels, String value) {
            text.append(name).append(suffix);
            String separator = "{";
            for (Map.Entry<String, String> label : labels.entrySet()) {
                text.append(separator).append(label.getKey()).append("=\"");
                text.append(escaped(label.getValue()).replace("\"", "\\\"")).append('"');
                separator = ",";
            }
            text.append(labels.isEmpty() ? " " : "} ").append(value).append('\n');
            return this;
        }
    }
}
