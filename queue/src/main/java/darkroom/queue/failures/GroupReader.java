package darkroom.queue.failures;

import darkroom.queue.failures.FailureGroup.Change;
import darkroom.queue.failures.FailureGroup.Latest;
import darkroom.queue.failures.FailureGroup.Sample;
import darkroom.queue.failures.FailureGroup.Seen;
import darkroom.queue.failures.FailureGroup.State;
import darkroom.queue.failures.FailureGroup.Trace;
import darkroom.queue.failures.FailureGroup.Triage;
import darkroom.queue.failures.FailureGroup.Where;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Makes a group from its hash, see {@code failing.lua} and {@code triage.lua}. */
final class GroupReader {
    /** How many minutes are kept. */
    static final int MINUTES = 120;

    /** What a list of groups shows. */
    static final List<String> BRIEF =
            List.of(
                    "kind",
                    "type",
                    "message",
                    "frame",
                    "first",
                    "last",
                    "total",
                    "state",
                    "resolved",
                    "returned",
                    "muted",
                    "assignee",
                    "note",
                    "runbook");

    private static final long MINUTE_MILLIS = Duration.ofMinutes(1).toMillis();

    /** After so long a failure weighs 1/e in the rate. */
    private static final double RATE_MILLIS = 600_000;

    private static final String[] NOT_KEPT = {};
    private static final String[] SLOTS =
            IntStream.range(0, MINUTES).mapToObj(slot -> "m" + slot).toArray(String[]::new);

    private final Map<String, String> fields;
    private final long nowMillis;

    private GroupReader(Map<String, String> fields, long nowMillis) {
        this.fields = fields;
        this.nowMillis = nowMillis;
    }

    /**
     * Reads one.
     *
     * @param dead how many of its jobs are dead
     * @param score by which it is listed by rate, if it is
     */
    static FailureGroup read(
            String id, Map<String, String> fields, long dead, double score, long nowMillis) {
        GroupReader reader = new GroupReader(fields, nowMillis);
        return new FailureGroup(
                new Fingerprint(
                        id,
                        reader.text("kind"),
                        reader.text("type"),
                        reader.text("message"),
                        reader.text("frame")),
                new Seen(
                        reader.time("first"),
                        reader.time("last"),
                        reader.number("total"),
                        dead,
                        perMinute(score, nowMillis)),
                reader.minutes(),
                new Where(reader.traces("builds"), reader.traces("hosts"), reader.traces("shards")),
                new Latest(reader.text("latest"), reader.text("stack")),
                reader.samples(),
                reader.triage());
    }

    private static double perMinute(double score, long nowMillis) {
        double weights = Math.exp(score - nowMillis / RATE_MILLIS);
        return weights * MINUTE_MILLIS / RATE_MILLIS;
    }

    private SortedMap<Instant, Long> minutes() {
        SortedMap<Instant, Long> minutes = new TreeMap<>();
        long newest = nowMillis / MINUTE_MILLIS;
        for (int slot = 0; slot < MINUTES; slot++) {
            String text = fields.getOrDefault(SLOTS[slot], "");
            String[] kept = text.isEmpty() ? NOT_KEPT : text.split(" ", -1);
            if (kept.length == 2) {
                long minute = Long.parseLong(kept[0]);
                if (minute > newest - MINUTES) {
                    minutes.put(
                            Instant.ofEpochMilli(minute * MINUTE_MILLIS), Long.parseLong(kept[1]));
                }
            }
        }
        return minutes;
    }

    private List<Trace> traces(String field) {
        List<Trace> traces = new ArrayList<>();
        for (String[] line : lines(field, 2)) {
            traces.add(new Trace(line[0], instant(line[1])));
        }
        return traces;
    }

    private List<Sample> samples() {
        List<Sample> samples = new ArrayList<>();
        for (String[] line : lines("samples", 5)) {
            samples.add(
                    new Sample(
                            line[0],
                            instant(line[1]),
                            Integer.parseInt(line[2]),
                            line[3],
                            line[4]));
        }
        return samples;
    }

    private Triage triage() {
        Optional<Instant> muted =
                Optional.of(time("muted")).filter(until -> until.toEpochMilli() > nowMillis);
        String said = text("state");
        State state =
                switch (said) {
                    case "resolved" -> State.RESOLVED;
                    case "returned" -> muted.isPresent() ? State.MUTED : State.RETURNED;
                    default -> muted.isPresent() ? State.MUTED : State.OPEN;
                };
        List<Change> changes = new ArrayList<>();
        for (String[] line : lines("changes", 4)) {
            changes.add(new Change(instant(line[0]), line[1], line[2], line[3]));
        }
        return new Triage(
                state,
                said.isEmpty() ? Optional.empty() : Optional.of(time(said)),
                muted,
                text("assignee"),
                text("note"),
                text("runbook"),
                changes);
    }

    /** The lines of a field that have so many parts. */
    private List<String[]> lines(String field, int parts) {
        return text(field)
                .lines()
                .map(line -> line.split("\t", -1))
                .filter(line -> line.length == parts)
                .toList();
    }

    private String text(String field) {
        return fields.getOrDefault(field, "");
    }

    private long number(String field) {
        return Long.parseLong(fields.getOrDefault(field, "0"));
    }

    private Instant time(String field) {
        return Instant.ofEpochMilli(number(field));
    }

    private static Instant instant(String millis) {
        return Instant.ofEpochMilli(Long.parseLong(millis));
    }
}
