package darkroom.cli.service;

import darkroom.web.metrics.Exposition;
import darkroom.web.metrics.MetricType;
import darkroom.workers.WorkerFigures;
import java.util.Map;

/** Writes a worker process's own figures as Prometheus names them. */
final class WorkerText {
    private static final String STATE = "state";

    private WorkerText() {}

    static void write(Exposition text, WorkerFigures figures) {
        text.family(
                        "darkroom_worker_state",
                        MetricType.GAUGE,
                        "What this process does with jobs: 1 for its state.")
                .sample(Map.of(STATE, figures.state()), 1);
        text.family(
                        "darkroom_worker_threads",
                        MetricType.GAUGE,
                        "Threads of this process, by state.")
                .sample(Map.of(STATE, "busy"), figures.busy())
                .sample(Map.of(STATE, "idle"), figures.idle())
                .sample(Map.of(STATE, "stuck"), figures.stuck());
        text.family(
                        "darkroom_worker_held_jobs",
                        MetricType.GAUGE,
                        "Jobs that this process holds: waiting, running, or ended and not settled.")
                .sample(figures.held());
        text.family(
                        "darkroom_worker_terms_lost_total",
                        MetricType.COUNTER,
                        "How often others have given this process up for lost.")
                .sample(figures.termsLost());
        text.family(
                        "darkroom_worker_fenced_settles_total",
                        MetricType.COUNTER,
                        "Jobs that had ended here when it was given up: their ends do not count.")
                .sample(figures.fencedSettles());
        Exposition.Family times =
                text.family(
                        "darkroom_job_run_seconds",
                        MetricType.HISTOGRAM,
                        "Time that attempts of this process ran, by kind, in whole milliseconds.");
        figures.runTimes().forEach((kind, read) -> times.histogram(Map.of("kind", kind), read));
    }
}
