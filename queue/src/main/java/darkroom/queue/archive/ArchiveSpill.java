package darkroom.queue.archive;

import darkroom.queue.archive.BodyRows.Here;
import darkroom.queue.redis.Call;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.redis.Reply;
import darkroom.queue.redis.Script;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Takes bodies out of Redis, the oldest first, while those that have a row are more than the
 * budget. For one thread.
 */
final class ArchiveSpill {
    private static final int STEP = 500;

    /** Between two counts of what is there: a count reads all rows that are. */
    private static final Duration COUNT = Duration.ofSeconds(30);

    private final RedisStore store;
    private final BodyRows bodies;
    private final ArchiveRows rows;
    private final ArchiveCopy copying;
    private final long budget;
    private long here;
    private long countedNanos = System.nanoTime() - COUNT.toNanos();

    ArchiveSpill(
            RedisStore store,
            BodyRows bodies,
            ArchiveRows rows,
            ArchiveCopy copying,
            long budgetBytes) {
        this.store = store;
        this.bodies = bodies;
        this.rows = rows;
        this.copying = copying;
        this.budget = budgetBytes;
    }

    /** How many bytes of bodies are in Redis, of what is copied; exact every half minute. */
    long here() {
        return here;
    }

    /** So many bytes have been copied. */
    void copied(long bytes) {
        here += bytes;
    }

    /** There are more, nobody knows how many. */
    void countAgain() {
        countedNanos = System.nanoTime() - COUNT.toNanos();
    }

    /** Takes some out if there are too many; whether it is to be called again at once. */
    boolean step(String history) throws SQLException {
        if (System.nanoTime() - countedNanos >= COUNT.toNanos()) {
            countedNanos = System.nanoTime();
            here = bodies.bytesHere();
        }
        if (here <= budget) {
            return false;
        }
        List<Here> oldest = new ArrayList<>();
        long surplus = here - budget;
        for (Here row : bodies.oldest(STEP)) {
            if (surplus > 0) {
                oldest.add(row);
                surplus -= row.bytes();
            }
        }
        settle(oldest, spill(oldest), history);
        return surplus > 0 && !oldest.isEmpty();
    }

    // Only what was read from the archive goes out of Redis: it is committed there.
    private Reply spill(List<Here> rowsHere) {
        Call call = new Call();
        call.key(store.keys().dead());
        call.key(store.keys().deadJobs());
        for (Here row : rowsHere) {
            call.arg(row.place().name()).arg(row.place().diedAt());
            call.arg(HexFormat.of().formatHex(row.digest())).arg(row.stub());
        }
        return store.run(Script.SPILL, call);
    }

    private void settle(List<Here> rowsHere, Reply reply, String history) throws SQLException {
        List<Place> spilled = new ArrayList<>();
        List<Place> gone = new ArrayList<>();
        List<Place> others = new ArrayList<>();
        for (int i = 0; i < reply.size(); i++) {
            Here row = rowsHere.get(i);
            here -= row.bytes();
            switch ((int) reply.number(i)) {
                case 0 -> gone.add(row.place());
                case 3 -> others.add(row.place());
                default -> spilled.add(row.place());
            }
        }
        bodies.markSpilled(spilled);
        if (!gone.isEmpty() && new ArchiveHistory(store).isStill(history)) {
            rows.markGone(gone);
        }
        here += copying.copy(new DeadWalk(store).entries(others), history);
    }
}
