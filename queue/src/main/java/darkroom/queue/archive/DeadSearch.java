package darkroom.queue.archive;

import darkroom.queue.JobKind;
import darkroom.queue.StoreUnavailableException;
import darkroom.queue.archive.ArchiveState.Progress;
import darkroom.queue.outbox.Statements;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.trace.TraceParent;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Finds dead jobs by what is given of them, latest first, by an index. Thread-safe.
 *
 * <p>Redis is asked which of those that are found are dead still, and for those that are not copied
 * yet: so an answer is as Redis is now, while it can be reached.
 */
public final class DeadSearch {
    /** The most rows of an answer. */
    public static final int LIMIT_MAX = 500;

    private static final int STEPS_MAX = 50;

    private final SearchUncopied uncopied;
    private final SearchRows rows;
    private final ArchiveState state;

    /**
     * In the archive of the lane of {@code store}.
     *
     * @param kinds that say what of their args those jobs are found by that are not copied yet
     */
    public DeadSearch(DataSource database, RedisStore store, Collection<JobKind<?>> kinds) {
        Statements statements = new Statements(database, "search");
        String lane = store.keys().namespace();
        this.uncopied = new SearchUncopied(store, new KindTerms(kinds));
        this.rows = new SearchRows(statements, lane, new DeadWalk(store));
        this.state = new ArchiveState(statements, lane);
    }

    /**
     * A dead job that was found.
     *
     * @param message the first 200 characters
     * @param user empty where its kind names none
     * @param shard empty where its kind names none
     */
    public record Hit(
            Place place,
            String kind,
            String queue,
            String group,
            String error,
            String reason,
            String message,
            int attempt,
            String user,
            String shard) {}

    /**
     * How well an answer says what is so now.
     *
     * @param uncopied how many dead jobs are not copied yet; they are in the answer
     * @param unseen how many of them were too many to be looked at
     * @param isChecked whether Redis could be asked which are dead still, and for those not copied
     */
    public record Freshness(long uncopied, long unseen, boolean isChecked) {}

    /**
     * An answer.
     *
     * @param next a cursor for the answer after this one; empty if there is none
     * @param isWhole false if its time was up before the limit was reached: {@code next} goes on
     */
    public record Answer(
            List<Hit> hits, Optional<String> next, boolean isWhole, Freshness freshness) {
        /** Copies the list. */
        public Answer {
            hits = List.copyOf(hits);
        }
    }

    /**
     * A dead job of a trace.
     *
     * @param step in which it was enqueued: 16 hexadecimal digits
     */
    public record Related(Hit hit, String step) {
        /**
         * Whether {@code other} was enqueued by one of its attempts: the step of an attempt is made
         * of the job's own, its id and its number.
         */
        public boolean hasEnqueued(TraceParent other) {
            // Where several of one id are dead, the name of the second has a number behind it.
            String id = hit.place().name().replaceFirst("~[0-9]+$", "");
            return stepsOf(new TraceParent(other.traceId(), step, false), id, hit.attempt())
                    .contains(other.parentId());
        }
    }

    /**
     * The steps in which a job's attempts enqueue others, the last {@value #STEPS_MAX} of them.
     *
     * @param enqueued the step in which the job was enqueued
     * @param attempt the last that it has had
     */
    public static List<String> stepsOf(TraceParent enqueued, String id, int attempt) {
        List<String> steps = new ArrayList<>();
        for (int i = Math.max(1, attempt - STEPS_MAX + 1); i <= attempt; i++) {
            steps.add(enqueued.ofAttempt(id, i).parentId());
        }
        return steps;
    }

    /**
     * Dead jobs of one trace that are copied; those of any step in the order of their steps.
     *
     * @param steps in which they were enqueued; empty for any
     * @param limit from 1 to {@link #LIMIT_MAX}
     * @throws StoreUnavailableException if the archive cannot be read
     */
    public List<Related> ofTrace(String traceId, List<String> steps, int limit) {
        try {
            return rows.ofTrace(traceId, steps, Math.max(1, Math.min(limit, LIMIT_MAX)));
        } catch (SQLException e) {
            throw DeadArchive.away("look for dead jobs of a trace", e);
        }
    }

    /**
     * The cursor, if it is one.
     *
     * @throws IllegalArgumentException if not; says where
     */
    public static String checkCursor(String text) {
        return SearchCursor.text(SearchCursor.parse(text));
    }

    /**
     * Searches.
     *
     * @param after a cursor of another answer to this query, or empty to begin
     * @param limit from 1 to {@link #LIMIT_MAX}
     * @throws IllegalArgumentException if the cursor is none; says where
     * @throws StoreUnavailableException if the archive cannot be read
     */
    public Answer search(DeadQuery query, Optional<String> after, int limit) {
        Place below = after.map(SearchCursor::parse).orElse(Place.LAST);
        int most = Math.max(1, Math.min(limit, LIMIT_MAX));
        try {
            Place copied = state.read().map(Progress::copied).orElse(Place.FIRST);
            SearchUncopied.Found fresh = uncopied.find(query, below, copied);
            List<Hit> hits = new ArrayList<>(fresh.hits());
            int lacking = most + 1 - Math.min(most, hits.size());
            SearchRows.Found old = rows.find(query, below, lacking, fresh.freshness().isChecked());
            hits.addAll(old.hits());
            boolean more = hits.size() > most;
            List<Hit> page = more ? hits.subList(0, most) : hits;
            Optional<Place> next =
                    more ? Optional.of(page.get(most - 1).place()) : old.goesOnBelow();
            return new Answer(
                    page,
                    next.map(SearchCursor::text),
                    more || old.goesOnBelow().isEmpty(),
                    fresh.freshness());
        } catch (SQLException e) {
            throw DeadArchive.away("search dead jobs", e);
        }
    }
}
