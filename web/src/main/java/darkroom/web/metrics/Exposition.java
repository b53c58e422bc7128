package darkroom.web.metrics;

import darkroom.queue.TimeHistogram;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A text in Prometheus' exposition format, version 0.0.4. For one thread.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">The format</a>
 */
public final class Exposition {
    private static final Logger LOG = LoggerFactory.getLogger(Exposition.class);

    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final StringBuilder text = new StringBuilder();
    private final Set<String> families = new HashSet<>();

    Exposition() {}

    /** Adds what a source writes; nothing of it if it throws. */
    void add(MetricSource source) {
        int end = text.length();
        Set<String> before = Set.copyOf(families);
        try {
            source.write(this);
        } catch (RuntimeException e) {
            text.setLength(end);
            families.retainAll(before);
            LOG.atWarn().setCause(e).log("figures cannot be written");
        }
    }

    /**
     * Begins a family; all of its samples must follow before the next one begins.
     *
     * @param name made valid where it is not
     * @return how to add its samples, or nothing to add them to where the name was taken already
     */
    public Family family(String name, MetricType type, String help) {
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

    /** Labels in this order: a name, its value, and so on. */
    public static Map<String, String> labels(String... namesAndValues) {
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
    public record Family(String name, StringBuilder text) {
        /** Adds a histogram: its buckets, its sum and its count. */
        public Family histogram(Map<String, String> labels, TimeHistogram.Reading reading) {
            long count = 0;
            for (int i = 0; i < reading.counts().size(); i++) {
                count += reading.counts().get(i);
                Map<String, String> bucket = new LinkedHashMap<>(labels);
                bucket.put(
                        "le",
                        i < reading.bounds().size() ? plain(reading.bounds().get(i)) : "+Inf");
                sample("_bucket", bucket, count);
            }
            return sample("_sum", labels, reading.sumSeconds()).sample("_count", labels, count);
        }

        private static String plain(double bound) {
            return BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString();
        }

        /** Adds a sample without labels. */
        public Family sample(long value) {
            return add("", Map.of(), Long.toString(value));
        }

        /** Adds a sample without labels. */
        public Family sample(double value) {
            return add("", Map.of(), number(value));
        }

        /** Adds a sample. */
        public Family sample(Map<String, String> labels, long value) {
            return add("", labels, Long.toString(value));
        }

        /** Adds a sample. */
        public Family sample(Map<String, String> labels, double value) {
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
