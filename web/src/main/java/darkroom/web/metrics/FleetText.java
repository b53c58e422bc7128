package darkroom.web.metrics;

import darkroom.queue.WideBuckets;
import darkroom.queue.inspect.Figures;
import darkroom.queue.inspect.Queues;
import darkroom.queue.inspect.Stats;
import darkroom.web.metrics.Exposition.Family;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Writes the fleet's figures as Prometheus names them. */
final class FleetText {
    private static final int QUEUES_MAX = 200;
    private static final int KINDS_MAX = 100;
    private static final int DEPENDENCIES_MAX = 50;
    private static final String QUEUE = "queue";
    private static final String KIND = "kind";

    private final Exposition text;

    FleetText(Exposition text) {
        this.text = text;
    }

    void write(Figures figures) {
        queues(figures);
        places(figures);
        counters(figures.stats());
        others(figures.stats());
        times(figures.stats());
        waits(figures);
        fleet(figures);
        memory(figures);
    }

    private void queues(Figures figures) {
        Map<String, Long> ready = new TreeMap<>();
        Map<String, Long> paused = new TreeMap<>();
        for (Queues.QueueView queue : figures.queues()) {
            ready.put(queue.name(), queue.ready());
            paused.put(queue.name(), queue.paused() ? 1L : 0L);
        }
        byName(
                family("darkroom_queue_ready_jobs", "Jobs that are ready, by queue."),
                QUEUE,
                ready,
                QUEUES_MAX);
        Map<String, Long> pausedBounded = NameLabel.bounded(paused, QUEUES_MAX, Math::max);
        Family pauses =
                family("darkroom_queue_paused", "Whether jobs of the queue are held back: 1 or 0.");
        pausedBounded.forEach((name, value) -> pauses.sample(Map.of(QUEUE, name), value));
        ages(figures, ready);
    }

    private void ages(Figures figures, Map<String, Long> ready) {
        Family ages =
                family(
                        "darkroom_queue_oldest_age_seconds",
                        "How long ago the oldest job was first enqueued, failed attempts and delays"
                                + " included: of what is ready the one at the head of the queue, of"
                                + " what is retrying the oldest of a hundred.");
        Map<String, Duration> readyAges = new TreeMap<>(figures.readyAges());
        // A queue that is empty has no old job, which is not the same as not being known.
        ready.forEach(
                (name, jobs) -> {
                    if (jobs == 0) {
                        readyAges.putIfAbsent(name, Duration.ZERO);
                    }
                });
        ages(ages, "ready", readyAges);
        Map<String, Duration> retryingAges = new TreeMap<>(figures.retryingAges());
        ready.keySet().forEach(name -> retryingAges.putIfAbsent(name, Duration.ZERO));
        ages(ages, "retrying", retryingAges);
    }

    private static void ages(Family family, String state, Map<String, Duration> ages) {
        NameLabel.bounded(ages, QUEUES_MAX, (one, other) -> one.compareTo(other) > 0 ? one : other)
                .forEach(
                        (queue, age) ->
                                family.sample(
                                        Exposition.labels(QUEUE, queue, "state", state),
                                        age.toMillis() / 1e3));
    }

    private void places(Figures figures) {
        gauge("darkroom_scheduled_jobs", "Jobs that are due later.", figures.stats().scheduled());
        gauge("darkroom_retrying_jobs", "Failed jobs due again later.", figures.stats().retrying());
        gauge("darkroom_dead_jobs", "Jobs that were given up.", figures.stats().dead());
        gauge(
                "darkroom_reserved_jobs",
                "Jobs that worker processes hold under their leases.",
                figures.reserved());
        figures.missing()
                .ifPresent(
                        missing ->
                                gauge(
                                        "darkroom_ledger_missing_jobs",
                                        "Jobs that came in and are nowhere, by the ledger of the"
                                                + " last minute; negative: more are there than came"
                                                + " in.",
                                        missing));
        figures.ledger()
                .ifPresent(
                        minute ->
                                gauge(
                                        "darkroom_ledger_timestamp_seconds",
                                        "Minute of that ledger, as seconds since 1970.",
                                        minute.epochMinute() * 60));
    }

    private void memory(Figures figures) {
        figures.memory()
                .ifPresent(
                        memory -> {
                            gauge(
                                    "darkroom_redis_memory_used_bytes",
                                    "Memory that the queue's Redis uses.",
                                    memory.usedBytes());
                            gauge(
                                    "darkroom_redis_memory_max_bytes",
                                    "Memory that the queue's Redis may use; 0: nothing bounds it.",
                                    memory.maxBytes());
                        });
    }

    private void counters(Stats stats) {
        byName(
                counter("darkroom_jobs_enqueued_total", "Jobs enqueued, by queue."),
                QUEUE,
                stats.by("enqueued"),
                QUEUES_MAX);
        byName(
                counter(
                        "darkroom_jobs_started_total",
                        "Jobs whose first attempt has ended, by kind; later attempts not counted."),
                KIND,
                stats.by("start"),
                KINDS_MAX);
        completed(stats);
        kinds(stats, "failed", "darkroom_attempts_failed_total", "Attempts that failed, by kind.");
        kinds(
                stats,
                "retried",
                "darkroom_jobs_retried_total",
                "Failed attempts that another was to follow, by kind.");
        kinds(
                stats,
                "snoozed",
                "darkroom_jobs_snoozed_total",
                "Times that a job was put off and no attempt used up, by kind.");
        byName(
                counter(
                        "darkroom_jobs_awaited_total",
                        "Times that a job was put off since something it needs was away, by that."),
                "dependency",
                stats.by("awaited"),
                DEPENDENCIES_MAX);
        byName(
                counter(
                        "darkroom_jobs_unanswered_total",
                        "Of those, times that a call was made and had no answer, by dependency."),
                "dependency",
                stats.by("unanswered"),
                DEPENDENCIES_MAX);
    }

    private void completed(Stats stats) {
        Family completed =
                counter(
                        "darkroom_jobs_completed_total",
                        "Jobs that came to their end, by kind: done, or dead.");
        for (String outcome : List.of("done", "dead")) {
            NameLabel.bounded(stats.by(outcome), KINDS_MAX, Long::sum)
                    .forEach(
                            (kind, count) ->
                                    completed.sample(
                                            Exposition.labels(KIND, kind, "outcome", outcome),
                                            count));
        }
    }

    private void others(Stats stats) {
        Map<String, String> totals = new TreeMap<>();
        totals.put("reaped", "Jobs taken back from processes that were lost.");
        totals.put("released", "Jobs given back by processes that stopped.");
        totals.put("poisoned", "Jobs that are dead since too many processes were lost with them.");
        totals.forEach(
                (total, help) ->
                        counter("darkroom_jobs_" + total + "_total", help)
                                .sample(stats.total(total)));
        Family removed =
                counter(
                        "darkroom_jobs_removed_total",
                        "Jobs deleted without being done, by queue and cause.");
        for (String cause : List.of("discarded", "dropped", "merged", "purged")) {
            NameLabel.bounded(stats.by(cause), QUEUES_MAX, Long::sum)
                    .forEach(
                            (queue, count) ->
                                    removed.sample(
                                            Exposition.labels(QUEUE, queue, "cause", cause),
                                            count));
        }
    }

    private void kinds(Stats stats, String field, String name, String help) {
        byName(counter(name, help), KIND, stats.by(field), KINDS_MAX);
    }

    private void times(Stats stats) {
        histograms(
                "darkroom_job_wait_seconds",
                "Time from the first enqueue to the begin of the first attempt, by kind.",
                KIND,
                times(stats, "start", stats::starts));
        histograms(
                "darkroom_job_latency_seconds",
                "Time from the first enqueue until the job was done, by kind.",
                KIND,
                times(stats, "end", stats::ends));
    }

    private void waits(Figures figures) {
        Stats stats = figures.stats();
        histograms(
                "darkroom_queue_wait_seconds",
                "Time from when a job was first due to the begin of its first attempt, by queue;"
                        + " jobs that a person retried are left out.",
                QUEUE,
                times(stats, "wait", stats::waits));
        Family objectives =
                family(
                        "darkroom_queue_objective_seconds",
                        "Time within which 95 of 100 jobs of the queue are to begin.");
        NameLabel.bounded(
                        figures.objectives(),
                        QUEUES_MAX,
                        (one, other) -> one.within().compareTo(other.within()) < 0 ? one : other)
                .forEach(
                        (queue, objective) ->
                                objectives.sample(
                                        Map.of(QUEUE, queue), objective.within().toMillis() / 1e3));
    }

    private void fleet(Figures figures) {
        Family processes =
                family("darkroom_fleet_processes", "Worker processes that beat, by state.");
        figures.processesByState()
                .forEach((state, count) -> processes.sample(Map.of("state", state), count));
        long busy = figures.sum("busy");
        Family threads =
                family("darkroom_fleet_threads", "Threads of all worker processes, by state.");
        threads.sample(Map.of("state", "busy"), busy);
        threads.sample(Map.of("state", "idle"), Math.max(0, figures.sum("threads") - busy));
        threads.sample(Map.of("state", "stuck"), figures.sum("stuck"));
    }

    private static Map<String, long[]> times(
            Stats stats, String field, Function<String, long[]> counts) {
        Map<String, long[]> times = new TreeMap<>();
        stats.by(field).keySet().forEach(name -> times.put(name, counts.apply(name)));
        return times;
    }

    private void histograms(String name, String help, String label, Map<String, long[]> byName) {
        Family family =
                text.family(
                        name,
                        MetricType.HISTOGRAM,
                        help + " The sum is reckoned from buckets a tenth wide.");
        NameLabel.bounded(byName, label.equals(KIND) ? KINDS_MAX : QUEUES_MAX, FleetText::sum)
                .forEach(
                        (value, counts) ->
                                family.histogram(Map.of(label, value), WideBuckets.of(counts)));
    }

    private static long[] sum(long[] one, long[] other) {
        return IntStream.range(0, one.length).mapToLong(i -> one[i] + other[i]).toArray();
    }

    private void byName(Family family, String label, Map<String, Long> byName, int most) {
        NameLabel.bounded(byName, most, Long::sum)
                .forEach((name, value) -> family.sample(Map.of(label, name), value));
    }

    private Family family(String name, String help) {
        return text.family(name, MetricType.GAUGE, help);
    }

    private Family counter(String name, String help) {
        return text.family(name, MetricType.COUNTER, help);
    }

    private void gauge(String name, String help, long value) {
        family(name, help).sample(value);
    }
}
