package darkroom.queue.archive;

import darkroom.queue.StoreUnavailableException;
import darkroom.queue.archive.DeadSearch.Hit;
import darkroom.queue.archive.DeadSearch.Related;
import darkroom.queue.outbox.Statements;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds copied dead jobs, within a time. A statement with all filters comes first; where that takes
 * too long, which needs two filters that many jobs match and few both, one index is read a window
 * at a time until time is up. Thread-safe.
 */
final class SearchRows {
    /** Rows of one index that are read at a time. */
    private static final int WINDOW = 2_000;

    private static final Duration WHOLE = Duration.ofMillis(40);
    private static final Duration TRACE = Duration.ofMillis(500);

    /** When no other statement is begun. */
    private static final long ENOUGH_NANOS = Duration.ofMillis(90).toNanos();

    private static final String OUT_OF_TIME = "57014";

    private final Statements statements;
    private final String lane;
    private final DeadWalk walk;

    SearchRows(Statements statements, String lane, DeadWalk walk) {
        this.statements = statements;
        this.lane = lane;
        this.walk = walk;
    }

    /** Rows that match, latest first, and where to go on if they may not be all. */
    record Found(List<Hit> hits, Optional<Place> goesOnBelow) {
        Found with(List<Hit> others) {
            return new Found(others, goesOnBelow);
        }
    }

    /**
     * Finds up to {@code most}, give or take a page.
     *
     * @param checked whether only those are wanted that Redis says are dead still
     */
    Found find(DeadQuery query, Place below, int most, boolean checked) throws SQLException {
        long from = System.nanoTime();
        List<Hit> hits = new ArrayList<>();
        Place at = below;
        boolean direct = true;
        do {
            Optional<Found> some = direct ? whole(query, at, most) : Optional.empty();
            direct = some.isPresent();
            Found found = direct ? some.get() : window(query, at);
            hits.addAll(checked ? dead(found.hits()) : found.hits());
            if (found.goesOnBelow().isEmpty()) {
                return found.with(hits);
            }
            at = found.goesOnBelow().get();
        } while (hits.size() < most && System.nanoTime() - from < ENOUGH_NANOS);
        return new Found(hits, Optional.of(at));
    }

    /** By all filters at once; empty if that takes too long. */
    private Optional<Found> whole(DeadQuery query, Place below, int most) throws SQLException {
        SearchStatement statement = SearchStatement.whole(query, lane, below, most);
        try {
            List<Hit> hits =
                    statements.runWithin(
                            WHOLE,
                            statement.sql(),
                            select -> {
                                statement.bind(select);
                                List<Hit> found = new ArrayList<>();
                                try (ResultSet row = select.executeQuery()) {
                                    while (row.next()) {
                                        found.add(hit(row, 1));
                                    }
                                }
                                return found;
                            });
            boolean last = hits.size() < most;
            return Optional.of(
                    new Found(
                            hits,
                            last
                                    ? Optional.empty()
                                    : Optional.of(hits.get(hits.size() - 1).place())));
        } catch (SQLException e) {
            if (OUT_OF_TIME.equals(e.getSQLState())) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Found window(DeadQuery query, Place below) throws SQLException {
        SearchStatement statement = SearchStatement.window(query, lane, below, WINDOW);
        return statements.run(
                statement.sql(),
                select -> {
                    statement.bind(select);
                    List<Hit> hits = new ArrayList<>();
                    Optional<Place> last = Optional.empty();
                    try (ResultSet row = select.executeQuery()) {
                        while (row.next()) {
                            if (row.getBoolean(1)) {
                                hits.add(hit(row, 2));
                            } else {
                                last = Optional.of(new Place(row.getLong(2), row.getString(3)));
                            }
                        }
                    }
                    return new Found(hits, last);
                });
    }

    // Of those that are over by now the sweep has not come to yet.
    private List<Hit> dead(List<Hit> hits) {
        try {
            Set<Place> dead = new HashSet<>(walk.dead(hits.stream().map(Hit::place).toList()));
            return hits.stream().filter(hit -> dead.contains(hit.place())).toList();
        } catch (StoreUnavailableException away) {
            return hits;
        }
    }

    /**
     * Dead jobs of one trace; those of any step in its order.
     *
     * @param steps in which they were enqueued; empty for any
     * @param most at most this many
     */
    List<Related> ofTrace(String traceId, List<String> steps, int most) throws SQLException {
        SearchStatement statement = SearchStatement.ofTrace(lane, traceId, steps, most);
        List<Related> found =
                statements.runWithin(
                        TRACE,
                        statement.sql(),
                        select -> {
                            statement.bind(select);
                            List<Related> rows = new ArrayList<>();
                            try (ResultSet row = select.executeQuery()) {
                                while (row.next()) {
                                    rows.add(new Related(hit(row, 1), row.getString(12)));
                                }
                            }
                            return rows;
                        });
        Set<Hit> dead = new HashSet<>(dead(found.stream().map(Related::hit).toList()));
        return found.stream().filter(one -> dead.contains(one.hit())).toList();
    }

    private static Hit hit(ResultSet row, int first) throws SQLException {
        return new Hit(
                new Place(row.getLong(first), row.getString(first + 1)),
                row.getString(first + 2),
                row.getString(first + 3),
                row.getString(first + 4),
                row.getString(first + 5),
                row.getString(first + 6),
                row.getString(first + 7),
                row.getInt(first + 8),
                row.getString(first + 10),
                row.getString(first + 9));
    }
}
