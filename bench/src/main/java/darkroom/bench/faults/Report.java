package darkroom.bench.faults;

import darkroom.bench.Markdown;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of a run, as text.
 *
 * @param circumstances each one line: when, on what, how much
 */
record Report(List<Total> totals, List<String> circumstances) {
    private static final List<String> HEAD =
            List.of(
                    "fault",
                    "rounds",
                    "struck",
                    "acknowledged",
                    "lost",
                    "unexpected",
                    "runs twice",
                    "of at most",
                    "effects twice",
                    "recovered",
                    "back p50",
                    "p99",
                    "max",
                    "");

    /** None in n, at 95 %: less than this part of n. */
    private static final double RULE_OF_THREE = 3;

    Report {
        totals = List.copyOf(totals);
        circumstances = List.copyOf(circumstances);
    }

    /** Whether nothing was lost, unexpected or double, and each control lost jobs. */
    boolean isAsItShould() {
        return totals.stream().allMatch(Total::isAsItShould);
    }

    /** The table. */
    String table() {
        return Markdown.table(
                HEAD,
                totals.stream()
                        .filter(total -> total.absence().isEmpty())
                        .map(Report::cells)
                        .toList());
    }

    /** The table and all that has to stand beside it. */
    String section() {
        return table()
                + "\n"
                + Markdown.list("In all", List.of(sum(), controls()))
                + Markdown.list(
                        "Not run",
                        totals.stream().map(Total::absence).filter(why -> !why.isEmpty()).toList())
                + Markdown.list(
                        "Breaches", totals.stream().flatMap(t -> t.breaches().stream()).toList())
                + Markdown.list(
                        "The faults",
                        totals.stream()
                                .map(t -> t.fault().name() + ": " + t.fault().what())
                                .toList())
                + Markdown.list("Measured on", circumstances);
    }

    private String sum() {
        List<Total> real = totals.stream().filter(total -> !total.fault().isControl()).toList();
        long faults = real.stream().mapToLong(Total::struck).sum();
        long jobs = real.stream().mapToLong(Total::acknowledged).sum();
        boolean none = real.stream().allMatch(Total::isAsItShould);
        String bound =
                none && faults > 0
                        ? ("; none lost, unexpected or double, so that at 95 %% fewer than %s of"
                                        + " faults and %s of jobs lose one")
                                .formatted(part(RULE_OF_THREE / faults), part(RULE_OF_THREE / jobs))
                        : "";
        return String.format(
                Locale.ROOT, "%,d faults, %,d acknowledged jobs%s", faults, jobs, bound);
    }

    private String controls() {
        long controls =
                totals.stream()
                        .filter(total -> total.fault().isControl() && total.absence().isEmpty())
                        .count();
        long seen =
                totals.stream()
                        .filter(total -> total.fault().isControl() && total.absence().isEmpty())
                        .filter(Total::isAsItShould)
                        .count();
        return "%d of %d controls lost jobs, as they must".formatted(seen, controls);
    }

    private static String part(double part) {
        return String.format(Locale.ROOT, "%.2g", part);
    }

    private static List<String> cells(Total total) {
        Map<String, @Nullable Object> fields = total.fields();
        return List.of(
                total.fault().name() + (total.fault().isControl() ? " (control)" : ""),
                number(fields.get("rounds")),
                number(fields.get("struck")),
                number(fields.get("acknowledged")),
                number(fields.get("lost")),
                number(fields.get("unexpected")),
                number(fields.get("duplicateRuns")),
                total.fault().has(Fault.Trait.RUNS_AGAIN) ? "" : number(fields.get("inHand")),
                number(fields.get("duplicateEffects")),
                number(fields.get("recovered")),
                millis(fields.get("recoveryP50Millis")),
                millis(fields.get("recoveryP99Millis")),
                millis(fields.get("recoveryMaxMillis")),
                total.isAsItShould() ? "" : "NOT AS IT SHOULD");
    }

    private static String number(@Nullable Object value) {
        return value == null ? "" : String.format(Locale.ROOT, "%,d", ((Number) value).longValue());
    }

    private static String millis(@Nullable Object value) {
        return value == null ? "" : number(value) + " ms";
    }
}
