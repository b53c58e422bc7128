package darkroom.web.dashboard;

import darkroom.queue.failures.FailureGroup;
import darkroom.queue.failures.FailureGroup.State;
import darkroom.queue.failures.FailureGroup.Trace;
import darkroom.queue.failures.FailureGroups;
import darkroom.queue.failures.FailureTriage;
import darkroom.queue.operations.Action;
import darkroom.queue.operator.Role;
import darkroom.web.dashboard.access.Caller;
import darkroom.web.dashboard.figures.LastKnown;
import darkroom.web.dashboard.figures.LastKnown.Shown;
import darkroom.web.dashboard.page.Block;
import darkroom.web.dashboard.page.Button;
import darkroom.web.dashboard.page.Cell;
import darkroom.web.dashboard.page.Chart;
import darkroom.web.dashboard.page.Code;
import darkroom.web.dashboard.page.Facts;
import darkroom.web.dashboard.page.Facts.Fact;
import darkroom.web.dashboard.page.Form;
import darkroom.web.dashboard.page.Form.Field;
import darkroom.web.dashboard.page.Grid;
import darkroom.web.dashboard.page.Words;
import darkroom.web.http.Problem;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** One group of failures: what it is, how often, where, and what people have said of it. */
final class FailurePage {
    private static final Duration NEAR = Duration.ofMinutes(15);
    private static final int NEIGHBOURS_MAX = 10;

    private final Screens screens;
    private final FailureGroups groups;
    private final LastKnown<Optional<View>> known = new LastKnown<>();

    FailurePage(Screens screens, FailureGroups groups) {
        this.screens = screens;
        this.groups = groups;
    }

    private record View(FailureGroup group, List<FailureGroup> neighbours) {}

    void show(Context context) {
        String id = Asked.text(context, "id");
        Shown<Optional<View>> shown = known.get(id, () -> read(id));
        List<Block> blocks =
                shown.value()
                        .map(
                                view ->
                                        blocks(
                                                view.orElseThrow(FailurePage::unknown),
                                                Caller.of(context)))
                        .orElse(List.of());
        String title =
                shown.value()
                        .flatMap(view -> view.map(one -> GroupWords.title(one.group())))
                        .orElse("Failure");
        screens.live(context, title, blocks, shown.age(), shown.fault());
    }

    private static RuntimeException unknown() {
        return Problem.notFound(
                        "there is no such group of failures: it may have been forgotten since it"
                                + " was not seen for long")
                .exception();
    }

    private Optional<View> read(String id) {
        return groups.find(id).map(group -> new View(group, neighbours(group)));
    }

    // What began when this began may have the same cause.
    private List<FailureGroup> neighbours(FailureGroup group) {
        Instant began =
                group.triage().state() == State.RETURNED
                        ? group.triage().since().orElse(group.seen().first())
                        : group.seen().first();
        return groups.newBetween(began.minus(NEAR), began.plus(NEAR), NEIGHBOURS_MAX + 1).stream()
                .filter(one -> !one.id().equals(group.id()))
                .limit(NEIGHBOURS_MAX)
                .toList();
    }

    private static List<Block> blocks(View view, Caller caller) {
        FailureGroup group = view.group();
        boolean acts = caller.operator().role().covers(Role.OPERATOR);
        List<Block> blocks = new ArrayList<>();
        List<Fact> facts = new ArrayList<>(facts(group));
        if (acts) {
            facts.addAll(orders(group));
            facts.add(new Fact("Act", Cell.of(buttons(group, caller.operator().name()))));
        }
        blocks.add(new Facts(facts));
        blocks.add(chart(group));
        blocks.add(new Code("Latest message", Redaction.of(group.latest().message())));
        String own = OwnFrames.of(group.latest().stack(), group.fingerprint().frame());
        if (!own.isEmpty()) {
            blocks.add(new Code("Frames of the application", Redaction.of(own)));
        }
        if (!group.latest().stack().isEmpty()) {
            blocks.add(new Code("Whole stack", Redaction.of(group.latest().stack())));
        }
        blocks.add(samples(group));
        blocks.add(
                GroupWords.grid(
                        "What else began within " + NEAR.toMinutes() + " minutes of it",
                        view.neighbours(),
                        "Nothing else."));
        blocks.add(changes(group));
        if (acts) {
            blocks.addAll(forms(group));
        }
        return blocks;
    }

    private static List<Fact> facts(FailureGroup group) {
        FailureGroup.Seen seen = group.seen();
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("State", GroupWords.state(group.triage())));
        facts.add(new Fact("Kind", Cell.of(group.fingerprint().kind())));
        facts.add(new Fact("Class", Cell.of(group.fingerprint().type())));
        facts.add(new Fact("At", Cell.of(group.fingerprint().frame())));
        facts.add(
                new Fact(
                        "Failed attempts",
                        Cell.of(
                                Words.count(seen.total())
                                        + ", "
                                        + Words.number(seen.perMinute())
                                        + " a minute of late")));
        facts.add(new Fact("Dead jobs", GroupWords.dead(group)));
        facts.add(new Fact("First seen", Cell.of(Words.time(seen.first()))));
        facts.add(new Fact("Last seen", Cell.of(Words.time(seen.last()))));
        addTo(facts, "Builds", group.where().builds());
        addTo(facts, "Processes", group.where().processes());
        addTo(facts, "Shards", group.where().shards());
        String runbook = group.triage().runbook();
        if (!runbook.isEmpty()) {
            boolean safe = FailureTriage.isLink(runbook);
            facts.add(new Fact("Runbook", safe ? Cell.link(runbook, runbook) : Cell.of(runbook)));
        }
        if (!group.triage().assignee().isEmpty()) {
            facts.add(new Fact("Assigned to", Cell.of(group.triage().assignee())));
        }
        if (!group.triage().note().isEmpty()) {
            facts.add(new Fact("Note", Cell.of(group.triage().note())));
        }
        return facts;
    }

    private static List<Fact> orders(FailureGroup group) {
        if (group.seen().dead() == 0) {
            return List.of();
        }
        return List.of(
                new Fact(
                        "When mended",
                        Cell.link(
                                "Retry its dead jobs…",
                                OrderPage.address(Action.RETRY, group.id()))),
                new Fact(
                        "When worthless",
                        Cell.link(
                                "Discard its dead jobs…",
                                OrderPage.address(Action.DISCARD, group.id()))));
    }

    private static void addTo(List<Fact> facts, String name, List<Trace> traces) {
        if (!traces.isEmpty()) {
            facts.add(
                    new Fact(
                            name,
                            Cell.of(
                                    traces.stream()
                                            .map(Trace::name)
                                            .collect(Collectors.joining(", ")))));
        }
    }

    private static List<Button> buttons(FailureGroup group, String self) {
        List<Button> buttons = new ArrayList<>();
        if (group.triage().state() != State.RESOLVED) {
            buttons.add(button("Resolve", "resolve", group, Map.of()));
        }
        if (!group.triage().assignee().equals(self)) {
            buttons.add(button("Assign to me", "assign", group, Map.of("assignee", self)));
        }
        if (group.triage().state() == State.MUTED) {
            buttons.add(button("Unmute", "unmute", group, Map.of()));
        } else {
            buttons.add(button("Mute for 1 h", "mute", group, Map.of("hours", "1")));
            buttons.add(button("Mute for 1 day", "mute", group, Map.of("hours", "24")));
            buttons.add(button("Mute for 7 days", "mute", group, Map.of("hours", "168")));
        }
        return buttons;
    }

    private static Button button(
            String label, String verb, FailureGroup group, Map<String, String> fields) {
        Map<String, String> all = new TreeMap<>(fields);
        all.put("id", group.id());
        return new Button(label, "/failure/" + verb, all, false);
    }

    // Minutes without a failure are not kept, and are none.
    private static Block chart(FailureGroup group) {
        List<Long> seconds = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        if (!group.minutes().isEmpty()) {
            Instant last = group.minutes().lastKey();
            for (Instant at = group.minutes().firstKey();
                    !at.isAfter(last);
                    at = at.plusSeconds(60)) {
                seconds.add(at.getEpochSecond());
                values.add((double) group.minutes().getOrDefault(at, 0L));
            }
        }
        double[] line = values.stream().mapToDouble(Double::doubleValue).toArray();
        return new Chart(
                "Failed attempts a minute",
                seconds,
                List.of(new Chart.Line("failed attempts", line)));
    }

    private static Block samples(FailureGroup group) {
        List<List<Cell>> rows =
                group.samples().stream()
                        .map(
                                sample ->
                                        List.of(
                                                Cell.link(
                                                        sample.jobId(),
                                                        Words.with("/job", "id", sample.jobId())),
                                                Cell.of(Words.time(sample.at())),
                                                Cell.of(Words.count(sample.attempt())),
                                                Cell.of(sample.process()),
                                                Cell.of(sample.build())))
                        .toList();
        return new Grid(
                "Some of the jobs that failed by it",
                Grid.columns("Job", "Failed", "#Attempt", "Process", "Build"),
                rows,
                "None is kept.");
    }

    private static Block changes(FailureGroup group) {
        List<List<Cell>> rows =
                group.triage().changes().stream()
                        .map(
                                change ->
                                        List.of(
                                                Cell.of(Words.time(change.at())),
                                                Cell.of(change.who()),
                                                Cell.of(change.verb()),
                                                Cell.of(change.value())))
                        .toList();
        return new Grid(
                "What was said of it",
                Grid.columns("When", "Who", "What", "Value"),
                rows,
                "Nobody has said anything of it.");
    }

    private static List<Block> forms(FailureGroup group) {
        Field id = Field.hidden("id", group.id());
        return List.of(
                new Form(
                        "Note",
                        "/failure/note",
                        List.of(
                                id,
                                new Field(
                                        "note",
                                        "What whoever looks at it next should know",
                                        Field.LINES,
                                        group.triage().note(),
                                        "off")),
                        "Keep the note"),
                new Form(
                        "Runbook",
                        "/failure/runbook",
                        List.of(
                                id,
                                new Field(
                                        "link",
                                        "Address of a page that says what to do",
                                        Field.MAYBE,
                                        group.triage().runbook(),
                                        "off")),
                        "Keep the link"),
                new Form(
                        "Assignee",
                        "/failure/assign",
                        List.of(
                                id,
                                new Field(
                                        "assignee",
                                        "Who is to look at it",
                                        Field.MAYBE,
                                        group.triage().assignee(),
                                        "off")),
                        "Assign"));
    }
}
