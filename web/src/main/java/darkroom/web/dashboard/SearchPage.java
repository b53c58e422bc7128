package darkroom.web.dashboard;

import darkroom.queue.StoreUnavailableException;
import darkroom.queue.archive.DeadQuery;
import darkroom.queue.archive.DeadSearch;
import darkroom.queue.archive.DeadSearch.Answer;
import darkroom.queue.operator.Role;
import darkroom.queue.redis.RedisStore;
import darkroom.web.dashboard.access.Caller;
import darkroom.web.dashboard.page.Block;
import darkroom.web.dashboard.page.Note;
import darkroom.web.dashboard.page.Query;
import darkroom.web.dashboard.page.Tone;
import darkroom.web.dashboard.page.Words;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Dead jobs that are found by an index, latest first. */
final class SearchPage {
    private static final String PATH = "/search";
    private static final int PAGE = 50;

    private final Screens screens;
    private final DeadFilter filter;
    private final Supplier<Optional<DeadSearch>> search;

    SearchPage(Screens screens, RedisStore store, Supplier<Optional<DeadSearch>> search) {
        this.screens = screens;
        this.filter = new DeadFilter(store);
        this.search = search;
    }

    /** Whether there is a database to search in. */
    boolean canSearch() {
        return search.get().isPresent();
    }

    void show(Context context) {
        Map<String, String> asked = DeadFilter.asked(name -> Asked.text(context, name));
        List<Block> blocks = new ArrayList<>();
        blocks.add(form(asked));
        if (!asked.isEmpty()) {
            boolean orders = Caller.of(context).operator().role().covers(Role.OPERATOR);
            blocks.addAll(found(asked, Cursor.of(context), orders));
        }
        screens.show(context, 200, "Search dead jobs", blocks);
    }

    private static Block form(Map<String, String> asked) {
        List<Query.Field> fields = new ArrayList<>();
        DeadFilter.FIELDS.forEach(
                (field, hint) -> fields.add(field(DeadFilter.word(field), hint, asked)));
        fields.add(field("arg", "photoId=4711", asked));
        fields.add(field("since", "2h", asked));
        fields.add(field("until", "30m", asked));
        return new Query("Search dead jobs", PATH, fields, "Search");
    }

    private static Query.Field field(String name, String hint, Map<String, String> asked) {
        String label = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
        return new Query.Field(name, label, asked.getOrDefault(name, ""), hint);
    }

    private List<Block> found(Map<String, String> asked, Cursor cursor, boolean orders) {
        cursor.read(after -> after.map(DeadSearch::checkCursor));
        try {
            DeadQuery query = filter.query(asked);
            return search.get()
                    .map(one -> cursor.read(after -> one.search(query, after, PAGE)))
                    .map(answer -> blocks(answer, asked, cursor, orders))
                    .orElseGet(SearchPage::noArchive);
        } catch (StoreUnavailableException e) {
            return List.of(new Note(Redaction.of(String.valueOf(e.getMessage())), Tone.BAD));
        }
    }

    private static List<Block> noArchive() {
        return List.of(
                new Note(
                        "This dashboard knows no database to search in: start it with --databases."
                                + " Redis' own lists are on the page of dead jobs.",
                        Tone.WARN));
    }

    private static List<Block> blocks(
            Answer answer, Map<String, String> asked, Cursor cursor, boolean orders) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(DeadRows.ofHits("Found", answer.hits(), "No dead job was found."));
        blocks.add(cursor.pager(Words.with(PATH, asked), answer.next()));
        notes(answer).forEach(note -> blocks.add(new Note(note, Tone.WARN)));
        if (orders && (!answer.hits().isEmpty() || answer.next().isPresent())) {
            blocks.add(OrderPage.links(asked));
        }
        return blocks;
    }

    private static List<String> notes(Answer answer) {
        List<String> notes = new ArrayList<>();
        if (!answer.freshness().isChecked()) {
            notes.add("Redis is away: some may not be dead any more, and the latest lack.");
        }
        if (answer.freshness().unseen() > 0) {
            notes.add(
                    Words.count(answer.freshness().unseen())
                            + " that died lately are not copied yet, and were not searched.");
        }
        if (!answer.isWhole()) {
            notes.add("The time was up before all were looked at; the next page goes on.");
        }
        return notes;
    }
}
