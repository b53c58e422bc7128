package darkroom.web.dashboard;

import darkroom.queue.InvalidJobException;
import darkroom.queue.StoreUnavailableException;
import darkroom.queue.archive.DeadQuery;
import darkroom.queue.archive.DeadSearch;
import darkroom.queue.operations.FoundJobs;
import darkroom.queue.operations.SelectedJobs;
import darkroom.queue.operations.SelectedJobs.Preview;
import darkroom.queue.operations.Selection;
import darkroom.queue.redis.RedisStore;
import darkroom.web.http.Problem;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Dead jobs that somebody chooses on a page: of a group of failures, or what a search finds. */
final class DeadChoices {
    /** So many are looked at to count them, which takes some hundred milliseconds. */
    private static final long LOOK_MAX = 50_000;

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
     * @param selection what it means now
     * @param group whether it is a group of failures and nothing else
     */
    record Choice(Map<String, String> asked, Selection selection, boolean group) {
        Choice {
            asked = Collections.unmodifiableMap(new LinkedHashMap<>(asked));
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
     * What is asked for.
     *
     * @param given the text of a name, empty for none
     */
    Choice of(UnaryOperator<String> given) {
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
        DeadQuery query = filter.query(asked);
        query.since().ifPresent(moment -> asked.put("since", moment.toString()));
        query.until().ifPresent(moment -> asked.put("until", moment.toString()));
        return new Choice(asked, selection(query), group);
    }

    /** Counts them. */
    Preview preview(Choice choice, int examples) {
        return new SelectedJobs(store).preview(choice.selection(), examples, LOOK_MAX);
    }

    private Selection selection(DeadQuery query) {
        try {
            Optional<Selection> direct = FoundJobs.direct(query);
            if (direct.isPresent()) {
                return direct.get();
            }
        } catch (InvalidJobException e) {
            throw Problem.of(400, "wrong-parameter", String.valueOf(e.getMessage())).exception();
        }
        return FoundJobs.of(
                search.get()
                        .orElseThrow(
                                () ->
                                        new StoreUnavailableException(
                                                "cannot search: this dashboard knows no database;"
                                                        + " start it with --databases")),
                query);
    }
}
