package darkroom.queue.archive;

import darkroom.queue.outbox.Statements;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * How far the copying of one lane is, and which process does it: the row of the lane in {@code
 * darkroom.dead_archive}. Thread-safe.
 */
final class ArchiveState {
    /** How long the work is one process's without a word from it. */
    static final Duration TURN = Duration.ofSeconds(10);

    private final Statements statements;
    private final String lane;

    ArchiveState(Statements statements, String lane) {
        this.statements = statements;
        this.lane = lane;
    }

    /**
     * How far it is.
     *
     * @param copied all that died before this, and this, is copied
     * @param history the {@linkplain darkroom.queue.redis.RedisStore#history() history} of Redis in
     *     which all rows were last seen; empty if none were
     */
    record Progress(Place copied, String history) {}

    /** How far it is, if anything was ever done. */
    Optional<Progress> read() throws SQLException {
        return statements.run(
                "SELECT copied_at, copied_name, history FROM darkroom.dead_archive WHERE lane = ?",
                query -> {
                    query.setString(1, lane);
                    try (ResultSet row = query.executeQuery()) {
                        return row.next() ? Optional.of(progress(row)) : Optional.empty();
                    }
                });
    }

    /** Takes the work, or goes on with it; empty while another process does it. */
    Optional<Progress> take(String process) throws SQLException {
        return isOthers(process) ? Optional.empty() : claim(process);
    }

    // First a look: a claim that finds another writes all the same.
    private boolean isOthers(String process) throws SQLException {
        return statements.run(
                "SELECT holder <> ? AND held_until > now() FROM darkroom.dead_archive"
                        + " WHERE lane = ?",
                query -> {
                    query.setString(1, process);
                    query.setString(2, lane);
                    try (ResultSet row = query.executeQuery()) {
                        return row.next() && row.getBoolean(1);
                    }
                });
    }

    private Optional<Progress> claim(String process) throws SQLException {
        return statements.run(
                """
                INSERT INTO darkroom.dead_archive AS a (lane, holder, held_until)
                VALUES (?, ?, now() + ? * interval '1 second')
                ON CONFLICT (lane) DO UPDATE
                SET holder = EXCLUDED.holder, held_until = EXCLUDED.held_until
                WHERE a.holder = EXCLUDED.holder OR a.held_until < now()
                RETURNING copied_at, copied_name, history""",
                claim -> {
                    claim.setString(1, lane);
                    claim.setString(2, process);
                    claim.setLong(3, TURN.toSeconds());
                    try (ResultSet row = claim.executeQuery()) {
                        return row.next() ? Optional.of(progress(row)) : Optional.empty();
                    }
                });
    }

    /** Leaves the work to whoever is next, if it is this process's. */
    void leave(String process) throws SQLException {
        statements.run(
                "UPDATE darkroom.dead_archive SET held_until = now() - interval '1 second'"
                        + " WHERE lane = ? AND holder = ?",
                update -> {
                    update.setString(1, lane);
                    update.setString(2, process);
                    return update.executeUpdate();
                });
    }

    /** All up to here is copied; never goes back. */
    void copied(Place place) throws SQLException {
        statements.run(
                """
                UPDATE darkroom.dead_archive SET copied_at = ?, copied_name = ?
                WHERE lane = ? AND (copied_at, copied_name) < (?, ?)""",
                update -> {
                    update.setLong(1, place.diedAt());
                    update.setString(2, place.name());
                    update.setString(3, lane);
                    update.setLong(4, place.diedAt());
                    update.setString(5, place.name());
                    return update.executeUpdate();
                });
    }

    /** All rows have been seen in this history of Redis. */
    void seenIn(String history) throws SQLException {
        statements.run(
                "UPDATE darkroom.dead_archive SET history = ? WHERE lane = ?",
                update -> {
                    update.setString(1, history);
                    update.setString(2, lane);
                    return update.executeUpdate();
                });
    }

    private static Progress progress(ResultSet row) throws SQLException {
        return new Progress(new Place(row.getLong(1), row.getString(2)), row.getString(3));
    }
}
