package darkroom.queue.archive;

import darkroom.queue.json.DeadJob;
import darkroom.queue.outbox.Statements;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which rows of one lane have their bodies in Redis, too. Thread-safe; each call is a transaction.
 */
final class BodyRows {
    private static final byte[] NOTHING = {};

    private final Statements statements;
    private final PlacedRows placed;
    private final String lane;

    BodyRows(Statements statements, String lane) {
        this.statements = statements;
        this.placed = new PlacedRows(statements, lane);
        this.lane = lane;
    }

    /** How many bytes of bodies are in Redis, of what has a row. */
    long bytesHere() throws SQLException {
        return statements.run(
                "SELECT coalesce(sum(bytes), 0) FROM darkroom.dead_job"
                        + " WHERE lane = ? AND NOT spilled AND gone_at IS NULL",
                query -> {
                    query.setString(1, lane);
                    try (ResultSet row = query.executeQuery()) {
                        row.next();
                        return row.getLong(1);
                    }
                });
    }

    /**
     * A row whose body is in Redis, too.
     *
     * @param bytes of its body
     * @param digest by which a script knows its body
     * @param stub what may take its place
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Here(Place place, int bytes, byte[] digest, byte[] stub) {}

    /** The oldest of them. */
    List<Here> oldest(int limit) throws SQLException {
        return statements.run(
                """
                SELECT died_at, name, queue, kind, attempt, reason, error, failure_group, outbox,
                  job_id, bytes, digest
                FROM darkroom.dead_job WHERE lane = ? AND NOT spilled AND gone_at IS NULL
                ORDER BY died_at, name LIMIT ?""",
                query -> {
                    query.setString(1, lane);
                    query.setInt(2, limit);
                    List<Here> rows = new ArrayList<>();
                    try (ResultSet row = query.executeQuery()) {
                        while (row.next()) {
                            rows.add(
                                    new Here(
                                            PlacedRows.place(row),
                                            row.getInt(11),
                                            row.getBytes(12),
                                            job(row).toStub(held(row))));
                        }
                    }
                    return rows;
                });
    }

    /** A row, and the job in it without its body. */
    record Lacking(Place place, DeadJob job, Optional<DeadJob.Held> held) {}

    /** These rows, as they are put back. */
    List<Lacking> lacking(List<Place> places) throws SQLException {
        return placed.select(
                "j.died_at, j.name, j.queue, j.kind, j.attempt, j.reason, j.error, j.failure_group,"
                        + " j.outbox, j.job_id",
                places,
                row -> new Lacking(PlacedRows.place(row), job(row), held(row)));
    }

    /** Their bodies are in the archive only. */
    void markSpilled(List<Place> places) throws SQLException {
        placed.change("spilled = true", "NOT spilled", places);
    }

    /** Their bodies are in Redis, too, or will be at once. */
    void markHere(List<Place> places) throws SQLException {
        placed.change("spilled = false", "spilled", places);
    }

    private static Optional<DeadJob.Held> held(ResultSet row) throws SQLException {
        String outbox = row.getString(9);
        return outbox.isEmpty()
                ? Optional.empty()
                : Optional.of(new DeadJob.Held(outbox, row.getString(10)));
    }

    /** That of the columns from the third on. */
    private static DeadJob job(ResultSet row) throws SQLException {
        DeadJob.Cause cause = new DeadJob.Cause(row.getString(6), row.getString(7), "", "");
        return new DeadJob(
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getInt(5),
                cause,
                "",
                NOTHING,
                row.getString(8));
    }
}
