package darkroom.web.metrics;

import darkroom.web.metrics.Exposition.Family;
import java.util.Map;
import java.util.TreeMap;

/** Writes the queue's figures as Prometheus names them. */
final class QueueText {
    private static final int QUEUES_MAX = 200;
    private static final int COUNTERS_MAX = 500;

    private final Exposition text;

    QueueText(Exposition text) {
        this.text = text;
    }

    void writeAway() {
        up(0);
    }

    void write(QueueFigures.Snapshot figures) {
        up(1);
        Family ready =
                text.family(
                        "darkroom_queue_ready_jobs",
                        MetricType.GAUGE,
                        "Jobs that are ready, by queue.");
        long rest = 0;
        int queues = 0;
        for (Map.Entry<String, Long> queue : new TreeMap<>(figures.ready()).entrySet()) {
            if (queues++ < QUEUES_MAX) {
                ready.sample(Map.of("queue", queue.getKey()), queue.getValue());
            } else {
                rest += queue.getValue();
            }
        }
        if (queues > QUEUES_MAX) {
            // No queue can have this name: its first character is not one of theirs.
            ready.sample(Map.of("queue", "(other)"), rest);
        }
        gauge("darkroom_scheduled_jobs", "Jobs that are due later.", figures.scheduled());
        gauge("darkroom_retrying_jobs", "Failed jobs due again later.", figures.retrying());
        gauge("darkroom_dead_jobs", "Jobs that were given up.", figures.dead());
        gauge("darkroom_worker_processes", "Worker processes that beat.", figures.processes());
        gauge(
                "darkroom_ledger_missing_jobs",
                "Jobs that came in and are nowhere; negative: more are there than came in.",
                figures.missing());
        counters(figures.counters());
    }

    private void counters(Map<String, Long> counters) {
        Family events =
                text.family(
                        "darkroom_jobs_total",
                        MetricType.COUNTER,
                        "What happened to jobs since the queue began, by event and by the queue or"
                                + " kind that it is counted for.");
        new TreeMap<>(counters)
                .entrySet().stream()
                        .limit(COUNTERS_MAX)
                        .forEach(
                                counter ->
                                        events.sample(
                                                labels(counter.getKey()), counter.getValue()));
    }

    private static Map<String, String> labels(String field) {
        int bar = field.indexOf('|');
        return bar < 0
                ? Exposition.labels("event", field, "name", "")
                : Exposition.labels(
                        "event", field.substring(0, bar), "name", field.substring(bar + 1));
    }

    private void up(int value) {
        gauge("darkroom_queue_up", "Whether the queue's figures could be read: 1 or 0.", value);
    }

    private void gauge(String name, String help, long value) {
        text.family(name, MetricType.GAUGE, help).sample(value);
    }
}
