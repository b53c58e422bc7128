package darkroom.jobs.shards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import darkroom.embedded.fixtures.TestPostgres;
import darkroom.jobs.FaultyWay;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What the network can do on the way to PostgreSQL: calls end in time, effects are once. */
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DatabaseNetworkIT {
    private static final int CALLS = 6;
    private static final int POOL = 4;

    /** 15 s for a connection that has to be tried first, and 30 s for the transaction; a margin. */
    private static final Duration LONGEST = Duration.ofSeconds(55);

    private final TestShards test = TestShards.empty();

    @AfterAll
    void close() {
        test.close();
    }

    @Test
    void callsEndInTimeNothingLeaksAndEffectsAreOnce() throws Exception {
        URI server = address(TestPostgres.freshDatabase());
        FaultyWay.each("PostgreSQL", server.getHost(), server.getPort(), this::trial);

        // Abandoned attempts to connect end by their own timeouts.
        await().atMost(Duration.ofSeconds(60)).until(() -> threads("PostgreSQL JDBC driver") == 0);
        assertThat(threads("darkroom-deadlines-way")).isZero();
    }

    private String trial(FaultyWay.Way way) throws Exception {
        String direct = TestPostgres.freshDatabase();
        String through = direct.replace(":" + address(direct).getPort(), ":" + way.port());
        try (Shards straight = shards(direct);
                Shards shards = shards(through)) {
            straight.migrate((done, total) -> {});
            Tally seen = new Tally(straight, 0);
            Tally tally = new Tally(shards, 1);
            AtomicInteger numbers = new AtomicInteger();
            AtomicInteger failures = new AtomicInteger();
            way.begin();

            Duration longest =
                    FaultyWay.longestOf(
                            CALLS,
                            () -> {
                                try {
                                    return tally.add("key" + numbers.incrementAndGet());
                                } catch (ShardUnavailableException | ShardBusyException e) {
                                    return failures.incrementAndGet();
                                }
                            });

            way.end();
            long over = System.nanoTime();
            for (int i = 1; i <= CALLS; i++) {
                tally.addUntilKnown("key" + i, Duration.ofSeconds(60));
            }
            Duration recovery = Duration.ofNanos(System.nanoTime() - over);
            assertThat(longest).isLessThan(LONGEST);
            if (way.letsThrough()) {
                assertThat(failures).hasValue(0);
            }
            assertThat(tally.keys()).isEqualTo(CALLS);
            assertThat(tally.effects()).isEqualTo(CALLS);
            // What was given up is closed by other threads, the longest after its own timeouts.
            await().atMost(Duration.ofSeconds(60)).until(() -> way.connections() <= POOL);
            await().atMost(Duration.ofSeconds(60)).until(() -> sessions(seen) <= 2L * POOL);
            return "%d of %d calls failed, the longest took %d ms, effects %d of %d after %d ms"
                    .formatted(
                            failures.get(),
                            CALLS,
                            longest.toMillis(),
                            tally.effects(),
                            CALLS,
                            recovery.toMillis());
        }
    }

    /** Those of the pool that goes straight to the server, too. */
    private static long sessions(Tally seen) {
        return seen.number(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()");
    }

    private Shards shards(String url) {
        return Shards.open(
                List.of(new DatabaseAddress("way", url)),
                2,
                test.queue(),
                PoolLimits.ofConnections(POOL));
    }

    private static long threads(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains(name))
                .count();
    }

    private static URI address(String url) {
        return URI.create(url.substring("jdbc:".length()));
    }
}
