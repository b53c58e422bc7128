package darkroom.web.dashboard;

import darkroom.queue.Excerpt;
import darkroom.queue.failures.FailureGroup;
import darkroom.queue.failures.FailureGroup.State;
import darkroom.queue.failures.FailureGroup.Triage;
import darkroom.web.dashboard.page.Cell;
import darkroom.web.dashboard.page.Grid;
import darkroom.web.dashboard.page.Tone;
import darkroom.web.dashboard.page.Words;
import java.time.Instant;
import java.util.List;

/** Groups of failures as pages show them. */
final class GroupWords {
    private static final int TITLE_CHARS_MAX = 160;

    private GroupWords() {}

    /** What it is, in a line: the class without its package, and the message. */
    static String title(FailureGroup group) {
        String type = group.fingerprint().type();
        String name = type.substring(type.lastIndexOf('.') + 1);
        String message = group.fingerprint().message();
        return Excerpt.cut(
                Redaction.of(message.isEmpty() ? name : name + ": " + message), TITLE_CHARS_MAX);
    }

    /** Where its page is. */
    static String address(String group) {
        return Words.with("/failure", "id", group);
    }

    /** A text that leads to the group's page, where there is a group. */
    static Cell link(String text, String group) {
        return group.isEmpty() ? Cell.of(text) : Cell.link(text, address(group));
    }

    /** How it stands with it. */
    static Cell state(Triage triage) {
        return switch (triage.state()) {
            case OPEN -> Cell.of("open");
            case MUTED -> Cell.of("muted until " + time(triage), Tone.QUIET);
            case RESOLVED -> Cell.of("resolved " + time(triage), Tone.FINE);
            case RETURNED -> Cell.of("came back " + time(triage), Tone.BAD);
        };
    }

    private static String time(Triage triage) {
        return (triage.state() == State.MUTED ? triage.mutedUntil() : triage.since())
                .map(Words::time)
                .orElse("");
    }

    /** A table of groups, as of a moment. */
    static Grid grid(String title, List<FailureGroup> groups, String empty) {
        return new Grid(
                title,
                Grid.columns(
                        "Failure",
                        "Kind",
                        "State",
                        "#A minute",
                        "#Attempts",
                        "#Dead",
                        "First seen",
                        "Last seen",
                        "Assigned to"),
                groups.stream().map(GroupWords::row).toList(),
                empty);
    }

    private static List<Cell> row(FailureGroup group) {
        FailureGroup.Seen seen = group.seen();
        return List.of(
                Cell.link(title(group), address(group.id())),
                Cell.of(group.fingerprint().kind()),
                state(group.triage()),
                Cell.of(Words.number(seen.perMinute())),
                Cell.of(Words.count(seen.total())),
                dead(group),
                Cell.of(time(seen.first())),
                Cell.of(time(seen.last())),
                Cell.of(group.triage().assignee()));
    }

    /** How many jobs are dead by it, and which. */
    static Cell dead(FailureGroup group) {
        String count = Words.count(group.seen().dead());
        return group.seen().dead() == 0
                ? Cell.of(count)
                : Cell.link(count, Words.with("/dead", "group", group.id()));
    }

    private static String time(Instant time) {
        return Words.time(time);
    }
}
