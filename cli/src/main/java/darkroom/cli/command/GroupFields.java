package darkroom.cli.command;

import darkroom.queue.failures.FailureGroup;
import darkroom.queue.failures.FailureGroups;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A group of failures as a script and as a person reads it. */
final class GroupFields {
    private GroupFields() {}

    static Map<String, Object> of(FailureGroups.Page page) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("groups", page.groups().stream().map(GroupFields::of).toList());
        page.next().ifPresent(next -> fields.put("next", next));
        return fields;
    }

    static Map<String, Object> of(FailureGroup group) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", group.id());
        fields.put("kind", group.fingerprint().kind());
        fields.put("type", group.fingerprint().type());
        fields.put("message", group.fingerprint().message());
        fields.put("frame", group.fingerprint().frame());
        fields.put("total", group.seen().total());
        fields.put("dead", group.seen().dead());
        fields.put("perMinute", Math.round(group.seen().perMinute() * 100) / 100.0);
        fields.put("first", group.seen().first().toString());
        fields.put("last", group.seen().last().toString());
        Map<String, Object> minutes = new LinkedHashMap<>();
        group.minutes().forEach((minute, count) -> minutes.put(minute.toString(), count));
        fields.put("minutes", minutes);
        fields.put("builds", traces(group.where().builds()));
        fields.put("processes", traces(group.where().processes()));
        fields.put("shards", traces(group.where().shards()));
        fields.put("latest", group.latest().message());
        fields.put("stack", group.latest().stack());
        fields.put("samples", group.samples().stream().map(GroupFields::sample).toList());
        fields.putAll(triage(group.triage()));
        return fields;
    }

    private static Map<String, Object> triage(FailureGroup.Triage triage) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("state", state(triage));
        triage.since().ifPresent(since -> fields.put("since", since.toString()));
        triage.mutedUntil().ifPresent(until -> fields.put("mutedUntil", until.toString()));
        fields.put("assignee", triage.assignee());
        fields.put("note", triage.note());
        fields.put("runbook", triage.runbook());
        fields.put("changes", triage.changes().stream().map(GroupFields::change).toList());
        return fields;
    }

    static String state(FailureGroup.Triage triage) {
        return triage.state().name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, Object> traces(List<FailureGroup.Trace> traces) {
        Map<String, Object> fields = new LinkedHashMap<>();
        traces.forEach(trace -> fields.put(trace.name(), trace.last().toString()));
        return fields;
    }

    private static Map<String, Object> sample(FailureGroup.Sample sample) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("job", sample.jobId());
        fields.put("at", sample.at().toString());
        fields.put("attempt", sample.attempt());
        fields.put("process", sample.process());
        fields.put("build", sample.build());
        return fields;
    }

    private static Map<String, Object> change(FailureGroup.Change change) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("at", change.at().toString());
        fields.put("who", change.who());
        fields.put("verb", change.verb());
        fields.put("value", change.value());
        return fields;
    }

    /** Its lines by name; of those without any nothing is shown. */
    static Map<String, List<String>> texts(FailureGroup group) {
        Map<String, List<String>> texts = new LinkedHashMap<>();
        FailureGroup.Seen seen = group.seen();
        texts.put("id", List.of(group.id()));
        texts.put("kind", one(group.fingerprint().kind()));
        texts.put("type", one(group.fingerprint().type()));
        texts.put("message", one(group.fingerprint().message()));
        texts.put("frame", one(group.fingerprint().frame()));
        texts.put(
                "seen",
                List.of(
                        seen.total()
                                + " times, "
                                + String.format(Locale.ROOT, "%.1f", seen.perMinute())
                                + " a minute of late, "
                                + seen.dead()
                                + " jobs dead"));
        texts.put("first", List.of(seen.first().toString()));
        texts.put("last", List.of(seen.last().toString()));
        texts.put("state", List.of(stateText(group.triage())));
        texts.put("assignee", one(group.triage().assignee()));
        texts.put("runbook", one(group.triage().runbook()));
        texts.put("note", group.triage().note().lines().toList());
        texts.put("builds", traceLines(group.where().builds()));
        texts.put("processes", traceLines(group.where().processes()));
        texts.put("shards", traceLines(group.where().shards()));
        texts.put("latest", group.latest().message().lines().toList());
        texts.put("stack", group.latest().stack().lines().map(String::strip).toList());
        texts.put("samples", group.samples().stream().map(GroupFields::line).toList());
        texts.put("changes", group.triage().changes().stream().map(GroupFields::line).toList());
        return texts;
    }

    private static String line(FailureGroup.Sample sample) {
        return sample.jobId()
                + "  "
                + sample.at()
                + "  attempt "
                + sample.attempt()
                + "  "
                + sample.process();
    }

    private static String line(FailureGroup.Change change) {
        return change.at() + "  " + change.who() + "  " + change.verb() + "  " + change.value();
    }

    private static String stateText(FailureGroup.Triage triage) {
        Optional<Instant> when =
                triage.state() == FailureGroup.State.MUTED ? triage.mutedUntil() : triage.since();
        String word = triage.state() == FailureGroup.State.MUTED ? " until " : " since ";
        return state(triage) + when.map(instant -> word + instant).orElse("");
    }

    private static List<String> traceLines(List<FailureGroup.Trace> traces) {
        return traces.stream().map(trace -> trace.name() + "  " + trace.last()).toList();
    }

    private static List<String> one(String text) {
        return text.isEmpty() ? List.of() : List.of(text);
    }
}
