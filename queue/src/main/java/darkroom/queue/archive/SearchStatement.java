package darkroom.queue.archive;

import darkroom.queue.archive.DeadQuery.Field;
import darkroom.queue.outbox.Statements;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The SQL of one query, below one place, and what is bound to it. */
final class SearchStatement {
    static final String COLUMNS =
            "died_at, name, kind, queue, failure_group, error, reason, message, attempt, shard,"
                    + " person";

    private static final String NEWEST_FIRST = " ORDER BY died_at DESC, name DESC LIMIT ?";

    private final List<Object> bound = new ArrayList<>();
    private final String sql;

    private SearchStatement(String sql, List<Object> bound) {
        this.sql = sql;
        this.bound.addAll(bound);
    }

    /** All filters at once: the planner chooses the index. */
    static SearchStatement whole(DeadQuery query, String lane, Place below, int limit) {
        List<Object> bound = new ArrayList<>();
        StringBuilder sql = new StringBuilder("SELECT " + COLUMNS + " FROM darkroom.dead_job");
        range(sql, bound, query, lane, below);
        filters(sql, bound, query, Optional.empty());
        bound.add(limit);
        return new SearchStatement(sql.append(NEWEST_FIRST).toString(), bound);
    }

    /**
     * The next rows of one index, and of them those that match; behind them the last of them, where
     * to go on. So its work is bounded, whatever the filters are.
     */
    static SearchStatement window(DeadQuery query, String lane, Place below, int rows) {
        Optional<Field> first = leading(query);
        List<Object> bound = new ArrayList<>();
        StringBuilder sql =
                new StringBuilder("WITH w AS MATERIALIZED (SELECT ")
                        .append(COLUMNS)
                        .append(", args, error_name FROM darkroom.dead_job");
        range(sql, bound, query, lane, below);
        first.ifPresent(field -> equal(sql, bound, field, query));
        bound.add(rows);
        sql.append(NEWEST_FIRST).append(") (SELECT true AS hit, ").append(COLUMNS);
        sql.append(" FROM w WHERE true");
        filters(sql, bound, query, first);
        sql.append(" ORDER BY died_at DESC, name DESC) UNION ALL (SELECT false, ").append(COLUMNS);
        sql.append(" FROM w ORDER BY died_at, name LIMIT 1)");
        return new SearchStatement(sql.toString(), bound);
    }

    /**
     * Dead jobs of a trace, with their steps. Those of some steps come in no order, since to sort
     * them all of them would have to be read.
     */
    static SearchStatement ofTrace(String lane, String traceId, List<String> steps, int limit) {
        List<Object> bound = new ArrayList<>(List.of(lane, traceId));
        StringBuilder sql =
                new StringBuilder("SELECT ")
                        .append(COLUMNS)
                        .append(", step FROM darkroom.dead_job WHERE lane = ? AND trace = ?")
                        .append(" AND trace <> '' AND gone_at IS NULL");
        if (steps.isEmpty()) {
            sql.append(" ORDER BY step, died_at, name");
        } else {
            sql.append(" AND step = ANY (?)");
            bound.add(steps);
        }
        bound.add(limit);
        return new SearchStatement(sql.append(" LIMIT ?").toString(), bound);
    }

    private static Optional<Field> leading(DeadQuery query) {
        return query.values().keySet().stream().sorted().findFirst();
    }

    private static void range(
            StringBuilder sql, List<Object> bound, DeadQuery query, String lane, Place below) {
        sql.append(" WHERE lane = ? AND gone_at IS NULL AND (died_at, name) < (?, ?)");
        bound.add(lane);
        bound.add(below.diedAt());
        bound.add(below.name());
        query.since()
                .ifPresent(
                        since -> {
                            sql.append(" AND died_at >= ?");
                            bound.add(since.toEpochMilli());
                        });
        query.until()
                .ifPresent(
                        until -> {
                            sql.append(" AND died_at <= ?");
                            bound.add(until.toEpochMilli());
                        });
    }

    private static void filters(
            StringBuilder sql, List<Object> bound, DeadQuery query, Optional<Field> without) {
        for (Field field : query.values().keySet()) {
            if (!without.equals(Optional.of(field))) {
                equal(sql, bound, field, query);
            }
        }
        String error = query.values().getOrDefault(Field.ERROR, "");
        if (!error.equals(DeadRow.simpleName(error))) {
            sql.append(" AND error = ?");
            bound.add(DeadRow.column(error));
        }
        if (!query.args().isEmpty()) {
            sql.append(" AND args @> ?");
            bound.add(query.args());
        }
    }

    private static void equal(StringBuilder sql, List<Object> bound, Field field, DeadQuery query) {
        String value = query.values().getOrDefault(field, "");
        sql.append(" AND ").append(field.column()).append(" = ?");
        bound.add(DeadRow.column(field == Field.ERROR ? DeadRow.simpleName(value) : value));
    }

    String sql() {
        return sql;
    }

    void bind(PreparedStatement statement) throws SQLException {
        for (int i = 0; i < bound.size(); i++) {
            Object value = bound.get(i);
            if (value instanceof List<?> texts) {
                List<String> strings = texts.stream().map(String::valueOf).toList();
                statement.setArray(i + 1, Statements.texts(statement, strings));
            } else {
                statement.setObject(i + 1, value);
            }
        }
    }
}
