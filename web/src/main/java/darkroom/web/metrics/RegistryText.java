package darkroom.web.metrics;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.Histogram;
import com.codahale.metrics.Meter;
import com.codahale.metrics.Metric;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Snapshot;
import com.codahale.metrics.Timer;
import darkroom.web.metrics.Exposition.Family;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Writes a registry's metrics as Prometheus names them. */
final class RegistryText {
    private static final int METRICS_MAX = 1_000;
    private static final double NANOS = 1e-9;

    private final Exposition text;

    RegistryText(Exposition text) {
        this.text = text;
    }

    void write(MetricRegistry registry) {
        Map<String, Metric> metrics = new TreeMap<>(registry.getMetrics());
        requests(metrics);
        metrics.entrySet().stream()
                .filter(entry -> !(entry.getValue() instanceof RequestTimer))
                .limit(METRICS_MAX)
                .forEach(entry -> other(entry.getKey(), entry.getValue()));
    }

    private void requests(Map<String, Metric> metrics) {
        Family family =
                text.family(
                        "darkroom_http_request_duration_seconds",
                        MetricType.HISTOGRAM,
                        "Time from a request's first line to the end of its answer.");
        for (Metric metric : metrics.values()) {
            if (metric instanceof RequestTimer timer) {
                request(family, timer);
            }
        }
    }

    private static void request(Family family, RequestTimer timer) {
        RequestTimer.Sort sort = timer.sort();
        Map<String, String> labels =
                Exposition.labels(
                        "method", sort.method(), "route", sort.route(), "status", sort.status());
        long[] counts = timer.cumulative();
        for (int i = 0; i < counts.length; i++) {
            Map<String, String> bucket = new LinkedHashMap<>(labels);
            bucket.put(
                    "le",
                    i < RequestTimer.BOUNDS.size()
                            ? RequestTimer.BOUNDS.get(i).toString()
                            : "+Inf");
            family.sample("_bucket", bucket, counts[i]);
        }
        family.sample("_sum", labels, timer.seconds());
        family.sample("_count", labels, counts[counts.length - 1]);
    }

    private void other(String name, Metric metric) {
        String ours = name.startsWith("darkroom") ? name : "darkroom_" + name;
        String help = "Metric " + name + " of this process.";
        if (metric instanceof Gauge<?> gauge) {
            number(gauge)
                    .ifPresent(value -> text.family(ours, MetricType.GAUGE, help).sample(value));
        } else if (metric instanceof Counter counter) {
            // Dropwizard's counters can also go down, which Prometheus calls a gauge.
            text.family(ours, MetricType.GAUGE, help).sample(counter.getCount());
        } else if (metric instanceof Meter meter) {
            text.family(ours + "_total", MetricType.COUNTER, help).sample(meter.getCount());
        } else if (metric instanceof Timer timer) {
            summary(ours + "_seconds", help, timer.getSnapshot(), NANOS)
                    .sample("_count", Map.of(), timer.getCount());
        } else if (metric instanceof Histogram histogram) {
            summary(ours, help, histogram.getSnapshot(), 1)
                    .sample("_count", Map.of(), histogram.getCount());
        }
    }

    private Family summary(String name, String help, Snapshot snapshot, double unit) {
        return text.family(name, MetricType.SUMMARY, help)
                .sample(Map.of("quantile", "0.5"), snapshot.getMedian() * unit)
                .sample(Map.of("quantile", "0.99"), snapshot.get99thPercentile() * unit);
    }

    private static OptionalDouble number(Gauge<?> gauge) {
        try {
            Object value = gauge.getValue();
            if (value instanceof Number number) {
                return OptionalDouble.of(number.doubleValue());
            }
            return value instanceof Boolean on
                    ? OptionalDouble.of(on ? 1 : 0)
                    : OptionalDouble.empty();
        } catch (RuntimeException e) {
            // One gauge that cannot be read must not cost all the others.
            return OptionalDouble.empty();
        }
    }
}
