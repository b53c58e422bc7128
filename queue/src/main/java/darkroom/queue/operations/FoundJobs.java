package darkroom.queue.operations;

import darkroom.queue.InvalidJobException;
import darkroom.queue.Limits;
import darkroom.queue.archive.DeadQuery;
import darkroom.queue.archive.DeadQuery.Field;
import darkroom.queue.archive.DeadSearch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a search finds, as the selection of an operation. What an operation knows by itself is left
 * to it, however many there are. What only the archive's index knows, such as the user that a job
 * is for, is looked up there, and the operation is given the ids: {@link Limits#PAGE_MAX} at most.
 */
public final class FoundJobs {
    /** Why a job is dead, in our own words: the index has none of them, an operation knows them. */
    private static final Set<String> REASONS =
            Set.of("attempts", "buried", "unreadable", "args", "unknown-kind", "poison");

    /** Each looks at a page or a second of the index. */
    private static final int LOOKS_MAX = 100;

    private static final Duration TIME_MAX = Duration.ofMinutes(10);

    private FoundJobs() {}

    /** The same jobs without a search, if an operation knows all that is asked for. */
    public static Optional<Selection> direct(DeadQuery query) {
        Map<Field, String> values = query.values();
        boolean byIndex =
                values.containsKey(Field.USER)
                        || values.containsKey(Field.SHARD)
                        || !query.args().isEmpty();
        return byIndex ? Optional.empty() : Optional.of(known(query));
    }

    /**
     * The jobs that are found now: {@link #direct} if that is possible, or their ids.
     *
     * @throws InvalidJobException if there are none, they are too many, or some could not be looked
     *     at
     */
    public static Selection of(DeadSearch search, DeadQuery query) {
        return find(search, query, TIME_MAX)
                .orElseThrow(
                        () ->
                                new InvalidJobException(
                                        "cannot select what a search finds: it finds no dead job"
                                                + " now; look again"));
    }

    /**
     * The same; nothing if none is found, since of no ids an operation would be for all.
     *
     * @param timeMax how long to search, give or take a look
     * @throws InvalidJobException if they are too many, it takes too long, or some could not be
     *     looked at
     */
    public static Optional<Selection> find(DeadSearch search, DeadQuery query, Duration timeMax) {
        Optional<Selection> direct = direct(query);
        if (direct.isPresent()) {
            return direct;
        }
        Optional<String> reason = optional(query.values(), Field.ERROR).filter(REASONS::contains);
        DeadQuery asked = reason.isPresent() ? query.without(Field.ERROR) : query;
        List<String> ids = ids(search, asked, timeMax);
        if (ids.isEmpty()) {
            return Optional.empty();
        }
        Selection found = timed(Selection.of(ids), query);
        return Optional.of(reason.map(found::withError).orElse(found));
    }

    private static List<String> ids(DeadSearch search, DeadQuery query, Duration timeMax) {
        long began = System.nanoTime();
        List<String> ids = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        for (int looks = 0; looks < LOOKS_MAX; looks++) {
            if (System.nanoTime() - began >= timeMax.toNanos()) {
                break;
            }
            DeadSearch.Answer answer = search.search(query, cursor, DeadSearch.LIMIT_MAX);
            answer.hits().forEach(hit -> ids.add(hit.place().name()));
            long unseen = answer.freshness().unseen();
            if (unseen > 0 || !answer.freshness().isChecked()) {
                throw refused(
                        "some jobs that died lately could not be looked at",
                        "try again in some seconds");
            }
            if (ids.size() > Limits.PAGE_MAX) {
                throw refused(
                        "more than " + Limits.PAGE_MAX + " are found (Limits.PAGE_MAX)",
                        "search for fewer, such as by a time too");
            }
            cursor = answer.next();
            if (cursor.isEmpty()) {
                return ids;
            }
        }
        throw refused("it takes too long to find them all", "search for fewer");
    }

    private static Selection known(DeadQuery query) {
        Map<Field, String> values = query.values();
        Selection some = Selection.ALL;
        String id = values.getOrDefault(Field.ID, "");
        some = id.isEmpty() ? some : some.withIds(List.of(id));
        some = optional(values, Field.KIND).map(some::ofKind).orElse(some);
        some = optional(values, Field.QUEUE).map(some::inQueue).orElse(some);
        some = optional(values, Field.ERROR).map(some::withError).orElse(some);
        some = optional(values, Field.GROUP).map(some::ofGroup).orElse(some);
        return timed(some, query);
    }

    private static Selection timed(Selection some, DeadQuery query) {
        Selection since = query.since().map(some::since).orElse(some);
        return query.until().map(since::until).orElse(since);
    }

    private static Optional<String> optional(Map<Field, String> values, Field field) {
        return Optional.ofNullable(values.get(field));
    }

    private static InvalidJobException refused(String found, String remedy) {
        return new InvalidJobException(
                "cannot select what a search finds: expected at most "
                        + Limits.PAGE_MAX
                        + " jobs, found that "
                        + found
                        + "; "
                        + remedy);
    }
}
