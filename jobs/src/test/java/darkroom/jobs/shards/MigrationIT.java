package darkroom.jobs.shards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class MigrationIT {
    @Test
    void everyShardHasItsTablesAndIsReportedOnce() {
        try (TestShards test = TestShards.empty()) {
            AtomicInteger last = new AtomicInteger();

            test.shards()
                    .migrate(
                            (done, total) -> {
                                assertThat(total).isEqualTo(TestShards.COUNT);
                                assertThat(done).isEqualTo(last.incrementAndGet());
                            });

            assertThat(last).hasValue(TestShards.COUNT);
            for (int i = 0; i < TestShards.COUNT; i++) {
                Shard shard = test.shards().at(i);
                assertThat(number(shard.database(), shard.sql("SELECT count(*) FROM {s}.photo")))
                        .isZero();
            }
        }
    }

    @Test
    void migratingTwiceChangesNothing() {
        try (TestShards test = TestShards.migrated()) {
            Database first = test.shards().databases().get(0);
            long before = number(first, "SELECT sum(xmin::text::bigint) FROM darkroom.migration");

            test.shards().migrate((done, total) -> {});

            assertThat(number(first, "SELECT sum(xmin::text::bigint) FROM darkroom.migration"))
                    .isEqualTo(before);
        }
    }

    @Test
    void twoAtOnceMigrateEachShardOnce() {
        try (TestShards test = TestShards.empty();
                Shards other =
                        Shards.open(
                                test.addresses(),
                                TestShards.COUNT,
                                test.queue(),
                                PoolLimits.ofConnections(2))) {
            // A thread each: the common pool has but one on two cores.
            Executor threads = work -> new Thread(work, "migration").start();
            CompletableFuture<Void> one =
                    CompletableFuture.runAsync(
                            () -> test.shards().migrate((done, total) -> {}), threads);
            CompletableFuture<Void> two =
                    CompletableFuture.runAsync(() -> other.migrate((done, total) -> {}), threads);

            CompletableFuture.allOf(one, two).join();

            long rows =
                    test.shards().databases().stream()
                            .mapToLong(db -> number(db, "SELECT count(*) FROM darkroom.migration"))
                            .sum();
            assertThat(rows).isEqualTo(TestShards.COUNT * (long) Migration.all().size());
        }
    }

    @Test
    void anotherShardCountIsRefusedAndWritesNothing() {
        try (TestShards test = TestShards.migrated();
                Shards other =
                        Shards.open(
                                test.addresses(), 16, test.queue(), PoolLimits.ofConnections(2))) {
            assertThatThrownBy(() -> other.migrate((done, total) -> {}))
                    .isInstanceOf(RefusedDatabaseException.class)
                    .hasMessageContaining("expected 16 shards")
                    .hasMessageContaining("found 8 shards");
            assertThatThrownBy(() -> other.at(0).transact(connection -> 1))
                    .isInstanceOf(RefusedDatabaseException.class);
            assertThat(
                            number(
                                    test.shards().databases().get(0),
                                    "SELECT count(*) FROM pg_namespace WHERE nspname LIKE"
                                            + " 'shard_%'"))
                    .isEqualTo(TestShards.COUNT / 2);
        }
    }

    @Test
    void databasesInAnotherOrderAreRefused() {
        try (TestShards test = TestShards.migrated();
                Shards other =
                        Shards.open(
                                List.of(
                                        new DatabaseAddress(
                                                "db0", test.addresses().get(1).jdbcUrl()),
                                        new DatabaseAddress(
                                                "db1", test.addresses().get(0).jdbcUrl())),
                                TestShards.COUNT,
                                test.queue(),
                                PoolLimits.ofConnections(2))) {
            assertThatThrownBy(other::probe)
                    .isInstanceOf(RefusedDatabaseException.class)
                    .hasMessageContaining("another name");
        }
    }

    @Test
    void databaseThatWasNotMigratedIsRefused() {
        try (TestShards test = TestShards.empty()) {
            assertThatThrownBy(() -> test.shards().at(0).transact(connection -> 1))
                    .isInstanceOf(RefusedDatabaseException.class)
                    .hasMessageContaining("migrate it first");
        }
    }

    @Test
    void changedMigrationIsRefused() {
        try (TestShards test = TestShards.migrated()) {
            test.shards()
                    .databases()
                    .get(1)
                    .transact(
                            connection -> {
                                try (PreparedStatement update =
                                        Sql.prepare(
                                                connection,
                                                "UPDATE darkroom.migration SET checksum = 1")) {
                                    return update.executeUpdate();
                                }
                            });

            assertThatThrownBy(() -> test.shards().migrate((done, total) -> {}))
                    .isInstanceOf(RefusedDatabaseException.class)
                    .hasMessageContaining("put the file back");
        }
    }

    private static long number(Database database, String sql) {
        return database.transact(
                connection -> {
                    try (PreparedStatement select = Sql.prepare(connection, sql);
                            ResultSet row = select.executeQuery()) {
                        row.next();
                        return row.getLong(1);
                    }
                });
    }
}
