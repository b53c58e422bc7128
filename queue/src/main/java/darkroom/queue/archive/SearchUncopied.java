package darkroom.queue.archive;

import darkroom.queue.StoreUnavailableException;
import darkroom.queue.archive.DeadSearch.Freshness;
import darkroom.queue.archive.DeadSearch.Hit;
import darkroom.queue.json.DeadJob;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.redis.RedisStore.Scored;
import darkroom.queue.redis.SortedPage;
import java.util.List;
import java.util.Optional;

/** Finds those dead jobs that are not copied yet, in Redis. Thread-safe. */
final class SearchUncopied {
    /** The most that are looked at. */
    private static final int LOOKED_MAX = 500;

    private final RedisStore store;
    private final DeadWalk walk;
    private final KindTerms kinds;

    SearchUncopied(RedisStore store, KindTerms kinds) {
        this.store = store;
        this.walk = new DeadWalk(store);
        this.kinds = kinds;
    }

    /** Those that match, latest first. */
    record Found(List<Hit> hits, Freshness freshness) {}

    /** Finds those below a place that died after {@code copied}. */
    Found find(DeadQuery query, Place below, Place copied) {
        try {
            String dead = store.keys().dead();
            long uncopied = store.countAbove(dead, (double) copied.diedAt());
            if (uncopied == 0) {
                return new Found(List.of(), new Freshness(0, 0, true));
            }
            Optional<String> cursor =
                    below.equals(Place.LAST)
                            ? Optional.empty()
                            : Optional.of(
                                    SortedPage.cursor(
                                            new Scored(below.name(), (double) below.diedAt())));
            SortedPage page =
                    SortedPage.read(store, dead, cursor, (double) copied.diedAt(), LOOKED_MAX);
            List<Place> places =
                    page.members().stream()
                            .map(Place::of)
                            .filter(one -> one.compareTo(copied) > 0)
                            .toList();
            List<Hit> hits =
                    walk.entries(places).stream()
                            .map(one -> DeadRow.of(one.place(), one.record(), kinds))
                            .filter(query::matches)
                            .map(SearchUncopied::hit)
                            .toList();
            long unseen = page.next().isPresent() ? Math.max(0, uncopied - places.size()) : 0;
            return new Found(hits, new Freshness(uncopied, unseen, true));
        } catch (StoreUnavailableException away) {
            return new Found(List.of(), new Freshness(0, 0, false));
        }
    }

    private static Hit hit(DeadRow row) {
        DeadJob job = row.job();
        return new Hit(
                row.place(),
                job.kind(),
                job.queue(),
                job.group(),
                job.cause().type(),
                job.cause().reason(),
                DeadRow.column(job.cause().message()),
                job.attempt(),
                row.terms().user().orElse(""),
                row.terms().shard().orElse(""));
    }
}
