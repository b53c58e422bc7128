package darkroom.cli.demo;

import darkroom.cli.output.Console;
import darkroom.cli.output.Table;
import darkroom.queue.inspect.Stats;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What came of the story: jobs by kind, times, and the counts at the far end. Immutable. */
public final class DemoReport {
    private static final String APNS = "apns";
    private static final String PUSH = "push";

    private final Stats stats;
    private final List<Check> checks;
    private final long pushesResent;
    private final Crash.Recovery recovery;
    private final double seconds;

    DemoReport(
            Stats stats,
            List<Check> checks,
            long pushesResent,
            Crash.Recovery recovery,
            double seconds) {
        this.stats = stats;
        this.checks = List.copyOf(checks);
        this.pushesResent = pushesResent;
        this.recovery = recovery;
        this.seconds = seconds;
    }

    /** What is not as it must be, a line each; empty if all is. */
    public List<String> misses() {
        List<String> misses = new ArrayList<>();
        for (Check check : checks) {
            if (!check.holds()) {
                misses.add(
                        check.what()
                                + ": expected "
                                + check.expected()
                                + ", found "
                                + check.found()
                                + " ("
                                + check.missing()
                                + " missing, "
                                + check.twice()
                                + " twice or not asked for)");
            }
        }
        if (stats.dead() > 0) {
            misses.add("dead jobs: expected 0, found " + stats.dead());
        }
        if (recovery.held() == 0) {
            misses.add("the kill: expected it to hit a process with jobs in hand, found none");
        }
        long excused = excusedResent();
        if (pushesResent > excused) {
            misses.add(
                    "pushes sent again: expected at most "
                            + excused
                            + " (jobs in hand at the kill, failed attempts, pushes whose answer"
                            + " came too late, and jobs that a fan-out enqueued again), found "
                            + pushesResent);
        }
        return misses;
    }

    // What a killed process had in hand, a failed attempt has sent, or Apple took without our
    // hearing
    // of it in time; and a page of a fan-out that was cut off is done again, so two jobs for the
    // same
    // push may run at the same time.
    private long excusedResent() {
        long asked =
                checks.stream()
                        .filter(check -> check.what().equals(FarEnd.PUSHES))
                        .mapToLong(Check::expected)
                        .sum();
        long again = Math.max(0, count("done", PUSH) - asked);
        return recovery.held() + count("failed", PUSH) + unanswered() + again;
    }

    private long unanswered() {
        return stats.by("unanswered").getOrDefault(APNS, 0L);
    }

    /** Prints it for a person. */
    public void print(Console console) {
        Table jobs =
                new Table(
                        "JOBS", "DONE", "FAILED", "RETRIED", "START P50", "P99", "END P50", "P99");
        for (String kind : kinds()) {
            jobs.row(
                    kind,
                    count("done", kind),
                    count("failed", kind),
                    count("retried", kind),
                    millis(stats.startMillis(kind, 0.5)),
                    millis(stats.startMillis(kind, 0.99)),
                    millis(stats.endMillis(kind, 0.5)),
                    millis(stats.endMillis(kind, 0.99)));
        }
        console.line("");
        console.line(jobs.text());
        console.line("times from commit, to the start of the first attempt and to the end");
        console.line("");
        printChecks(console);
        console.line("");
        printStory(console);
    }

    private void printChecks(Console console) {
        Table counted = new Table("AT THE FAR END", "EXPECTED", "FOUND", "MISSING", "TWICE");
        checks.forEach(
                check ->
                        counted.row(
                                check.what(),
                                check.expected(),
                                check.found(),
                                check.missing(),
                                check.twice()));
        console.line(counted.text());
    }

    private void printStory(Console console) {
        console.line(
                String.format(
                        Locale.ROOT,
                        "worker-1 was killed with %d jobs in hand; %.1f s later all of them ran"
                                + " again",
                        recovery.held(),
                        recovery.seconds()));
        console.line(
                pushesResent
                        + " pushes were sent again (jobs in hand at the kill, failed attempts,"
                        + " those whose answer came too late, jobs that a fan-out enqueued"
                        + " again), each replaced on its phone by its collapse"
                        + " id");
        console.line(String.format(Locale.ROOT, "the whole story took %.0f s", seconds));
    }

    /** The same as one value for a script. */
    public Map<String, Object> fields() {
        Map<String, Object> jobs = new LinkedHashMap<>();
        for (String kind : kinds()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("done", count("done", kind));
            row.put("failed", count("failed", kind));
            row.put("retried", count("retried", kind));
            row.put("startMillisP50", stats.startMillis(kind, 0.5));
            row.put("startMillisP99", stats.startMillis(kind, 0.99));
            row.put("endMillisP50", stats.endMillis(kind, 0.5));
            row.put("endMillisP99", stats.endMillis(kind, 0.99));
            jobs.put(kind, row);
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("jobs", jobs);
        fields.put("checks", checks.stream().map(DemoReport::fieldsOf).toList());
        fields.put("heldAtKill", recovery.held());
        fields.put("recoverySeconds", recovery.seconds());
        fields.put("pushesResent", pushesResent);
        fields.put("seconds", seconds);
        fields.put("misses", misses());
        return fields;
    }

    private static Map<String, Object> fieldsOf(Check check) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("what", check.what());
        fields.put("expected", check.expected());
        fields.put("found", check.found());
        fields.put("missing", check.missing());
        fields.put("twice", check.twice());
        return fields;
    }

    private Set<String> kinds() {
        Set<String> kinds = new TreeSet<>(stats.by("done").keySet());
        kinds.addAll(stats.by("failed").keySet());
        return kinds;
    }

    private long count(String counter, String kind) {
        return stats.by(counter).getOrDefault(kind, 0L);
    }

    private static String millis(double millis) {
        return millis < 10_000
                ? String.format(Locale.ROOT, "%.0fms", millis)
                : String.format(Locale.ROOT, "%.1fs", millis / 1_000);
    }
}
