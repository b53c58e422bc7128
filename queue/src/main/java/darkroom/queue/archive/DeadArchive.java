package darkroom.queue.archive;

import darkroom.queue.Limits;
import darkroom.queue.StoreUnavailableException;
import darkroom.queue.outbox.Statements;
import darkroom.queue.redis.Call;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.redis.Script;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * The archive of one lane, to be read. Thread-safe. An {@link Archivist} fills it.
 *
 * <p>No call takes longer than half a minute.
 */
public final class DeadArchive implements DeadBodies {
    private final RedisStore store;
    private final ArchiveRows rows;
    private final BodyRows bodies;

    /**
     * The archive of the lane of {@code store} in {@code database}: the first of a deployment.
     * Opens no connection yet.
     */
    public DeadArchive(DataSource database, RedisStore store) {
        Statements statements = new Statements(database, "archive");
        String lane = store.keys().namespace();
        this.store = store;
        this.rows = new ArchiveRows(statements, lane);
        this.bodies = new BodyRows(statements, lane);
    }

    @Override
    public Map<Place, byte[]> of(List<Place> places) {
        try {
            return rows.bodies(places.subList(0, Math.min(places.size(), Limits.PAGE_MAX)));
        } catch (SQLException e) {
            throw away("read bodies of dead jobs", e);
        }
    }

    @Override
    public void recall(Map<Place, byte[]> records) {
        if (records.isEmpty()) {
            return;
        }
        try {
            // Before they are: what counts what is in Redis may find more there, never less.
            bodies.markHere(List.copyOf(records.keySet()));
        } catch (SQLException e) {
            throw away("put bodies of dead jobs back", e);
        }
        Call call = new Call();
        call.key(store.keys().dead());
        call.key(store.keys().deadJobs());
        records.forEach((place, body) -> call.arg(place.name()).arg(place.diedAt()).arg(body));
        store.run(Script.RECALL, call);
    }

    static StoreUnavailableException away(String what, SQLException cause) {
        return new StoreUnavailableException(
                "cannot "
                        + what
                        + ": the archive's database is away or refuses: "
                        + cause.getMessage()
                        + "; nothing is lost, try again when it is back",
                cause);
    }
}
