package darkroom.queue.archive;

import darkroom.queue.outbox.Statements;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Statements on rows of {@code darkroom.dead_job}, called {@code j}, by their places. */
final class PlacedRows {
    private static final String THESE =
            """
            unnest(?::bigint[], ?::text[]) AS these (died_at, name)
            WHERE j.lane = ? AND j.died_at = these.died_at AND j.name = these.name""";

    private final Statements statements;
    private final String lane;

    PlacedRows(Statements statements, String lane) {
        this.statements = statements;
        this.lane = lane;
    }

    /** Makes something of a row. */
    @FunctionalInterface
    interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }

    /** A place and the body there. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Body(Place place, byte[] body) {}

    /** Those of them that are there. */
    <T> List<T> select(String columns, List<Place> places, Reading<T> reading) throws SQLException {
        List<T> found = new ArrayList<>();
        if (places.isEmpty()) {
            return found;
        }
        return statements.run(
                "SELECT " + columns + " FROM darkroom.dead_job j, " + THESE,
                query -> {
                    bind(query, places);
                    try (ResultSet row = query.executeQuery()) {
                        while (row.next()) {
                            found.add(reading.of(row));
                        }
                    }
                    return found;
                });
    }

    /** Changes those of which it is true. */
    void change(String change, String where, List<Place> places) throws SQLException {
        run(
                "UPDATE darkroom.dead_job j SET " + change + " FROM " + THESE + " AND " + where,
                places);
    }

    /** Deletes those of which it is true. */
    void delete(String where, List<Place> places) throws SQLException {
        run("DELETE FROM darkroom.dead_job j USING " + THESE + " AND " + where, places);
    }

    private void run(String sql, List<Place> places) throws SQLException {
        if (!places.isEmpty()) {
            statements.run(
                    sql,
                    statement -> {
                        bind(statement, places);
                        return statement.executeUpdate();
                    });
        }
    }

    private void bind(PreparedStatement statement, List<Place> places) throws SQLException {
        Array times =
                statement
                        .getConnection()
                        .createArrayOf("bigint", places.stream().map(Place::diedAt).toArray());
        statement.setArray(1, times);
        statement.setArray(
                2, Statements.texts(statement, places.stream().map(Place::name).toList()));
        statement.setString(3, lane);
    }

    /** The place in the first two columns. */
    static Place place(ResultSet row) throws SQLException {
        return new Place(row.getLong(1), row.getString(2));
    }

    static Body body(ResultSet row) throws SQLException {
        return new Body(place(row), row.getBytes(3));
    }
}
