package darkroom.queue.archive;

import darkroom.queue.archive.ArchiveState.Progress;
import darkroom.queue.archive.DeadWalk.Entry;
import darkroom.queue.redis.RedisStore;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Copies dead jobs into the archive, in the order in which they died. For one thread. */
final class ArchiveCopy {
    private static final Logger LOG = LoggerFactory.getLogger(ArchiveCopy.class);

    /** Jobs a step; of the largest, some 70 MiB. */
    static final int STEP = 200;

    /** SQL's classes for what a value is to blame for, and not the database. */
    private static final List<String> OF_VALUES = List.of("22", "54");

    private final RedisStore store;
    private final DeadWalk walk;
    private final ArchiveRows rows;
    private final ArchiveState state;
    private final KindTerms kinds;

    ArchiveCopy(RedisStore store, ArchiveRows rows, ArchiveState state, KindTerms kinds) {
        this.store = store;
        this.walk = new DeadWalk(store);
        this.rows = rows;
        this.state = state;
        this.kinds = kinds;
    }

    /**
     * What a step did.
     *
     * @param copied up to here all is copied
     * @param jobs how many it looked at
     * @param bytes of the bodies it copied
     */
    record Copied(Place copied, int jobs, long bytes) {}

    /** Copies the next jobs that died before this millisecond: in it there may come more. */
    Copied step(Progress progress, String history) throws SQLException {
        long until = store.timeMillis() - 1;
        List<Entry> entries = walk.after(progress.copied(), until, STEP);
        if (entries.isEmpty()) {
            return new Copied(progress.copied(), 0, 0);
        }
        long bytes = copy(entries, history);
        Place last = entries.get(entries.size() - 1).place();
        state.copied(last);
        return new Copied(last, entries.size(), bytes);
    }

    /** Copies these, as far as they have bodies; how many bytes that were. */
    long copy(List<Entry> entries, String history) throws SQLException {
        List<DeadRow> fresh =
                entries.stream()
                        .filter(one -> one.record().length > 0 && !one.isStub())
                        .map(one -> DeadRow.of(one.place(), one.record(), kinds))
                        .toList();
        try {
            rows.write(fresh, history);
        } catch (SQLException e) {
            if (!isOfValues(e)) {
                throw e;
            }
            for (DeadRow row : fresh) {
                writeAlone(row, history);
            }
        }
        return fresh.stream().mapToLong(row -> row.body().length).sum();
    }

    // What cannot be a row stays whole in Redis, and keeps no other job out of the archive.
    private void writeAlone(DeadRow row, String history) throws SQLException {
        try {
            rows.write(List.of(row), history);
        } catch (SQLException e) {
            if (!isOfValues(e)) {
                throw e;
            }
            LOG.atError()
                    .addKeyValue("job", row.place().name())
                    .addKeyValue("state", e.getSQLState())
                    .log("dead job cannot be copied into the archive; its body stays in Redis");
        }
    }

    private static boolean isOfValues(SQLException e) {
        String code = e.getSQLState();
        return code != null && code.length() > 2 && OF_VALUES.contains(code.substring(0, 2));
    }
}
