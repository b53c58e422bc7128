package darkroom.queue.archive;

import darkroom.queue.json.DeadJob;
import darkroom.queue.outbox.Statements;
import darkroom.queue.trace.TraceParent;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rows of one lane in {@code darkroom.dead_job}. Thread-safe; each call is a transaction. */
final class ArchiveRows {
    private final Statements statements;
    private final PlacedRows placed;
    private final String lane;

    ArchiveRows(Statements statements, String lane) {
        this.statements = statements;
        this.placed = new PlacedRows(statements, lane);
        this.lane = lane;
    }

    /**
     * Writes rows; one that is there is left as it is, unless its job was not dead any more, or its
     * body was another.
     *
     * @param history in which Redis had them
     */
    void write(List<DeadRow> rows, String history) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        statements.run(
                """
                INSERT INTO darkroom.dead_job AS j (lane, died_at, name, kind, queue, failure_group,
                  error, error_name, reason, message, attempt, shard, person, trace, step, args,
                  outbox, job_id, history, digest, bytes, body)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (lane, died_at, name) DO UPDATE
                SET gone_at = NULL, spilled = false, history = EXCLUDED.history,
                  digest = EXCLUDED.digest, bytes = EXCLUDED.bytes, body = EXCLUDED.body
                WHERE j.gone_at IS NOT NULL OR j.digest <> EXCLUDED.digest""",
                insert -> {
                    for (DeadRow row : rows) {
                        bind(insert, row, history);
                        insert.addBatch();
                    }
                    return insert.executeBatch();
                });
    }

    private void bind(PreparedStatement insert, DeadRow row, String history) throws SQLException {
        DeadJob job = row.job();
        DeadJob.Cause cause = job.cause();
        int at =
                bindTexts(
                        insert,
                        3,
                        List.of(
                                row.place().name(),
                                job.kind(),
                                job.queue(),
                                job.group(),
                                cause.type(),
                                DeadRow.simpleName(cause.type()),
                                cause.reason(),
                                cause.message()));
        insert.setString(1, lane);
        insert.setLong(2, row.place().diedAt());
        insert.setInt(at++, job.attempt());
        insert.setString(at++, DeadRow.column(row.terms().shard().orElse("")));
        insert.setString(at++, DeadRow.column(row.terms().user().orElse("")));
        insert.setString(at++, row.trace().map(TraceParent::traceId).orElse(""));
        insert.setString(at++, row.trace().map(TraceParent::parentId).orElse(""));
        insert.setArray(at++, Statements.texts(insert, DeadRow.columns(row.terms().args())));
        insert.setString(at++, row.held().map(DeadJob.Held::outbox).orElse(""));
        insert.setString(at++, row.held().map(DeadJob.Held::id).orElse(""));
        insert.setString(at++, history);
        insert.setBytes(at++, row.digest());
        insert.setInt(at++, row.body().length);
        insert.setBytes(at, row.body());
    }

    private static int bindTexts(PreparedStatement insert, int first, List<String> texts)
            throws SQLException {
        int at = first;
        for (String text : texts) {
            insert.setString(at++, DeadRow.column(text));
        }
        return at;
    }

    /**
     * A row as a sweep sees it.
     *
     * @param history in which Redis had it
     * @param isOfOutbox whether its relay sends it again
     */
    record Seen(Place place, String history, boolean isOfOutbox) {}

    /**
     * Rows of jobs that were dead when last looked at, latest first: below one, down to another.
     */
    List<Seen> between(Place below, Place least, int limit) throws SQLException {
        return statements.run(
                """
                SELECT died_at, name, history, outbox <> '' FROM darkroom.dead_job
                WHERE lane = ? AND gone_at IS NULL
                  AND (died_at, name) < (?, ?) AND (died_at, name) >= (?, ?)
                ORDER BY died_at DESC, name DESC LIMIT ?""",
                query -> {
                    query.setString(1, lane);
                    query.setLong(2, below.diedAt());
                    query.setString(3, below.name());
                    query.setLong(4, least.diedAt());
                    query.setString(5, least.name());
                    query.setInt(6, limit);
                    List<Seen> rows = new ArrayList<>();
                    try (ResultSet row = query.executeQuery()) {
                        while (row.next()) {
                            rows.add(
                                    new Seen(
                                            new Place(row.getLong(1), row.getString(2)),
                                            row.getString(3),
                                            row.getBoolean(4)));
                        }
                    }
                    return rows;
                });
    }

    /** The bodies of these, as far as there are rows, whether their jobs are dead or not. */
    Map<Place, byte[]> bodies(List<Place> places) throws SQLException {
        Map<Place, byte[]> bodies = new HashMap<>();
        placed.select("j.died_at, j.name, j.body", places, PlacedRows::body)
                .forEach(one -> bodies.put(one.place(), one.body()));
        return bodies;
    }

    /** Their jobs are dead, after all: those of them that have a row. */
    List<Place> markDead(List<Place> places) throws SQLException {
        placed.change("gone_at = NULL", "gone_at IS NOT NULL", places);
        return placed.select("j.died_at, j.name", places, PlacedRows::place);
    }

    /** Their jobs are not dead any more. */
    void markGone(List<Place> places) throws SQLException {
        placed.change("gone_at = now()", "gone_at IS NULL", places);
    }

    /** Places that have been gone for so long, oldest first. */
    List<Place> goneFor(Duration life, int limit) throws SQLException {
        return statements.run(
                """
                SELECT died_at, name FROM darkroom.dead_job
                WHERE lane = ? AND gone_at < now() - ? * interval '1 millisecond'
                ORDER BY gone_at LIMIT ?""",
                query -> {
                    query.setString(1, lane);
                    query.setLong(2, life.toMillis());
                    query.setInt(3, limit);
                    List<Place> places = new ArrayList<>();
                    try (ResultSet row = query.executeQuery()) {
                        while (row.next()) {
                            places.add(new Place(row.getLong(1), row.getString(2)));
                        }
                    }
                    return places;
                });
    }

    /** Deletes those of them that have been gone all that time, still. */
    void delete(List<Place> places, Duration life) throws SQLException {
        placed.delete(
                "j.gone_at < now() - interval '" + life.toMillis() + " milliseconds'", places);
    }
}
