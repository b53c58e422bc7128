package darkroom.web.dashboard;

import darkroom.queue.InvalidJobException;
import darkroom.queue.Limits;
import darkroom.queue.StoreUnavailableException;
import darkroom.queue.archive.DeadQuery;
import darkroom.queue.archive.DeadSearch;
import darkroom.queue.inspect.DeadJobs.DeadView;
import darkroom.queue.operations.FoundJobs;
import darkroom.queue.operations.SelectedJobs;
import darkroom.queue.operations.SelectedJobs.Counted;
import darkroom.queue.operations.SelectedJobs.Preview;
import darkroom.queue.operations.Selection;
import darkroom.queue.redis.RedisStore;
import darkroom.web.http.Problem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Dead jobs that somebody chooses on a page: of a group of failures, or what a search finds. */
final class DeadChoices {
    /** So many are looked at for a page, to count them: some four milliseconds of Redis. */
    private static final long LOOK_MAX = 2_000;

    /** The same for one who waits for a page, however slow Redis is. */
    private static final Duration LOOK_TIME = Duration.ofMillis(500);

    private static final Duration SEARCH_TIME = Duration.ofSeconds(2);

    private final Turns turns =
            new Turns("count dead jobs", 4, Duration.ofSeconds(1), Duration.ofSeconds(2));
    private final RedisStore store;
    private final DeadFilter filter;
    private final Supplier<Optional<DeadSearch>> search;

    DeadChoices(RedisStore store, Supplier<Optional<DeadSearch>> search) {
        this.store = store;
        this.filter = new DeadFilter(store);
        this.search = search;
    }

    /**
     * What is chosen.
     *
     * @param asked as it stands in an address, with moments for how long ago
     * @param selection what it means now; empty if a search finds none
     * @param group whether it is a group of failures and nothing else
     */
    record Choice(Map<String, String> asked, Optional<Selection> selection, boolean group) {
        Choice {
            asked = Collections.unmodifiableMap(new LinkedHashMap<>(asked));
        }

        /**
         * It, to be acted upon.
         *
         * @throws InvalidJobException if there is none
         */
        Selection some() {
            return selection.orElseThrow(
                    () ->
                            new InvalidJobException(
                                    "cannot do this: the search finds no dead job now; nothing was"
                                            + " changed. Look again"));
        }

        /** What only a search knows, as one word: other jobs have another; empty otherwise. */
        String mark() {
            List<String> ids = selection.map(Selection::ids).orElse(List.of());
            return ids.isEmpty() ? "" : hash(String.join(" ", new TreeSet<>(ids)));
        }

        /** In the words of who chose. */
        String words() {
            StringBuilder words = new StringBuilder();
            asked.forEach(
                    (name, value) -> words.append(name).append(' ').append(value).append(' '));
            return words.toString().strip();
        }
    }

    /**
     * What is asked for, as somebody looks at it: without what dies from now on, by Redis' clock,
     * so that what is then done is done to what was seen.
     *
     * @param given the text of a name, empty for none
     */
    Choice seen(UnaryOperator<String> given) {
        // A millisecond that has passed has all its jobs.
        return choice(given, Optional.of(Instant.ofEpochMilli(store.timeMillis() - 1)));
    }

    /**
     * What is asked for.
     *
     * @param given the text of a name, empty for none
     */
    Choice of(UnaryOperator<String> given) {
        return choice(given, Optional.empty());
    }

    private Choice choice(UnaryOperator<String> given, Optional<Instant> seen) {
        Map<String, String> asked = new LinkedHashMap<>(DeadFilter.asked(given));
        if (asked.isEmpty()) {
            throw Problem.of(
                            400,
                            "wrong-parameter",
                            "cannot choose dead jobs: expected a group of failures or something to"
                                    + " search by, found nothing; search first")
                    .exception();
        }
        boolean group = asked.keySet().equals(Set.of("group"));
        DeadQuery wanted = filter.query(asked);
        DeadQuery query =
                seen.filter(moment -> wanted.until().filter(moment::isAfter).isEmpty())
                        .map(wanted::until)
                        .orElse(wanted);
        query.since().ifPresent(moment -> asked.put("since", moment.toString()));
        query.until().ifPresent(moment -> asked.put("until", moment.toString()));
        return new Choice(asked, selection(query), group);
    }

    /**
     * Counts them, or goes on counting them.
     *
     * @param before how far a count of the same was
     */
    Preview count(Choice choice, Counted before, int examples) {
        return choice.selection()
                .map(some -> turns.take(() -> count(some, before, examples)))
                .orElse(new Preview(Counted.NOTHING, 0, List.of()));
    }

    /** Some of them, if the first that are looked at are any. */
    List<DeadView> examples(Choice choice, int examples) {
        return choice.selection()
                .map(
                        some ->
                                turns.take(
                                        () ->
                                                new SelectedJobs(store)
                                                        .count(
                                                                some,
                                                                Counted.NOTHING,
                                                                examples,
                                                                1,
                                                                LOOK_TIME)
                                                        .examples()))
                .orElse(List.of());
    }

    // Those of a search are no more than a page has room for.
    private Preview count(Selection some, Counted before, int examples) {
        SelectedJobs jobs = new SelectedJobs(store);
        return some.ids().isEmpty()
                ? jobs.count(some, before, examples, LOOK_MAX, LOOK_TIME)
                : jobs.count(some, Counted.NOTHING, examples, Limits.PAGE_MAX, SEARCH_TIME);
    }

    private Optional<Selection> selection(DeadQuery query) {
        try {
            Optional<Selection> direct = FoundJobs.direct(query);
            if (direct.isPresent()) {
                return direct;
            }
        } catch (InvalidJobException e) {
            throw Problem.of(400, "wrong-parameter", String.valueOf(e.getMessage())).exception();
        }
        DeadSearch one =
                search.get()
                        .orElseThrow(
                                () ->
                                        new StoreUnavailableException(
                                                "cannot search: this dashboard knows no database;"
                                                        + " start it with --databases"));
        return turns.take(() -> FoundJobs.find(one, query, SEARCH_TIME));
    }

    private static String hash(String text) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("cannot hash: every Java has SHA-256", e);
        }
    }
}
