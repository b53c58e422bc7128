package darkroom.jobs.shards;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Which shard lives on which database: shard i of n on database {@code i * databases / n}, so that
 * each database has a range. The whole map stands in each database, and no process works with one
 * that says otherwise.
 */
final class ShardMap {
    /** As many as 13 bits of an id can name. */
    static final int SHARDS_MAX = 1 << 13;

    private final List<String> databases;
    private final int count;

    ShardMap(List<String> databases, int count) {
        if (databases.isEmpty() || databases.stream().distinct().count() != databases.size()) {
            throw new IllegalArgumentException(
                    "cannot lay out shards: expected databases of different names, found "
                            + databases);
        }
        if (count < databases.size() || count > SHARDS_MAX) {
            throw new IllegalArgumentException(
                    "cannot lay out "
                            + count
                            + " shards on "
                            + databases.size()
                            + " databases: expected "
                            + databases.size()
                            + ".."
                            + SHARDS_MAX);
        }
        this.databases = List.copyOf(databases);
        this.count = count;
    }

    int count() {
        return count;
    }

    /** Which of the databases, from 0, has shard {@code number}. */
    int databaseOf(int number) {
        return (int) ((long) number * databases.size() / count);
    }

    /** Writes the map where there is none; then checks it. */
    void record(Connection connection, String database) throws SQLException {
        String[] names = new String[count];
        for (int i = 0; i < count; i++) {
            names[i] = databases.get(databaseOf(i));
        }
        try (PreparedStatement insert =
                Sql.prepare(
                        connection,
                        """
                        INSERT INTO darkroom.shard (number, database, here)
                        SELECT place - 1, name, name = ?
                        FROM unnest(?) WITH ORDINALITY AS named (name, place)
                        WHERE NOT EXISTS (SELECT FROM darkroom.shard)""",
                        database,
                        names)) {
            insert.executeUpdate();
        }
        check(connection, database);
    }

    /**
     * @throws RefusedDatabaseException unless the map in {@code database} is this one
     */
    void check(Connection connection, String database) throws SQLException {
        List<String> found = new ArrayList<>();
        boolean other = false;
        if (isInitialised(connection)) {
            try (PreparedStatement select =
                            Sql.prepare(
                                    connection,
                                    """
                                    SELECT database, here FROM darkroom.shard
                                    ORDER BY number LIMIT ?""",
                                    SHARDS_MAX);
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    other |= row.getBoolean(2) != row.getString(1).equals(database);
                    found.add(row.getString(1));
                }
            }
        }
        if (found.isEmpty()) {
            throw new RefusedDatabaseException(
                    "cannot use database \""
                            + database
                            + "\": expected a shard map, found none; migrate it first");
        }
        compare(found, other, database);
    }

    private static boolean isInitialised(Connection connection) throws SQLException {
        try (PreparedStatement select =
                        Sql.prepare(
                                connection, "SELECT to_regclass('darkroom.shard') IS NOT NULL");
                ResultSet row = select.executeQuery()) {
            return row.next() && row.getBoolean(1);
        }
    }

    private void compare(List<String> found, boolean other, String database) {
        for (int i = 0; i < Math.max(count, found.size()); i++) {
            String expected = i < count ? databases.get(databaseOf(i)) : "none";
            String actual = i < found.size() ? found.get(i) : "none";
            if (!expected.equals(actual)) {
                throw new RefusedDatabaseException(
                        String.format(
                                java.util.Locale.ROOT,
                                "cannot use database \"%s\": expected %d shards with shard %d on"
                                        + " \"%s\", found %d shards with shard %d on \"%s\"; start"
                                        + " with the databases and the shard count it was"
                                        + " initialised with",
                                database,
                                count,
                                i,
                                expected,
                                found.size(),
                                i,
                                actual));
            }
        }
        if (other) {
            throw new RefusedDatabaseException(
                    "cannot use database \""
                            + database
                            + "\": it was initialised under another name; check that the addresses"
                            + " are in the same order as before");
        }
    }
}
