package darkroom.jobs.shards;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One query over the rows of many ids: one statement for up to 64 shards of a database. */
final class Gathering {
    private static final int SHARDS_A_STATEMENT = 64;

    private final String template;
    private final Object[] args;

    Gathering(String template, Object[] args) {
        this.template = template;
        this.args = args.clone();
    }

    <T> List<T> from(
            Database database, Map<Shard, long[]> idsByShard, SqlFunction<ResultSet, T> reader) {
        List<Map.Entry<Shard, long[]>> entries = List.copyOf(idsByShard.entrySet());
        return database.transact(
                connection -> {
                    List<T> found = new ArrayList<>();
                    for (int i = 0; i < entries.size(); i += SHARDS_A_STATEMENT) {
                        int end = Math.min(entries.size(), i + SHARDS_A_STATEMENT);
                        read(connection, entries.subList(i, end), reader, found);
                    }
                    return found;
                });
    }

    private <T> void read(
            Connection connection,
            List<Map.Entry<Shard, long[]>> entries,
            SqlFunction<ResultSet, T> reader,
            List<T> found)
            throws SQLException {
        List<String> branches = new ArrayList<>();
        List<Object> bound = new ArrayList<>();
        for (Map.Entry<Shard, long[]> entry : entries) {
            branches.add("(" + entry.getKey().sql(template) + ")");
            bound.add(entry.getValue());
            bound.addAll(List.of(args));
        }
        try (PreparedStatement select =
                        Sql.prepare(
                                connection,
                                String.join("\nUNION ALL\n", branches),
                                bound.toArray());
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                found.add(reader.apply(row));
            }
        }
    }
}
