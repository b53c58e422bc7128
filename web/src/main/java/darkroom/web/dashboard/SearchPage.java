package darkroom.web.dashboard;

import darkroom.queue.InvalidJobException;
import darkroom.queue.StoreUnavailableException;
import darkroom.queue.archive.DeadQuery;
import darkroom.queue.archive.DeadSearch;
import darkroom.queue.archive.DeadSearch.Answer;
import darkroom.queue.redis.RedisStore;
import darkroom.web.dashboard.page.Block;
import darkroom.web.dashboard.page.Note;
import darkroom.web.dashboard.page.Query;
import darkroom.web.dashboard.page.Tone;
import darkroom.web.dashboard.page.Words;
import darkroom.web.http.Problem;
import darkroom.web.http.Requested;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Dead jobs that are found by an index, latest first. */
final class SearchPage {
    private static final String PATH = "/search";
    private static final int PAGE = 50;
    private static final String EXPECTED_TIME =
            "a time such as 2026-11-26T03:00:00Z, or how long ago such as 90m, 2h or 7d";

    /** What is searched by, with an example each. */
    private static final Map<DeadQuery.Field, String> FIELDS = fields();

    private final Screens screens;
    private final RedisStore store;
    private final Supplier<Optional<DeadSearch>> search;

    SearchPage(Screens screens, RedisStore store, Supplier<Optional<DeadSearch>> search) {
        this.screens = screens;
        this.store = store;
        this.search = search;
    }

    private static Map<DeadQuery.Field, String> fields() {
        Map<DeadQuery.Field, String> fields = new LinkedHashMap<>();
        fields.put(DeadQuery.Field.KIND, "push");
        fields.put(DeadQuery.Field.QUEUE, "push");
        fields.put(DeadQuery.Field.ERROR, "SocketTimeoutException");
        fields.put(DeadQuery.Field.USER, "815");
        fields.put(DeadQuery.Field.SHARD, "3");
        fields.put(DeadQuery.Field.GROUP, "");
        fields.put(DeadQuery.Field.ID, "");
        return fields;
    }

    void show(Context context) {
        Map<String, String> asked = new LinkedHashMap<>();
        FIELDS.keySet().forEach(field -> keep(context, word(field), asked));
        for (String name : List.of("arg", "since", "until")) {
            keep(context, name, asked);
        }
        List<Block> blocks = new ArrayList<>();
        blocks.add(form(asked));
        if (!asked.isEmpty()) {
            blocks.addAll(found(asked, Cursor.of(context)));
        }
        screens.show(context, 200, "Search dead jobs", blocks);
    }

    private static void keep(Context context, String name, Map<String, String> asked) {
        String text = Asked.text(context, name).strip();
        if (!text.isEmpty()) {
            asked.put(name, text);
        }
    }

    private static String word(DeadQuery.Field field) {
        return field.name().toLowerCase(Locale.ROOT);
    }

    private static Block form(Map<String, String> asked) {
        List<Query.Field> fields = new ArrayList<>();
        FIELDS.forEach((field, hint) -> fields.add(field(word(field), hint, asked)));
        fields.add(field("arg", "photoId=4711", asked));
        fields.add(field("since", "2h", asked));
        fields.add(field("until", "30m", asked));
        return new Query("Search dead jobs", PATH, fields, "Search");
    }

    private static Query.Field field(String name, String hint, Map<String, String> asked) {
        String label = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
        return new Query.Field(name, label, asked.getOrDefault(name, ""), hint);
    }

    private List<Block> found(Map<String, String> asked, Cursor cursor) {
        cursor.read(after -> after.map(DeadSearch::checkCursor));
        try {
            DeadQuery query = query(asked);
            return search.get()
                    .map(one -> cursor.read(after -> one.search(query, after, PAGE)))
                    .map(answer -> blocks(answer, address(asked), cursor))
                    .orElseGet(SearchPage::noArchive);
        } catch (StoreUnavailableException e) {
            return List.of(new Note(Redaction.of(String.valueOf(e.getMessage())), Tone.BAD));
        }
    }

    private static String address(Map<String, String> asked) {
        String self = PATH;
        for (Map.Entry<String, String> one : asked.entrySet()) {
            self = Words.with(self, one.getKey(), one.getValue());
        }
        return self;
    }

    private static List<Block> noArchive() {
        return List.of(
                new Note(
                        "This dashboard knows no database to search in: start it with --databases."
                                + " Redis' own lists are on the page of dead jobs.",
                        Tone.WARN));
    }

    private DeadQuery query(Map<String, String> asked) {
        DeadQuery query = DeadQuery.ALL;
        try {
            for (DeadQuery.Field field : FIELDS.keySet()) {
                String value = asked.get(word(field));
                query = value == null ? query : query.with(field, value);
            }
            String arg = asked.get("arg");
            query = arg == null ? query : query.withArg(arg);
        } catch (InvalidJobException e) {
            throw Problem.of(400, "wrong-parameter", String.valueOf(e.getMessage())).exception();
        }
        Optional<Instant> since = time("since", asked);
        Optional<Instant> until = time("until", asked);
        DeadQuery timed = since.map(query::since).orElse(query);
        return until.map(timed::until).orElse(timed);
    }

    private Optional<Instant> time(String name, Map<String, String> asked) {
        String text = asked.get(name);
        if (text == null) {
            return Optional.empty();
        }
        try {
            if (text.matches("[0-9]{1,6}[smhd]")) {
                String prefix = text.endsWith("d") ? "P" : "PT";
                return Optional.of(
                        Instant.ofEpochMilli(store.timeMillis())
                                .minus(Duration.parse(prefix + text)));
            }
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            throw Requested.wrong(name, EXPECTED_TIME, text);
        }
    }

    private static List<Block> blocks(Answer answer, String self, Cursor cursor) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(DeadRows.ofHits("Found", answer.hits(), "No dead job was found."));
        blocks.add(cursor.pager(self, answer.next()));
        notes(answer).forEach(note -> blocks.add(new Note(note, Tone.WARN)));
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
