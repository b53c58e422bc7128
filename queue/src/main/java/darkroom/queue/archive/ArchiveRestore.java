package darkroom.queue.archive;

import darkroom.queue.archive.BodyRows.Lacking;
import darkroom.queue.redis.Call;
import darkroom.queue.redis.Keys;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.redis.Script;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts dead jobs back that Redis has lost: their names and stubs, not their bodies. */
final class ArchiveRestore {
    private static final Logger LOG = LoggerFactory.getLogger(ArchiveRestore.class);

    private final RedisStore store;
    private final BodyRows bodies;

    ArchiveRestore(RedisStore store, BodyRows bodies) {
        this.store = store;
        this.bodies = bodies;
    }

    /** Puts these back, unless others of their names are dead. */
    void restore(List<Place> places) throws SQLException {
        if (places.isEmpty()) {
            return;
        }
        // Before they are: a stub is never taken for a body that is in Redis.
        bodies.markSpilled(places);
        Keys keys = store.keys();
        Call call = new Call();
        call.key(keys.dead());
        call.key(keys.deadJobs());
        call.key(keys.stats());
        call.key(keys.queues());
        call.arg(keys.deadOf(""));
        for (Lacking row : bodies.lacking(places)) {
            call.arg(row.place().name())
                    .arg(row.place().diedAt())
                    .arg(row.job().toStub(row.held()));
            call.arg(row.job().queue()).arg(row.job().group());
        }
        long restored = store.run(Script.RESTORE, call).number();
        LOG.atWarn()
                .addKeyValue("jobs", restored)
                .log("Redis had lost dead jobs, put back from the archive");
    }
}
