package darkroom.jobs.shards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.embedded.PostgresOptions;
import darkroom.embedded.PostgresOptions.Durability;
import darkroom.embedded.PostgresServer;
import darkroom.queue.JobKind;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ShardsIT {
    private final TestShards test = TestShards.migrated();
    private final Shards shards = test.shards();

    @AfterAll
    void close() {
        test.close();
    }

    @Test
    void transactionThatThrowsLeavesNothing() {
        Shard shard = shards.at(0);

        assertThatThrownBy(
                        () ->
                                shard.transact(
                                        connection -> {
                                            claim(shard, connection, "rolled back");
                                            shard.database()
                                                    .outbox()
                                                    .enqueue(
                                                            connection,
                                                            JobKind.of("nothing", Nothing.class)
                                                                    .job(new Nothing()));
                                            throw new IllegalStateException("planted");
                                        }))
                .hasMessage("planted");

        assertThat(count(shard, "SELECT count(*) FROM {s}.once WHERE key = 'rolled back'"))
                .isZero();
        assertThat(count(shard, "SELECT count(*) FROM darkroom.outbox")).isZero();
    }

    @Test
    void refusedStatementIsAFailureAndNotToBeRepeated() {
        Shard shard = shards.at(1);

        assertThatThrownBy(
                        () ->
                                shard.transact(
                                        connection -> {
                                            claim(shard, connection, "twice");
                                            claim(shard, connection, "twice");
                                            return 1;
                                        }))
                .isInstanceOfSatisfying(
                        SqlFailureException.class,
                        e -> assertThat(e.sqlState()).isEqualTo("23505"));
    }

    @Test
    void deadlockIsTriedAgain() throws Exception {
        Shard shard = shards.at(2);
        shard.transact(
                connection -> {
                    claim(shard, connection, "a");
                    claim(shard, connection, "b");
                    return 1;
                });
        CyclicBarrier both = new CyclicBarrier(2);
        AtomicInteger attempts = new AtomicInteger();

        // A thread each: the common pool has but one on two cores.
        Executor threads = work -> new Thread(work, "deadlock").start();
        CompletableFuture<Void> one =
                CompletableFuture.runAsync(() -> touch(shard, "a", "b", both, attempts), threads);
        CompletableFuture<Void> two =
                CompletableFuture.runAsync(() -> touch(shard, "b", "a", both, attempts), threads);
        CompletableFuture.allOf(one, two).get(60, TimeUnit.SECONDS);

        assertThat(attempts).hasValueGreaterThan(2);
    }

    @Test
    void nameFindsItsShardInAnyCase() {
        assertThat(shards.ofName("IRIS.I")).isSameAs(shards.ofName("iris.i"));
    }

    @Test
    void idOfNoShardIsRefused() {
        assertThat(shards.covers(-1)).isFalse();
        assertThat(shards.covers(0)).isFalse();
        assertThat(shards.covers((1L << 23) | (8L << 10))).isFalse();
        assertThat(shards.covers((1L << 23) | (7L << 10))).isTrue();
        assertThatThrownBy(() -> shards.ofId((1L << 23) | (8L << 10)))
                .isInstanceOf(NoSuchShardException.class);
        assertThatThrownBy(() -> shards.ofId(Long.MIN_VALUE))
                .isInstanceOf(NoSuchShardException.class);
    }

    @Test
    void probeWrites() {
        shards.probe();

        assertThat(
                        count(
                                shards.at(0),
                                "SELECT count(*) FROM darkroom.probe WHERE at > now() - interval '1"
                                        + " minute'"))
                .isEqualTo(1);
    }

    @Test
    void databaseThatIsAwayIsUnavailableAndComesBack() {
        try (PostgresServer server =
                        PostgresServer.start(
                                PostgresOptions.defaults().withDurability(Durability.ON_COMMIT));
                Shards own =
                        Shards.open(
                                List.of(new DatabaseAddress("own", server.jdbcUrl())),
                                1,
                                test.queue(),
                                PoolLimits.ofConnections(2))) {
            own.migrate((done, total) -> {});

            server.kill();
            // A server's last processes outlive its first by a moment.
            assertThatThrownBy(() -> probeUntilItFails(own))
                    .isInstanceOf(ShardUnavailableException.class)
                    .hasMessageContaining("\"own\"");
            server.restart();

            own.probe();
        }
    }

    private static void probeUntilItFails(Shards shards) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(30)) {
            shards.probe();
        }
    }

    private static void touch(
            Shard shard, String first, String second, CyclicBarrier both, AtomicInteger attempts) {
        shard.transact(
                connection -> {
                    boolean waits = attempts.incrementAndGet() <= 2;
                    update(shard, connection, first);
                    if (waits) {
                        await(both);
                    }
                    update(shard, connection, second);
                    return 1;
                });
    }

    private static void await(CyclicBarrier both) {
        try {
            both.await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void update(Shard shard, java.sql.Connection connection, String key)
            throws java.sql.SQLException {
        try (PreparedStatement update =
                shard.prepare(connection, "UPDATE {s}.once SET at = now() WHERE key = ?", key)) {
            update.executeUpdate();
        }
    }

    private static void claim(Shard shard, java.sql.Connection connection, String key)
            throws java.sql.SQLException {
        try (PreparedStatement insert =
                shard.prepare(connection, "INSERT INTO {s}.once (key) VALUES (?)", key)) {
            insert.executeUpdate();
        }
    }

    private static long count(Shard shard, String sql) {
        return shard.transact(
                connection -> {
                    try (PreparedStatement select = shard.prepare(connection, sql);
                            ResultSet row = select.executeQuery()) {
                        row.next();
                        return row.getLong(1);
                    }
                });
    }

    record Nothing() {}
}
