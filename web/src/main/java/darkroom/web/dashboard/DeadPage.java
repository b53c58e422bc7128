package darkroom.web.dashboard;

import darkroom.queue.failures.Fingerprint;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.inspect.DeadJobs.DeadView;
import darkroom.web.dashboard.figures.LastKnown;
import darkroom.web.dashboard.figures.LastKnown.Shown;
import darkroom.web.dashboard.page.Block;
import darkroom.web.dashboard.page.Cell;
import darkroom.web.dashboard.page.Facts;
import darkroom.web.dashboard.page.Facts.Fact;
import darkroom.web.dashboard.page.Note;
import darkroom.web.dashboard.page.Pager;
import darkroom.web.dashboard.page.Tone;
import darkroom.web.dashboard.page.Words;
import darkroom.web.http.Requested;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The dead set, a page at a time, latest first. */
final class DeadPage {
    private static final int PAGE = 50;
    private static final long MILLIS_MAX = 100_000_000_000_000L;

    private static final Note OF_ALL =
            new Note(
                    "These are of all queues: to find those of one this dashboard needs a database;"
                            + " start it with --databases.",
                    Tone.WARN);

    private final Screens screens;
    private final DeadJobs dead;
    private final SearchPage search;
    private final LastKnown<List<Block>> known = new LastKnown<>();

    DeadPage(Screens screens, DeadJobs dead, SearchPage search) {
        this.screens = screens;
        this.dead = dead;
        this.search = search;
    }

    /** Where those of a queue are, or all of them where there is no index of queues. */
    static String address(String queue) {
        return Words.with("/dead", "queue", queue);
    }

    void show(Context context) {
        String queue = Asked.text(context, "queue");
        if (!queue.isEmpty() && search.canSearch()) {
            search.show(context);
            return;
        }
        String group = Asked.text(context, "group");
        String after = Asked.text(context, "after");
        long since = Asked.number(context, "since", MILLIS_MAX);
        if (!group.isEmpty() && !Fingerprint.isGroup(group)) {
            throw Requested.wrong("group", "the id of a group of failures", group);
        }
        Shown<List<Block>> shown =
                known.get(
                        group + " " + since + " " + queue + " " + after,
                        () ->
                                group.isEmpty()
                                        ? blocks(queue, after, Instant.ofEpochMilli(since))
                                        : blocksOf(group, new Cursor(after)));
        List<Block> all = new ArrayList<>();
        if (!queue.isEmpty()) {
            all.add(OF_ALL);
        }
        all.addAll(shown.value().orElse(List.of()));
        screens.live(context, "Dead", all, shown.age(), shown.fault());
    }

    private List<Block> blocksOf(String group, Cursor cursor) {
        DeadJobs.GroupPage page = cursor.read(after -> dead.list(group, after, PAGE));
        return List.of(
                new Facts(
                        List.of(
                                new Fact(
                                        "Of the group",
                                        Cell.link(group, GroupWords.address(group))),
                                new Fact("Dead jobs", Cell.of(Words.count(dead.count(group)))))),
                DeadRows.ofViews("", page.jobs(), "No job is dead by it."),
                cursor.pager(Words.with("/dead", "group", group), page.next()));
    }

    private List<Block> blocks(String queue, String after, Instant since) {
        long offset = after.isEmpty() ? 0 : dead.offsetBehind(after, since);
        List<DeadView> page = dead.list(offset, PAGE);
        long count = dead.count();
        String first = queue.isEmpty() ? "/dead" : address(queue);
        String next = "";
        if (offset + page.size() < count && !page.isEmpty()) {
            DeadView last = page.get(page.size() - 1);
            String moment = Long.toString(last.since().toEpochMilli());
            next = Words.with(Words.with(first, "since", moment), "after", last.job().id());
        }
        String says =
                page.isEmpty()
                        ? ""
                        : Words.count(offset + 1)
                                + " to "
                                + Words.count(offset + page.size())
                                + " of "
                                + Words.count(count);
        return List.of(
                DeadRows.ofViews("", page, "No job is dead."),
                new Pager(after.isEmpty() ? "" : first, next, says));
    }
}
