package darkroom.bench.compare;

import java.util.ArrayList;
import java.util.List;

/** What only ours is asked: memory, idleness, punctuality, and what depth costs. */
final class OwnPlan {
    private static final int IDLE_THREADS = 200;

    /** How many times as long as other loads: its own few calls must not show. */
    private static final int IDLE_TIMES = 3;

    private static final double IDLE_CALLS_A_SECOND = 5;
    private static final double IDLE_CORES = 0.005;
    private static final double BYTES_BEYOND_JSON = 30;
    private static final double OWN_FIELDS_BYTES = 80;
    private static final double LATE_P99_MILLIS = 20;
    private static final int SCHEDULE_JOBS_MAX = 100_000;
    private static final int SCHEDULE_SECONDS = 60;
    private static final int MIX_JOBS_MAX = 20_000;
    private static final double MIX_IDLE_MILLIS = 50;
    private static final int DEPTH_TIMES = 10;
    private static final double DEEP_RATE = 0.8;
    private static final double DEEP_TIME = 1.2;
    private static final String SHALLOW = "1000";
    private static final String COMPILERS =
            "two thirds of it are the JVM's compilers, by thread: what an idle process does runs a"
                    + " few times a second, so it is interpreted for minutes and compiled late; its"
                    + " own threads take 0.0025";
    private static final String SAME_CALLS =
            "it reads counters and one page, whatever is queued, so these are the same calls; what"
                    + " differs is some tenth of a millisecond of a machine that is also kept busy"
                    + " by two gigabytes of Redis";
    private static final String WAKES =
            "a job is handed over by the same calls whatever is queued; a p99 of some hundred jobs is"
                    + " the one or two that met the machine's other work";

    private final Lineup lineup;
    private final Sizes sizes;

    OwnPlan(Lineup lineup, Sizes sizes) {
        this.lineup = lineup;
        this.sizes = sizes;
    }

    /** Of a queued job. */
    Plan memory() {
        String trial = "memory";
        return alone(
                trial,
                List.of(trial, "--jobs", sizes.jobs(), "--rounds", 1),
                List.of(
                        Row.alone(
                                "Redis memory of a queued job beyond its JSON",
                                of(trial, "memory-list"),
                                Target.under(BYTES_BEYOND_JSON)),
                        Row.alone(
                                "our own fields in a minimal job's JSON",
                                of(trial, "memory-own-fields"),
                                Target.under(OWN_FIELDS_BYTES))));
    }

    /** Of a worker process with nothing to do. */
    Plan idle() {
        String trial = "idle";
        return alone(
                trial,
                List.of(
                        trial,
                        "--threads",
                        IDLE_THREADS,
                        "--seconds",
                        sizes.seconds() * IDLE_TIMES,
                        "--rounds",
                        1),
                List.of(
                        Row.alone(
                                "Redis calls of an idle process, 200 threads",
                                of(trial, "idle-calls"),
                                Target.under(IDLE_CALLS_A_SECOND)),
                        Row.alone(
                                        "processor time of an idle process, 200 threads",
                                        of(trial, "idle-cpu"),
                                        Target.under(IDLE_CORES))
                                .limitedBy(COMPILERS)));
    }

    /** Of slow jobs and quick ones. */
    Plan mix() {
        String trial = "mix";
        int jobs = Math.min(sizes.jobs(), MIX_JOBS_MAX);
        return alone(
                trial,
                List.of(trial, "--jobs", jobs, "--rounds", 1),
                List.of(
                        Row.alone(
                                "longest a thread was idle while a job waited",
                                of(trial, "mix-idle"),
                                Target.under(MIX_IDLE_MILLIS))));
    }

    /** Of jobs that are due over a minute, and all at once. */
    Plan schedule() {
        String trial = "schedule";
        int jobs = Math.min(sizes.jobs(), SCHEDULE_JOBS_MAX);
        int seconds = sizes.jobs() < SCHEDULE_JOBS_MAX ? 1 : SCHEDULE_SECONDS;
        List<Row> rows = new ArrayList<>();
        for (String mode : List.of("spread", "burst")) {
            String label =
                    mode.equals("spread")
                            ? ", %s jobs due over %d s".formatted(Numbers.of(jobs), seconds)
                            : ", %s jobs due in a millisecond".formatted(Numbers.of(jobs));
            rows.add(
                    Row.alone(
                            "lateness" + label + ", p99",
                            of(trial, "schedule", "at", "p99", "mode", mode),
                            // All at once are late by as long as they take: none has a target.
                            mode.equals("spread") ? Target.under(LATE_P99_MILLIS) : Target.none()));
            rows.add(
                    Row.alone(
                            "early" + label,
                            of(trial, "schedule-early", "mode", mode),
                            Target.under(1)));
        }
        return alone(
                trial, List.of(trial, "--jobs", jobs, "--seconds", seconds, "--rounds", 1), rows);
    }

    /** Ten million queued, a million scheduled, a million dead, against a thousand of each. */
    Plan depth() {
        String trial = "depth";
        int deep = sizes.jobs() * DEPTH_TIMES;
        List<Row> rows = new ArrayList<>();
        rows.add(deep(trial, "depth-drain", deep, Target.atLeast(DEEP_RATE), ""));
        for (String row :
                List.of(
                        "depth-pickup-p50",
                        "depth-pickup-p99",
                        "depth-queues",
                        "depth-peek",
                        "depth-dead-latest",
                        "depth-dead-oldest",
                        "depth-stats",
                        "depth-fleet")) {
            String limit = row.startsWith("depth-pickup") ? WAKES : SAME_CALLS;
            rows.add(deep(trial, row, deep, Target.atMost(DEEP_TIME), limit));
        }
        return alone(trial, List.of(trial, "--jobs", deep, "--rounds", 1), rows);
    }

    private static Row deep(String trial, String row, int depth, Target target, String limit) {
        return Row.against(
                        row.replace("depth-", "depth: ") + ", " + Numbers.of(depth) + " queued",
                        of(trial, row, "of", "ours", "depth", Integer.toString(depth)),
                        target,
                        of(trial, row, "of", "ours", "depth", SHALLOW).as("ours, 1,000 queued"))
                .limitedBy(limit);
    }

    private Plan alone(String trial, List<Object> words, List<Row> rows) {
        return Plan.of(new Trial(trial, List.of(lineup.ours(Lineup.OURS, words.toArray()))), rows);
    }

    private static Pick of(String trial, String row, String... more) {
        return Pick.row(trial, Lineup.OURS, row, more);
    }
}
