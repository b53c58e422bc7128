package darkroom.web.dashboard;

import darkroom.queue.failures.FailureGroups;
import darkroom.queue.failures.Listing;
import darkroom.web.dashboard.figures.LastKnown;
import darkroom.web.dashboard.figures.LastKnown.Shown;
import darkroom.web.dashboard.page.Block;
import darkroom.web.dashboard.page.Note;
import darkroom.web.dashboard.page.Tabs;
import darkroom.web.dashboard.page.Tabs.Tab;
import darkroom.web.dashboard.page.Tone;
import darkroom.web.dashboard.page.Words;
import darkroom.web.http.Requested;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Groups of failures, a page at a time. */
final class FailuresPage {
    private static final int PAGE = 50;

    private final Screens screens;
    private final FailureGroups groups;
    private final LastKnown<List<Block>> known = new LastKnown<>();

    FailuresPage(Screens screens, FailureGroups groups) {
        this.screens = screens;
        this.groups = groups;
    }

    /** What they are listed by. */
    private enum By {
        NEW("New first", Listing.NEWLY_SEEN),
        LAST("Last seen", Listing.LAST_SEEN),
        RATE("Most of late", Listing.RATE),
        RETURNED("Came back", Listing.RETURNED),
        MUTED("Muted", Listing.MUTED),
        RESOLVED("Resolved", Listing.RESOLVED);

        private final String title;
        private final Listing listing;

        By(String title, Listing listing) {
            this.title = title;
            this.listing = listing;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        String address() {
            return this == NEW ? "/failures" : Words.with("/failures", "by", word());
        }
    }

    void show(Context context) {
        By by = asked(context);
        Cursor cursor = Cursor.of(context);
        Shown<List<Block>> shown = known.get(by + " " + cursor.after(), () -> blocks(by, cursor));
        screens.live(
                context, "Failures", shown.value().orElse(List.of()), shown.age(), shown.fault());
    }

    private static By asked(Context context) {
        String word = Asked.text(context, "by");
        if (word.isEmpty()) {
            return By.NEW;
        }
        for (By by : By.values()) {
            if (by.word().equals(word)) {
                return by;
            }
        }
        throw Requested.wrong("by", "one of new, last, rate, returned, muted, resolved", word);
    }

    private List<Block> blocks(By by, Cursor cursor) {
        FailureGroups.Page page = cursor.read(after -> groups.listBriefly(by.listing, after, PAGE));
        long forgotten = groups.forgotten();
        List<Block> blocks = new ArrayList<>();
        blocks.add(tabs(by));
        blocks.add(GroupWords.grid("", page.groups(), empty(by)));
        blocks.add(cursor.pager(by.address(), page.next()));
        if (forgotten > 0) {
            blocks.add(
                    new Note(
                            Words.count(forgotten)
                                    + " groups not seen for longest were forgotten, since there"
                                    + " were too many. Their dead jobs are still there.",
                            Tone.QUIET));
        }
        return blocks;
    }

    private static Tabs tabs(By chosen) {
        List<Tab> tabs = new ArrayList<>();
        for (By by : By.values()) {
            tabs.add(new Tab(by.title, by.address(), by == chosen));
        }
        return new Tabs("Listed by", tabs);
    }

    private static String empty(By by) {
        return switch (by) {
            case NEW, LAST, RATE -> "No attempt has failed yet.";
            case RETURNED -> "No group came back after it was resolved.";
            case MUTED -> "No group is muted.";
            case RESOLVED -> "No group is resolved.";
        };
    }
}
