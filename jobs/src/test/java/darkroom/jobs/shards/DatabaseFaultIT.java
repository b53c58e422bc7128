package darkroom.jobs.shards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import darkroom.embedded.FaultProxy;
import darkroom.embedded.FaultProxy.Mode;
import darkroom.embedded.PostgresOptions;
import darkroom.embedded.PostgresOptions.Durability;
import darkroom.embedded.PostgresServer;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What PostgreSQL can do to a transaction: nothing is lost and no effect is twice. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DatabaseFaultIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int SHARDS = 2;

    private final TestShards test = TestShards.empty();
    private final PostgresServer server =
            PostgresServer.start(
                    PostgresOptions.defaults()
                            .withDurability(Durability.ON_COMMIT)
                            .withSetting("max_connections", "20"));
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private String url;
    private Shards shards;
    private Tally tally;
    private int databases;

    @BeforeEach
    void open() {
        url = server.createDatabase("faults" + databases++);
        shards = shards(url, PoolLimits.ofConnections(4));
        shards.migrate((done, total) -> {});
        tally = new Tally(shards, 0);
    }

    @AfterEach
    void end() {
        shards.close();
    }

    @AfterAll
    void close() {
        threads.shutdownNow();
        server.close();
        test.close();
    }

    @Test
    void serverKilledInTransactionsLosesNothingAndDoublesNothing() throws Exception {
        int keys = 800;
        AtomicInteger next = new AtomicInteger();
        AtomicInteger acknowledged = new AtomicInteger();
        List<Future<?>> writers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            writers.add(
                    threads.submit(
                            () -> {
                                for (int key = next.getAndIncrement();
                                        key < keys;
                                        key = next.getAndIncrement()) {
                                    tally.addUntilKnown("key" + key, Duration.ofSeconds(60));
                                    acknowledged.incrementAndGet();
                                }
                            }));
        }
        for (int round = 1; round <= 3; round++) {
            int enough = round * keys / 4;
            await().atMost(SOON).until(() -> acknowledged.get() >= enough);
            server.kill();
            server.restart();
        }
        for (Future<?> writer : writers) {
            writer.get(120, TimeUnit.SECONDS);
        }

        assertThat(acknowledged).hasValue(keys);
        assertThat(tally.failures()).as("calls that the kills broke off").isPositive();
        assertThat(tally.keys()).isEqualTo(keys);
        assertThat(tally.effects()).isEqualTo(keys);
    }

    @Test
    void commitWhoseReplyIsLostIsSettledByItsKey() throws Exception {
        int rounds = 20;
        URI address = URI.create(url.substring("jdbc:".length()));
        try (FaultProxy proxy = FaultProxy.to(address.getHost(), address.getPort());
                Shards through =
                        shards(
                                url.replace(":" + address.getPort(), ":" + proxy.port()),
                                PoolLimits.ofConnections(2))) {
            Tally blind = new Tally(through, 1);
            for (int round = 0; round < rounds; round++) {
                String key = "key" + round;
                proxy.swallowRepliesFrom("COMMIT");

                Future<Boolean> call = threads.submit(() -> blind.add(key));
                await().atMost(SOON).until(() -> keyIsThere(key));
                proxy.mode(Mode.RESET);

                assertThatThrownBy(() -> call.get(60, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(ShardUnavailableException.class);
                proxy.mode(Mode.PASS);
                blind.addUntilKnown(key, SOON);
                // Enough that go well, or the breaker has each round wait for a trial.
                assertThat(blind.add(key)).isFalse();
                assertThat(blind.add(key)).isFalse();
            }

            assertThat(blind.foundDone()).isEqualTo(rounds);
            assertThat(blind.effects()).isEqualTo(rounds);
            assertThat(blind.keys()).isEqualTo(rounds);
        }
    }

    @Test
    void transactionThatWaitedInVainForAConnectionIsRefusedInTime() throws Exception {
        try (Shards narrow = shards(url, PoolLimits.ofConnections(1))) {
            narrow.probe();
            CountDownLatch held = new CountDownLatch(1);
            CountDownLatch done = new CountDownLatch(1);
            Future<?> holder =
                    threads.submit(
                            () ->
                                    narrow.at(0)
                                            .transact(
                                                    connection -> {
                                                        held.countDown();
                                                        return awaitUninterruptibly(done);
                                                    }));
            held.await();
            long start = System.nanoTime();

            assertThatThrownBy(narrow::probe)
                    .isInstanceOf(ShardUnavailableException.class)
                    .hasMessageContaining("\"own\"")
                    .hasMessageContaining("try again later");

            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(10));
            done.countDown();
            holder.get(30, TimeUnit.SECONDS);
            narrow.probe();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"40001", "40P01"})
    void conflictIsTriedAgainAtOnceFourTimesInAll(String state) {
        AtomicInteger tries = new AtomicInteger();
        Shard shard = shards.at(0);

        int result =
                shard.transact(
                        connection -> {
                            claim(connection, "try" + tries);
                            if (tries.incrementAndGet() < 4) {
                                raise(connection, state);
                            }
                            return tries.get();
                        });

        assertThat(result).isEqualTo(4);
        assertThat(tally.keys()).as("of the try that went well").isEqualTo(1);
        assertThatThrownBy(
                        () ->
                                shard.transact(
                                        connection -> {
                                            claim(connection, "in vain");
                                            tries.incrementAndGet();
                                            return raise(connection, state);
                                        }))
                .isInstanceOf(ShardBusyException.class);
        assertThat(tries).hasValue(8);
        assertThat(tally.keys()).isEqualTo(1);
        assertThat(shards.databases().get(0).isAway()).isFalse();
    }

    @Test
    void serializationFailureOfTwoThatReadWhatTheOtherWroteIsTriedAgain() throws Exception {
        Shard shard = shards.at(0);
        AtomicInteger tries = new AtomicInteger();
        CountDownLatch bothRead = new CountDownLatch(2);
        List<Future<Integer>> both = new ArrayList<>();
        for (String key : List.of("a", "b")) {
            both.add(
                    threads.submit(
                            () ->
                                    shard.transact(
                                            connection -> {
                                                execute(
                                                        connection,
                                                        "SET TRANSACTION ISOLATION LEVEL"
                                                                + " SERIALIZABLE");
                                                number(connection, "SELECT count(*) FROM {s}.once");
                                                tries.incrementAndGet();
                                                bothRead.countDown();
                                                awaitUninterruptibly(bothRead);
                                                return claim(connection, key);
                                            })));
        }
        for (Future<Integer> one : both) {
            assertThat(one.get(60, TimeUnit.SECONDS)).isEqualTo(1);
        }

        assertThat(tries).as("one of the two was done again").hasValueGreaterThan(2);
        assertThat(tally.keys()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"57014", "55P03", "25P03", "25P04"})
    void serverThatWasHinderedFailsTheAttemptAndIsNotAway(String state) {
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> raiseAfterWriting(state))
                    .isInstanceOf(ShardBusyException.class);
        }

        assertThat(shards.databases().get(0).isAway()).isFalse();
        assertThat(tally.keys()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "53000", "53100", "53200", "53300", "57P01", "57P02", "57P03", "58030", "08006",
                "25006", "40003"
            })
    void serverThatCanDoNothingForAnybodyIsWaitedFor(String state) {
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> raiseAfterWriting(state))
                    .isInstanceOfSatisfying(
                            ShardUnavailableException.class,
                            e -> {
                                assertThat(e.dependency()).isEqualTo("postgres:own");
                                assertThat(e.retryIn()).isPositive();
                            });
        }

        assertThat(shards.databases().get(0).isAway()).isTrue();
        await().atMost(SOON)
                .ignoreExceptionsInstanceOf(ShardUnavailableException.class)
                .until(() -> tally.keys() == 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"23505", "42601", "42501", "22001", "25P02", "XX000"})
    void statementAtFaultIsAFailureAndNotToBeRepeated(String state) {
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> raiseAfterWriting(state))
                    .isInstanceOfSatisfying(
                            SqlFailureException.class,
                            e -> assertThat(e.sqlState()).isEqualTo(state));
        }

        assertThat(shards.databases().get(0).isAway()).isFalse();
        assertThat(tally.keys()).isZero();
    }

    @Test
    void statementThatTakesTooLongIsCancelled() {
        Shard shard = shards.at(0);
        long start = System.nanoTime();

        assertThatThrownBy(
                        () ->
                                shard.transact(
                                        connection -> {
                                            claim(connection, "slow");
                                            try (PreparedStatement sleep =
                                                    shard.prepare(
                                                            connection, "SELECT pg_sleep(60)")) {
                                                sleep.setQueryTimeout(1);
                                                return sleep.execute();
                                            }
                                        }))
                .isInstanceOf(ShardBusyException.class);

        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(20));
        assertThat(tally.keys()).isZero();
        assertThat(tally.number(sessions("active") + " AND query LIKE '%pg_sleep(60)%'"))
                .as("it runs no more on the server")
                .isEqualTo(1);
    }

    @Test
    void transactionThatIdledTooLongIsEndedByTheServerAndNothingIsWritten() {
        Shard shard = shards.at(0);

        assertThatThrownBy(
                        () ->
                                shard.transact(
                                        connection -> {
                                            execute(
                                                    connection,
                                                    "SET LOCAL"
                                                            + " idle_in_transaction_session_timeout"
                                                            + " = 200");
                                            long pid =
                                                    number(connection, "SELECT pg_backend_pid()");
                                            claim(connection, "idle");
                                            await().atMost(SOON).until(() -> hasEnded(pid));
                                            return claim(connection, "too late");
                                        }))
                .isInstanceOfAny(ShardBusyException.class, ShardUnavailableException.class);

        assertThat(tally.keys()).isZero();
        assertThat(tally.add("afterwards")).isTrue();
    }

    @Test
    void sessionEndedByAnOperatorIsWaitedForAndReplaced() {
        Shard shard = shards.at(0);

        assertThatThrownBy(
                        () ->
                                shard.transact(
                                        connection -> {
                                            claim(connection, "ended");
                                            return execute(
                                                    connection,
                                                    "SELECT pg_terminate_backend(pg_backend_pid())");
                                        }))
                .isInstanceOf(ShardUnavailableException.class);

        assertThat(tally.keys()).isZero();
        assertThat(tally.add("afterwards")).isTrue();
    }

    @Test
    void serverWithoutAFreeConnectionIsWaitedFor() throws Exception {
        List<Connection> others = new ArrayList<>();
        assertThatThrownBy(
                        () -> {
                            for (int i = 0; i < 100; i++) {
                                others.add(DriverManager.getConnection(url));
                            }
                        })
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("53300"));
        try (Shards late = shards(url, PoolLimits.ofConnections(1))) {
            assertThatThrownBy(late::probe).isInstanceOf(ShardUnavailableException.class);

            for (Connection other : others) {
                other.close();
            }
            await().atMost(SOON)
                    .ignoreExceptionsInstanceOf(ShardUnavailableException.class)
                    .untilAsserted(late::probe);
        }
    }

    @Test
    void interruptedCallersLeaveTheirConnectionAndNothingHalfWritten() throws Exception {
        try (Shards narrow = shards(url, PoolLimits.ofConnections(1))) {
            narrow.probe();
            for (int round = 0; round < 20; round++) {
                CountDownLatch written = new CountDownLatch(1);
                Future<?> inTheMiddle =
                        threads.submit(
                                () ->
                                        narrow.at(0)
                                                .transact(
                                                        connection -> {
                                                            claim(connection, "half");
                                                            written.countDown();
                                                            return awaitInterrupt();
                                                        }));
                written.await();
                Future<?> waiting = threads.submit(narrow::probe);
                await().atMost(SOON).until(() -> waitsForAConnection());

                waiting.cancel(true);
                inTheMiddle.cancel(true);

                narrow.probe();
                assertThat(tally.keys()).isZero();
            }
            assertThat(tally.number(sessions("idle in transaction"))).isZero();
            assertThat(narrow.databases().get(0).isAway()).isFalse();
        }
    }

    private static boolean waitsForAConnection() {
        return Thread.getAllStackTraces().values().stream()
                .anyMatch(
                        stack ->
                                java.util.Arrays.stream(stack)
                                        .anyMatch(
                                                frame ->
                                                        frame.getClassName()
                                                                        .endsWith("ConcurrentBag")
                                                                && frame.getMethodName()
                                                                        .equals("borrow")));
    }

    private void raiseAfterWriting(String state) {
        shards.at(0)
                .transact(
                        connection -> {
                            claim(connection, "raised");
                            return raise(connection, state);
                        });
    }

    private boolean keyIsThere(String key) {
        return shards.at(1)
                .transact(
                        connection ->
                                number(
                                                connection,
                                                "SELECT count(*) FROM shard_0001.once WHERE key = '"
                                                        + key
                                                        + "'")
                                        == 1);
    }

    private boolean hasEnded(long pid) {
        return tally.number("SELECT count(*) FROM pg_stat_activity WHERE pid = " + pid) == 0;
    }

    private static String sessions(String state) {
        return "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                + " AND state = '"
                + state
                + "'";
    }

    private Shards shards(String jdbcUrl, PoolLimits limits) {
        return Shards.open(
                List.of(new DatabaseAddress("own", jdbcUrl)), SHARDS, test.queue(), limits);
    }

    private int claim(Connection connection, String key) throws SQLException {
        try (PreparedStatement insert =
                shards.at(0).prepare(connection, "INSERT INTO {s}.once (key) VALUES (?)", key)) {
            return insert.executeUpdate();
        }
    }

    private static boolean raise(Connection connection, String state) throws SQLException {
        return execute(connection, "DO $$ BEGIN RAISE SQLSTATE '" + state + "'; END $$");
    }

    private static boolean execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.execute(sql);
        }
    }

    private long number(Connection connection, String sql) throws SQLException {
        try (PreparedStatement select = shards.at(0).prepare(connection, sql);
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static boolean awaitUninterruptibly(CountDownLatch latch) {
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean awaitInterrupt() {
        try {
            return new CountDownLatch(1).await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted in the middle", e);
        }
    }
}
