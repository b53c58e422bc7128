package darkroom.jobs.shards;

import darkroom.queue.archive.ArchiveTable;
import darkroom.queue.outbox.Outbox;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** One run of the migrations: each database on a thread of its own, shard after shard. */
final class Migrator {
    private static final int LOCK_SPACE = 7_077_889;
    private static final int LOCK_OF_DATABASE = -1;
    private static final int STATEMENT_SECONDS = 60;

    private final ShardMap map;
    private final List<Shard> shards;
    private final List<Database> databases;
    private final Progress progress;
    private final List<Migration> migrations = Migration.all();
    private int done;

    Migrator(ShardMap map, List<Shard> shards, List<Database> databases, Progress progress) {
        this.map = map;
        this.shards = shards;
        this.databases = databases;
        this.progress = progress;
    }

    void run() {
        ExecutorService threads =
                Executors.newFixedThreadPool(
                        databases.size(),
                        work -> {
                            Thread thread = new Thread(work, "darkroom-migrate");
                            thread.setDaemon(true);
                            return thread;
                        });
        try {
            // All maps are checked before the first shard changes.
            forEachDatabase(threads, this::initialise);
            forEachDatabase(threads, this::migrate);
        } finally {
            threads.shutdownNow();
        }
    }

    private void forEachDatabase(
            ExecutorService threads, java.util.function.Consumer<Database> work) {
        List<CompletableFuture<Void>> runs = new ArrayList<>();
        for (Database database : databases) {
            runs.add(CompletableFuture.runAsync(() -> work.accept(database), threads));
        }
        RuntimeException failure = null;
        for (CompletableFuture<Void> run : runs) {
            try {
                run.join();
            } catch (CompletionException | CancellationException e) {
                failure =
                        e.getCause() instanceof RuntimeException cause
                                ? cause
                                : new IllegalStateException("cannot migrate", e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void initialise(Database database) {
        database.transactUnchecked(
                connection -> {
                    lock(connection, LOCK_OF_DATABASE);
                    Outbox.createTable(connection);
                    Fence.createTable(connection);
                    if (database == databases.get(0)) {
                        ArchiveTable.create(connection);
                    }
                    execute(
                            connection,
                            """
                            CREATE TABLE IF NOT EXISTS darkroom.shard (
                              number int PRIMARY KEY,
                              database text NOT NULL,
                              here boolean NOT NULL
                            );
                            CREATE TABLE IF NOT EXISTS darkroom.migration (
                              shard int NOT NULL,
                              version int NOT NULL,
                              name text NOT NULL,
                              checksum bigint NOT NULL,
                              applied_at timestamptz NOT NULL DEFAULT now(),
                              PRIMARY KEY (shard, version)
                            );
                            CREATE TABLE IF NOT EXISTS darkroom.probe (
                              one boolean PRIMARY KEY DEFAULT true CHECK (one),
                              at timestamptz NOT NULL DEFAULT now()
                            );
                            INSERT INTO darkroom.probe DEFAULT VALUES ON CONFLICT DO NOTHING""");
                    map.record(connection, database.name());
                    return true;
                },
                Database.Span.MIGRATION);
    }

    private void migrate(Database database) {
        Map<Integer, Map<Integer, Long>> applied =
                database.transactUnchecked(connection -> applied(connection, 0, map.count() - 1));
        for (Shard shard : shards) {
            if (shard.database() == database) {
                if (!missing(shard, applied.getOrDefault(shard.number(), Map.of())).isEmpty()) {
                    database.transactUnchecked(
                            connection -> migrate(connection, shard), Database.Span.MIGRATION);
                }
                finished();
            }
        }
    }

    private boolean migrate(Connection connection, Shard shard) throws SQLException {
        lock(connection, shard.number());
        // Another process may have done it while this one waited for the lock.
        Map<Integer, Long> applied =
                applied(connection, shard.number(), shard.number())
                        .getOrDefault(shard.number(), Map.of());
        for (Migration migration : missing(shard, applied)) {
            execute(connection, migration.sqlFor(shard));
            try (PreparedStatement insert =
                    Sql.prepare(
                            connection,
                            """
                            INSERT INTO darkroom.migration (shard, version, name, checksum)
                            VALUES (?, ?, ?, ?)""",
                            shard.number(),
                            migration.version(),
                            migration.name(),
                            migration.checksum())) {
                insert.executeUpdate();
            }
        }
        return true;
    }

    private List<Migration> missing(Shard shard, Map<Integer, Long> applied) {
        List<Migration> missing = new ArrayList<>();
        for (Migration migration : migrations) {
            Long checksum = applied.get(migration.version());
            if (checksum == null) {
                missing.add(migration);
            } else if (checksum != migration.checksum()) {
                throw new RefusedDatabaseException(
                        "cannot migrate "
                                + shard
                                + ": expected "
                                + migration.name()
                                + " with checksum "
                                + migration.checksum()
                                + ", found it applied with "
                                + checksum
                                + "; put the file back as it was and add a new one");
            }
        }
        return missing;
    }

    /** Checksums by version, by shard. */
    private Map<Integer, Map<Integer, Long>> applied(Connection connection, int from, int to)
            throws SQLException {
        Map<Integer, Map<Integer, Long>> applied = new HashMap<>();
        try (PreparedStatement select =
                        Sql.prepare(
                                connection,
                                """
                                SELECT shard, version, checksum FROM darkroom.migration
                                WHERE shard BETWEEN ? AND ? AND version <= ?""",
                                from,
                                to,
                                migrations.size());
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                applied.computeIfAbsent(row.getInt(1), shard -> new HashMap<>())
                        .put(row.getInt(2), row.getLong(3));
            }
        }
        return applied;
    }

    private static void lock(Connection connection, int key) throws SQLException {
        try (PreparedStatement lock =
                Sql.prepare(connection, "SELECT pg_advisory_xact_lock(?, ?)", LOCK_SPACE, key)) {
            lock.setQueryTimeout(STATEMENT_SECONDS);
            lock.execute();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(STATEMENT_SECONDS);
            statement.execute(sql);
        }
    }

    private synchronized void finished() {
        done++;
        progress.migrated(done, shards.size());
    }
}
