package darkroom.web.dashboard;

import darkroom.queue.InvalidJobException;
import darkroom.queue.archive.DeadQuery;
import darkroom.queue.redis.RedisStore;
import darkroom.web.http.Problem;
import darkroom.web.http.Requested;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What is asked for of dead jobs, as it stands in an address or a form. */
final class DeadFilter {
    /** What is searched by, with an example each. */
    static final Map<DeadQuery.Field, String> FIELDS = fields();

    private static final String EXPECTED_TIME =
            "a time such as 2026-11-26T03:00:00Z, or how long ago such as 90m, 2h or 7d";

    private final RedisStore store;

    DeadFilter(RedisStore store) {
        this.store = store;
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

    static String word(DeadQuery.Field field) {
        return field.name().toLowerCase(Locale.ROOT);
    }

    /**
     * What is given, by name; nothing that is empty.
     *
     * @param given the text of a name
     */
    static Map<String, String> asked(UnaryOperator<String> given) {
        Map<String, String> asked = new LinkedHashMap<>();
        FIELDS.keySet().forEach(field -> keep(word(field), given, asked));
        List.of("arg", "since", "until").forEach(name -> keep(name, given, asked));
        return asked;
    }

    private static void keep(String name, UnaryOperator<String> given, Map<String, String> asked) {
        String text = given.apply(name).strip();
        if (!text.isEmpty()) {
            asked.put(name, text);
        }
    }

    /** The query. */
    DeadQuery query(Map<String, String> asked) {
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
}
