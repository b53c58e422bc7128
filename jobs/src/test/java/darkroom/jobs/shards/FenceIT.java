package darkroom.jobs.shards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import darkroom.queue.handler.FencedException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
final class FenceIT {
    private final TestShards test = TestShards.migrated();
    private final Shard shard = test.shards().at(0);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterAll
    void close() {
        threads.shutdownNow();
        test.close();
    }

    @Test
    void firstRunsLeaveNoRow() {
        write(new Fence("first", 5, false), "first");
        write(new Fence("first", 6, false), "first again");

        assertThat(effects("first%")).isEqualTo(2);
        assertThat(rows("first")).isZero();
    }

    @Test
    void runThatWasGivenUpWritesNothingOnceALaterOneWasThere() {
        Fence givenUp = new Fence("late", 5, false);
        write(givenUp, "late: before");
        write(new Fence("late", 7, true), "late: the other");

        assertThatThrownBy(() -> write(givenUp, "late: after"))
                .isInstanceOf(FencedException.class)
                .hasMessageStartingWith(
                        "cannot have an effect for job late: expected that no later")
                .hasMessageContaining("token 5")
                .hasMessageContaining("token 7");

        assertThat(effects("late: after")).isZero();
        assertThat(effects("late: %")).isEqualTo(2);
        write(new Fence("late", 7, true), "late: the other again");
        write(new Fence("late", 9, true), "late: a third");
        assertThatThrownBy(() -> write(new Fence("late", 7, true), "late: no"))
                .isInstanceOf(FencedException.class);
        assertThat(rows("late")).isOne();
        write(new Fence("another", 1, false), "another job");
    }

    @Test
    void laterRunWaitsForTheTransactionOfTheEarlierOne() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        CompletableFuture<Void> first =
                CompletableFuture.runAsync(
                        () ->
                                shard.transact(
                                        new Fence("both", 1, false),
                                        connection -> {
                                            inside.countDown();
                                            insert(connection, "both: first");
                                            return pass(gate);
                                        }),
                        threads);
        inside.await();

        CompletableFuture<Void> second =
                CompletableFuture.runAsync(
                        () -> write(new Fence("both", 2, true), "both: second"), threads);
        await().during(Duration.ofMillis(300)).until(() -> !second.isDone());
        gate.countDown();

        first.get(20, TimeUnit.SECONDS);
        second.get(20, TimeUnit.SECONDS);
        assertThat(effects("both: %")).isEqualTo(2);
    }

    @Test
    void runThatSleepsInItsTransactionHoldsTheNextUpForSecondsOnly() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        CompletableFuture<Void> asleep =
                CompletableFuture.runAsync(
                        () ->
                                shard.transact(
                                        new Fence("asleep", 1, false),
                                        connection -> {
                                            insert(connection, "asleep: first");
                                            inside.countDown();
                                            return pass(gate);
                                        }),
                        threads);
        inside.await();

        write(new Fence("asleep", 2, true), "asleep: second");
        gate.countDown();

        assertThatThrownBy(() -> asleep.get(20, TimeUnit.SECONDS)).isNotNull();
        assertThat(effects("asleep: first")).isZero();
        assertThat(effects("asleep: second")).isOne();
    }

    @Test
    void rowsOfADayAgoGoAsOthersCome() {
        for (int i = 0; i < 5; i++) {
            write(new Fence("old-" + i, 1, true), "old-" + i);
        }
        update("UPDATE darkroom.fence SET at = now() - interval '25 hours' WHERE job LIKE 'old-%'");

        for (int i = 0; i < 3; i++) {
            write(new Fence("new-" + i, 1, true), "new-" + i);
        }

        assertThat(rows("old-%")).isZero();
        assertThat(rows("new-%")).isEqualTo(3);
    }

    private void write(Fence fence, String key) {
        shard.transact(fence, connection -> insert(connection, key));
    }

    private int insert(Connection connection, String key) throws SQLException {
        try (PreparedStatement insert =
                shard.prepare(connection, "INSERT INTO {s}.once (key) VALUES (?)", key)) {
            return insert.executeUpdate();
        }
    }

    private void update(String sql) {
        shard.transact(
                connection -> {
                    try (PreparedStatement update = shard.prepare(connection, sql)) {
                        return update.executeUpdate();
                    }
                });
    }

    private long effects(String keys) {
        return count("SELECT count(*) FROM {s}.once WHERE key LIKE ?", keys);
    }

    private long rows(String jobs) {
        return count("SELECT count(*) FROM darkroom.fence WHERE job LIKE ?", jobs);
    }

    private long count(String sql, String arg) {
        return shard.transact(
                connection -> {
                    try (PreparedStatement select = shard.prepare(connection, sql, arg);
                            ResultSet row = select.executeQuery()) {
                        row.next();
                        return row.getLong(1);
                    }
                });
    }

    private static boolean pass(CountDownLatch gate) {
        try {
            return gate.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
