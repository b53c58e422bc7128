package darkroom.queue.archive;

import darkroom.queue.archive.ArchiveRows.Seen;
import darkroom.queue.archive.ArchiveState.Progress;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.redis.RedisStore.Scored;
import darkroom.queue.redis.SortedPage;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Goes round and round through the dead set and the archive side by side, and makes the archive say
 * what Redis says; or, where Redis may have lost jobs, puts those back that the archive has. For
 * one thread.
 *
 * <p>Redis may have lost jobs when its history is another than that in which all rows were seen. A
 * job of an outbox is not put back: its relay sends it again.
 */
final class ArchiveSweep {
    /**
     * How long a row stays when its job is not dead any more: a Redis may go back to before that.
     */
    static final Duration GONE_LIFE = Duration.ofDays(1);

    private static final int PAGE = 900;
    private static final int ROWS_MAX = 900;
    private static final long STEP_NANOS = Duration.ofMillis(40).toNanos();

    private final RedisStore store;
    private final ArchiveHistory histories;
    private final DeadWalk walk;
    private final ArchiveRows rows;
    private final ArchiveState state;
    private final ArchiveCopy copying;
    private final ArchiveRestore restoring;
    private Place below = Place.LAST;
    private String passHistory = "";
    private boolean hasFoundBodies;
    private long lacking;
    private long lackingBefore;

    ArchiveSweep(
            RedisStore store,
            ArchiveRows rows,
            ArchiveState state,
            ArchiveCopy copying,
            ArchiveRestore restoring) {
        this.store = store;
        this.histories = new ArchiveHistory(store);
        this.walk = new DeadWalk(store);
        this.rows = rows;
        this.state = state;
        this.copying = copying;
        this.restoring = restoring;
    }

    /** Whether Redis may have lost jobs, and the pass that finds out is not over. */
    static boolean isRestoring(Progress progress, String history) {
        return !progress.history().isEmpty() && !progress.history().equals(history);
    }

    /** How many dead jobs had no body anywhere, in the last pass. */
    long lacking() {
        return Math.max(lacking, lackingBefore);
    }

    /**
     * Looks at some pages, for some milliseconds.
     *
     * @return whether there are more bodies in Redis than the rows said before
     */
    boolean step(Progress progress, String history) throws SQLException {
        hasFoundBodies = false;
        if (!passHistory.equals(history)) {
            passHistory = history;
            begin();
        }
        long from = System.nanoTime();
        do {
            page(progress, history);
        } while (!below.equals(Place.LAST) && System.nanoTime() - from < STEP_NANOS);
        deleteGone();
        return hasFoundBodies;
    }

    private void begin() {
        below = Place.LAST;
        lackingBefore = lacking;
        lacking = 0;
    }

    private void page(Progress progress, String history) throws SQLException {
        SortedPage page =
                SortedPage.read(
                        store,
                        store.keys().dead(),
                        below.equals(Place.LAST)
                                ? Optional.empty()
                                : Optional.of(
                                        SortedPage.cursor(
                                                new Scored(below.name(), (double) below.diedAt()))),
                        Double.NEGATIVE_INFINITY,
                        PAGE);
        List<Place> members = page.members().stream().map(Place::of).toList();
        boolean last = page.next().isEmpty();
        Place least = last ? Place.FIRST : members.get(members.size() - 1);
        List<Seen> seen = rows.between(below, least, ROWS_MAX);
        if (seen.size() == ROWS_MAX) {
            last = false;
            least = seen.get(ROWS_MAX - 1).place();
        }
        Place end = least;
        List<Place> looked = members.stream().filter(one -> one.compareTo(end) >= 0).toList();
        addMissing(looked, seen, progress, history);
        if (!takeAway(looked, seen, progress, history)) {
            return;
        }
        below = end;
        if (last) {
            if (!progress.history().equals(history)) {
                state.seenIn(history);
            }
            begin();
        }
    }

    private void addMissing(List<Place> looked, List<Seen> seen, Progress progress, String history)
            throws SQLException {
        Set<Place> there = new HashSet<>();
        seen.forEach(row -> there.add(row.place()));
        List<Place> missing =
                looked.stream()
                        .filter(one -> !there.contains(one))
                        .filter(one -> one.compareTo(progress.copied()) <= 0)
                        .toList();
        if (missing.isEmpty()) {
            return;
        }
        hasFoundBodies = true;
        List<Place> known = rows.markDead(missing);
        List<Place> unknown = missing.stream().filter(one -> !known.contains(one)).toList();
        List<DeadWalk.Entry> entries = walk.entries(unknown);
        for (int from = 0; from < entries.size(); from += ArchiveCopy.STEP) {
            copying.copy(
                    entries.subList(from, Math.min(entries.size(), from + ArchiveCopy.STEP)),
                    history);
        }
        lacking += entries.stream().filter(DeadWalk.Entry::isStub).count();
    }

    /** False if Redis may have lost what was not found there: then nothing is done. */
    private boolean takeAway(List<Place> looked, List<Seen> seen, Progress progress, String history)
            throws SQLException {
        Set<Place> dead = new HashSet<>(looked);
        List<Place> candidates =
                seen.stream().map(Seen::place).filter(one -> !dead.contains(one)).toList();
        if (candidates.isEmpty()) {
            return true;
        }
        // What died since the page was read is dead all the same.
        dead.addAll(walk.dead(candidates));
        List<Place> gone = new ArrayList<>();
        List<Place> lost = new ArrayList<>();
        for (Seen row : seen) {
            if (!dead.contains(row.place())) {
                boolean isLost =
                        isRestoring(progress, history)
                                && !row.history().equals(history)
                                && !row.isOfOutbox();
                (isLost ? lost : gone).add(row.place());
            }
        }
        if (!histories.isStill(history)) {
            return false;
        }
        restoring.restore(lost);
        rows.markGone(gone);
        return true;
    }

    private void deleteGone() throws SQLException {
        List<Place> old = rows.goneFor(GONE_LIFE, PAGE);
        List<Place> dead = walk.dead(old);
        rows.markDead(dead);
        rows.delete(old.stream().filter(one -> !dead.contains(one)).toList(), GONE_LIFE);
    }
}
