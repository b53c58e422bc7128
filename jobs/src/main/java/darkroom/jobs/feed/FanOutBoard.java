package darkroom.jobs.feed;

import darkroom.jobs.shards.Database;
import darkroom.jobs.shards.RefusedDatabaseException;
import darkroom.jobs.shards.Shard;
import darkroom.jobs.shards.ShardBusyException;
import darkroom.jobs.shards.Shards;
import darkroom.jobs.shards.SqlFailureException;
import darkroom.queue.InvalidJobException;
import darkroom.queue.Job;
import darkroom.queue.handler.DependencyUnavailableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What people see of fan-outs, and how they end one: all that run, those that ended of late, one of
 * them. Reads rows by an index alone. Thread-safe.
 */
public final class FanOutBoard {
    /** The most of each sort that are listed. */
    public static final int LIST_MAX = 50;

    private final Shards shards;
    private final Map<Database, List<Shard>> byDatabase = new LinkedHashMap<>();

    /** Of the photos on {@code shards}. */
    public FanOutBoard(Shards shards) {
        this.shards = shards;
        for (int i = 0; i < shards.count(); i++) {
            byDatabase
                    .computeIfAbsent(shards.at(i).database(), database -> new ArrayList<>())
                    .add(shards.at(i));
        }
    }

    /**
     * Some fan-outs.
     *
     * @param running those of the oldest photos first, at most {@value #LIST_MAX}
     * @param more whether more run
     * @param ended the last to end first, at most {@value #LIST_MAX}
     * @param unread what could not be read, a sentence for each; what is there is in the lists
     */
    public record Listing(
            List<FanOut> running, boolean more, List<FanOut> ended, List<String> unread) {
        /** Copies the lists. */
        public Listing {
            running = List.copyOf(running);
            ended = List.copyOf(ended);
            unread = List.copyOf(unread);
        }
    }

    /**
     * Those that run and those that ended last, of every database that answers: within seconds for
     * each.
     */
    public Listing list() {
        List<FanOut> running = new ArrayList<>();
        List<FanOut> ended = new ArrayList<>();
        List<String> unread = new ArrayList<>();
        byDatabase.forEach(
                (database, all) -> {
                    FanOutRead read = new FanOutRead(database, all, LIST_MAX);
                    try {
                        running.addAll(read.running());
                        ended.addAll(read.ended());
                        if (read.isCutShort()) {
                            unread.add(
                                    "Database \""
                                            + database.name()
                                            + "\" took too long: not all of its shards were looked"
                                            + " at.");
                        }
                    } catch (DependencyUnavailableException
                            | ShardBusyException
                            | SqlFailureException
                            | RefusedDatabaseException e) {
                        unread.add(
                                "Database \""
                                        + database.name()
                                        + "\" was not read: "
                                        + e.getMessage()
                                        + ".");
                    }
                });
        running.sort(Comparator.comparingLong(FanOut::photoId));
        ended.sort(
                Comparator.comparing((FanOut one) -> one.times().ended().orElseThrow()).reversed());
        return new Listing(
                running.subList(0, Math.min(LIST_MAX, running.size())),
                running.size() > LIST_MAX,
                ended.subList(0, Math.min(LIST_MAX, ended.size())),
                unread);
    }

    /**
     * That of one photo; empty where none has begun.
     *
     * @throws DependencyUnavailableException if its database is away
     */
    public Optional<FanOut> find(long photoId) {
        if (!shards.covers(photoId)) {
            return Optional.empty();
        }
        Shard shard = shards.ofId(photoId);
        return shard.transact(connection -> find(shard, connection, photoId));
    }

    private static Optional<FanOut> find(Shard shard, Connection connection, long photoId)
            throws SQLException {
        return FanOutRead.rows(
                        connection,
                        shard.sql(FanOutRead.ROW) + "WHERE f.photo_id = ? LIMIT 1",
                        photoId)
                .stream()
                .findFirst();
    }

    /**
     * Has one that runs write no further entry: what is being written when this returns is the last
     * page. What was written stays. Its job sees it at its next page, and is done.
     *
     * @param by who wants that
     * @return as it was before
     * @throws InvalidJobException if it does not run; then nothing was changed
     * @throws DependencyUnavailableException if its database is away; it may have been done
     */
    public FanOut cancel(long photoId, String by) {
        Shard shard = shard("cancel", photoId);
        return shard.transact(
                connection -> {
                    FanOut before =
                            locked(shard, connection, photoId)
                                    .orElseThrow(() -> notThere("cancel", photoId));
                    if (before.state() != FanOut.State.RUNNING) {
                        throw refused("cancel", before, "one that runs");
                    }
                    execute(
                            shard,
                            connection,
                            """
                            UPDATE {s}.fan_out SET cancelled_at = now(), cancelled_by = ?
                            WHERE photo_id = ?""",
                            by,
                            photoId);
                    return before;
                });
    }

    /**
     * Has one that was cancelled go on behind its last page, by another job.
     *
     * @return the id of that job
     * @throws InvalidJobException if it was not cancelled; then nothing was changed
     * @throws DependencyUnavailableException if its database is away; it may have been done
     */
    public String resume(long photoId) {
        Shard shard = shard("resume", photoId);
        return shard.transact(
                connection -> {
                    FanOut before =
                            locked(shard, connection, photoId)
                                    .orElseThrow(() -> notThere("resume", photoId));
                    if (before.state() != FanOut.State.CANCELLED) {
                        throw refused("resume", before, "one that was cancelled");
                    }
                    // Another id than before: that one may still be among those that are done.
                    String id =
                            FanOutJob.idOf(photoId) + "-" + before.times().asOf().toEpochMilli();
                    execute(
                            shard,
                            connection,
                            """
                            UPDATE {s}.fan_out
                            SET cancelled_at = NULL, cancelled_by = NULL, job = ?
                            WHERE photo_id = ?""",
                            id,
                            photoId);
                    return shard.database()
                            .outbox()
                            .enqueue(
                                    connection,
                                    Job.of(FanOutJob.KIND, new FanOutJob(photoId)).withId(id));
                });
    }

    private Shard shard(String verb, long photoId) {
        if (!shards.covers(photoId)) {
            throw notThere(verb, photoId);
        }
        return shards.ofId(photoId);
    }

    // Its end and a cancel are one after the other.
    private static Optional<FanOut> locked(Shard shard, Connection connection, long photoId)
            throws SQLException {
        try (PreparedStatement lock =
                shard.prepare(
                        connection,
                        "SELECT FROM {s}.fan_out WHERE photo_id = ? FOR UPDATE",
                        photoId)) {
            lock.execute();
        }
        return find(shard, connection, photoId);
    }

    private static void execute(Shard shard, Connection connection, String sql, Object... args)
            throws SQLException {
        try (PreparedStatement update = shard.prepare(connection, sql, args)) {
            update.executeUpdate();
        }
    }

    private static InvalidJobException notThere(String verb, long photoId) {
        return new InvalidJobException(
                "cannot "
                        + verb
                        + " the fan-out of photo "
                        + photoId
                        + ": expected one that has begun, found none; \"darkroom job cancel"
                        + " fan-out-"
                        + photoId
                        + "\" ends its job where that still waits");
    }

    private static InvalidJobException refused(String verb, FanOut found, String expected) {
        return new InvalidJobException(
                "cannot "
                        + verb
                        + " the fan-out of photo "
                        + found.photoId()
                        + ": expected "
                        + expected
                        + ", found it "
                        + found.state().word()
                        + found.times().ended().map(at -> " since " + at).orElse("")
                        + "; nothing was changed");
    }
}
