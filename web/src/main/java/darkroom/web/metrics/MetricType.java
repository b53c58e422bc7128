package darkroom.web.metrics;

/** What a family of samples measures, in Prometheus' words. */
public enum MetricType {
    /** Only grows, until the process starts anew. */
    COUNTER("counter"),
    /** Goes up and down. */
    GAUGE("gauge"),
    /** Counts in buckets. */
    HISTOGRAM("histogram"),
    /** Quantiles. */
    SUMMARY("summary");

    private final String word;

    MetricType(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }
}
