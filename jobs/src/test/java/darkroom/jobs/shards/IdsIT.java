package darkroom.jobs.shards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class IdsIT {
    private static final int SHARD_BITS = 13;
    private static final int SEQUENCE_BITS = 10;

    private final TestShards test = TestShards.migrated();
    private final Shards shards = test.shards();

    @BeforeAll
    void warmUp() {
        ids(shards.at(0), 1);
    }

    @AfterAll
    void close() {
        test.close();
    }

    @Test
    void idNamesItsShard() {
        for (int i = 0; i < shards.count(); i++) {
            long id = ids(shards.at(i), 1).get(0);

            assertThat(id).isPositive();
            assertThat(shards.ofId(id)).isSameAs(shards.at(i));
        }
    }

    @Test
    void idHoldsTheTimeItWasMadeAt() {
        Shard shard = shards.at(1);
        ids(shard, 1);

        long made = millis(ids(shard, 1).get(0));
        long now = clockMillis(shard);

        assertThat(made).isCloseTo(now, within(2_000L));
    }

    @Test
    void idleShardCatchesUpWithTheClock() {
        Shard shard = shards.at(2);
        ids(shard, 1);
        moveCounter(shard, -3_600_000);

        assertThat(millis(ids(shard, 1).get(0))).isCloseTo(clockMillis(shard), within(2_000L));
    }

    @Test
    void moreThan1024InAMillisecondAreAllDifferentAndRise() {
        long before = clockMillis(shards.at(3));
        List<Long> ids = ids(shards.at(3), 50_000);

        assertThat(ids).doesNotHaveDuplicates().isSorted();
        assertThat(millis(ids.get(49_999))).isBetween(before, clockMillis(shards.at(3)));
    }

    @Test
    void counterAheadOfTheClockWaitsForIt() {
        Shard shard = shards.at(4);
        ids(shard, 1);
        moveCounter(shard, 300);

        long id = ids(shard, 1).get(0);

        assertThat(millis(id)).isLessThanOrEqualTo(clockMillis(shard));
    }

    @Test
    void idsRiseWhenTheClockStepsBack() {
        Shard shard = shards.at(5);
        ids(shard, 1);
        // The counter an hour ahead of the clock is what a clock that stepped back an hour leaves.
        moveCounter(shard, 3_600_000);

        long before = ids(shard, 1).get(0);
        List<Long> after = ids(shard, 5_000);

        assertThat(millis(before)).isGreaterThan(clockMillis(shard) + 3_500_000);
        assertThat(after).doesNotHaveDuplicates().isSorted().allMatch(id -> id > before);
    }

    @Test
    void sessionsThatMoveTheCounterAtOnceGetDifferentIds() throws Exception {
        Shard shard = shards.at(6);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 20; round++) {
                moveCounter(shard, -60_000);
                List<Callable<List<Long>>> calls = Collections.nCopies(4, () -> ids(shard, 200));
                List<Long> ids = new ArrayList<>();
                for (Future<List<Long>> future : threads.invokeAll(calls)) {
                    ids.addAll(future.get());
                }

                assertThat(ids).hasSize(800).doesNotHaveDuplicates();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void lockOfTheCounterIsNotHeldToTheEndOfTheTransaction() {
        Shard shard = shards.at(7);
        ids(shard, 1);
        moveCounter(shard, -60_000);

        long inner =
                shard.transact(
                        connection -> {
                            try (PreparedStatement first =
                                            shard.prepare(connection, "SELECT {s}.next_id()");
                                    ResultSet row = first.executeQuery()) {
                                row.next();
                            }
                            moveCounter(shard, -30_000);
                            return ids(shard, 1).get(0);
                        });

        assertThat(inner).isPositive();
    }

    private static List<Long> ids(Shard shard, int count) {
        return shard.transact(
                connection -> {
                    List<Long> ids = new ArrayList<>();
                    try (PreparedStatement select =
                                    shard.prepare(
                                            connection,
                                            "SELECT {s}.next_id() FROM generate_series(1, ?)",
                                            count);
                            ResultSet row = select.executeQuery()) {
                        while (row.next()) {
                            ids.add(row.getLong(1));
                        }
                    }
                    return ids;
                });
    }

    /** Puts the counter so many milliseconds after the clock, or before it. */
    private static void moveCounter(Shard shard, long millis) {
        shard.transact(
                connection -> {
                    try (PreparedStatement move =
                            shard.prepare(
                                    connection,
                                    "SELECT setval('{s}.id_slot', (? + ?) * 1024)",
                                    clockMillis(shard) - Shards.EPOCH_MILLIS,
                                    millis)) {
                        return move.execute();
                    }
                });
    }

    private static long clockMillis(Shard shard) {
        return shard.transact(
                connection -> {
                    try (PreparedStatement select =
                                    Sql.prepare(
                                            connection,
                                            "SELECT floor(extract(epoch FROM clock_timestamp())"
                                                    + " * 1000)::bigint");
                            ResultSet row = select.executeQuery()) {
                        row.next();
                        return row.getLong(1);
                    }
                });
    }

    private static long millis(long id) {
        return (id >>> (SHARD_BITS + SEQUENCE_BITS)) + Shards.EPOCH_MILLIS;
    }
}
