package darkroom.queue.outbox;

import static darkroom.queue.fixtures.TestQueue.NOTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import darkroom.embedded.FaultProxy;
import darkroom.embedded.FaultProxy.Mode;
import darkroom.embedded.RedisOptions;
import darkroom.embedded.RedisServer;
import darkroom.embedded.fixtures.TestPostgres;
import darkroom.embedded.fixtures.TestRedis;
import darkroom.queue.InvalidJobException;
import darkroom.queue.Job;
import darkroom.queue.StoreUnavailableException;
import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.fixtures.TestQueue.Note;
import darkroom.queue.reserve.Membership;
import darkroom.queue.reserve.Reserved;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

@Timeout(120)
final class RelayIT {
    private final RandomGenerator random = new SplittableRandom(7);
    private final TestQueue queue = TestQueue.open();
    private final String url = TestPostgres.freshDatabase();
    private final PGSimpleDataSource database = new PGSimpleDataSource();
    private final Outbox outbox = new Outbox("db0", queue.client());
    private final Relay relay = new Relay(outbox, database, queue.store(), queue.client(), random);

    @BeforeEach
    void createTables() throws SQLException {
        database.setUrl(url);
        try (Connection connection = database.getConnection()) {
            Outbox.createTable(connection);
            Outbox.createTable(connection);
        }
        sql("CREATE TABLE photo (id int PRIMARY KEY)");
    }

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void rowAndJobCommitTogetherOrNotAtAll() throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            post(connection, 1);
            connection.rollback();
            assertThat(relay.relayBatch()).isZero();
            post(connection, 2);
            assertThat(relay.relayBatch()).as("not committed yet").isZero();
            connection.commit();
        }

        assertThat(relay.relayBatch()).isOne();
        assertThat(queue.ready("note")).containsExactly(2);
        assertThat(number("SELECT sum(id) FROM photo")).isEqualTo(2);
    }

    @Test
    void waitsLongerAfterEachFailureAndAsUsualAfterASuccess() {
        for (int outage = 0; outage < 2; outage++) {
            database.setUrl("jdbc:postgresql://127.0.0.1:1/away");
            for (long ceiling : new long[] {100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000}) {
                assertThat(relay.step().toMillis()).isBetween(ceiling / 2, ceiling);
            }
            database.setUrl(url);
            assertThat(relay.step()).isEqualTo(Duration.ofSeconds(1));
        }
    }

    @Test
    void jobThatCannotBeTakenIsRefusedAndTheTransactionGoesOn() throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            assertThatThrownBy(
                            () ->
                                    outbox.enqueue(
                                            connection,
                                            darkroom.queue.JobKind.of("text", String.class)
                                                    .job("x".repeat(70_000))))
                    .isInstanceOf(InvalidJobException.class);
            post(connection, 1);
            connection.commit();
        }

        assertThat(rows()).isOne();
    }

    @Test
    void sendsInOrderAndDeletesTheRowWhenTheJobIsDone() throws SQLException {
        enqueue(1, 700);

        assertThat(relay.relayBatch()).isEqualTo(500);
        assertThat(relay.relayBatch()).isEqualTo(200);
        assertThat(relay.relayBatch()).isZero();
        assertThat(queue.ready("note")).isEqualTo(IntStream.rangeClosed(1, 700).boxed().toList());
        assertThat(relay.deleteDone()).isZero();
        finishAll();

        assertThat(relay.deleteDone()).isEqualTo(500);
        assertThat(relay.deleteDone()).isEqualTo(200);
        assertThat(rows()).isZero();
        assertThat(
                        queue.jedis()
                                .exists(
                                        queue.keys().outboxLive("db0"),
                                        queue.keys().outboxDone("db0")))
                .isZero();
    }

    @Test
    void relayKilledBetweenEnqueueAndUpdateLetsEachJobInOnce() throws SQLException {
        enqueue(1, 10);
        relay.send(relay.claim());
        assertThat(relay.relayBatch()).as("claimed by the one that was killed").isZero();
        sql("UPDATE darkroom.outbox SET due_at = now()"); // as five seconds later

        assertThat(relay.relayBatch()).isEqualTo(10);

        assertThat(queue.ready("note")).isEqualTo(IntStream.rangeClosed(1, 10).boxed().toList());
    }

    @Test
    void sameIdIsOneRow() throws SQLException {
        try (Connection connection = database.getConnection()) {
            outbox.enqueue(connection, note(1).withId("thumbnail-1"));
            outbox.enqueue(connection, note(2).withId("thumbnail-1"));
        }

        assertThat(rows()).isOne();
    }

    @Test
    void allComesBackAfterRedisLostEverything() throws SQLException {
        try (RedisServer server = TestRedis.own();
                TestQueue own = TestQueue.at(server.uri())) {
            Relay relay =
                    new Relay(
                            new Outbox("db0", own.client()),
                            database,
                            own.store(),
                            own.client(),
                            random);
            enqueue(1, 50);
            relay.relayBatch();
            Membership member = own.join("note");
            List<Reserved> ten = TestQueue.reserve(member, 10);
            TestQueue.settle(member, ten.stream().map(TestQueue::done).toList(), 0);
            relay.deleteDone();

            own.jedis().flushAll();
            assertThat(relay.relayBatch()).as("before the sweep").isZero();
            assertThat(
                            number(
                                    "SELECT count(*) FROM darkroom.outbox WHERE due_at < now() + interval '11 minutes'"))
                    .isEqualTo(40);
            sql("UPDATE darkroom.outbox SET due_at = due_at - interval '10 minutes'");

            assertThat(relay.relayBatch()).isEqualTo(40);
            assertThat(own.ready("note")).isEqualTo(IntStream.rangeClosed(11, 50).boxed().toList());
        }
    }

    @Test
    void whatRedisMayHaveLostIsSentAgainAtOnce() throws SQLException {
        try (RedisServer server =
                        RedisServer.start(
                                RedisOptions.defaults()
                                        .withDurability(RedisOptions.Durability.NEVER));
                TestQueue own = TestQueue.at(server.uri())) {
            Relay relay = relayTo(own);
            Relay another = relayTo(own);
            enqueue(1, 50);
            relay.step();
            another.step();
            assertThat(own.ready("note")).hasSize(50);

            relay.step();
            own.jedis().lpop(own.keys().queue("note"));
            another.step();
            assertThat(own.ready("note")).as("as long as nothing happens to it").hasSize(49);
            own.jedis().flushAll();
            relay.step();
            assertThat(own.ready("note")).as("emptied").hasSize(50);
            server.restart();
            await().ignoreExceptions().until(() -> own.store().type("x").equals("none"));
            another.step();
            assertThat(own.store().listLength(own.keys().queue("note")))
                    .as("restarted without its data")
                    .isEqualTo(50);
            relay.step();
            assertThat(own.store().listLength(own.keys().queue("note")))
                    .as("each once, however many relays saw it")
                    .isEqualTo(50);
        }
    }

    private Relay relayTo(TestQueue own) {
        return new Relay(
                new Outbox("db0", own.client()), database, own.store(), own.client(), random);
    }

    @Test
    void delayedJobIsScheduledAtTheSameTimeWheneverItIsSent() throws SQLException {
        try (Connection connection = database.getConnection()) {
            outbox.enqueue(connection, note(1).delayedBy(Duration.ofHours(1)));
        }
        sql("UPDATE darkroom.outbox SET run_at = run_at - interval '20 minutes'"); // as later

        relay.relayBatch();

        assertThat(queue.ready("note")).isEmpty();
        double due =
                queue.jedis().zrangeWithScores(queue.keys().scheduled(), 0, 0).get(0).getScore();
        assertThat(due - queue.store().timeMillis())
                .isBetween(
                        Duration.ofMinutes(39).toMillis() * 1.0,
                        Duration.ofMinutes(40).toMillis() + 2.0);
        assertThat(
                        number(
                                "SELECT count(*) FROM darkroom.outbox WHERE due_at > run_at + interval '9 minutes'"))
                .isOne();
    }

    @Test
    void rowsWaitWhileRedisIsAwayAndGoAsSoonAsItIsBack() throws Exception {
        URI uri = TestRedis.shared().uri();
        try (FaultProxy proxy = FaultProxy.to(uri.getHost(), uri.getPort());
                TestQueue through = queue.through(proxy.port(), Duration.ofSeconds(1))) {
            proxy.mode(Mode.CUT);
            try (Relay running =
                    Relay.start(outbox, database, through.store(), through.client(), random)) {
                enqueue(1, 1_200);
                running.wake();
                await().during(Duration.ofMillis(400))
                        .until(
                                () ->
                                        number(
                                                        "SELECT count(*) FROM darkroom.outbox WHERE due_at <= now()")
                                                == 1_200);

                proxy.mode(Mode.PASS);

                await().atMost(Duration.ofSeconds(8))
                        .until(() -> queue.ready("note").size() == 1_200);
                finishAll();
                running.wake();
                await().atMost(Duration.ofSeconds(8)).until(() -> rows() == 0);
            }
        }
        assertThat(queue.ready("note")).isEmpty();
    }

    @Test
    void rowsWhoseCallHadNoReplyAreDueAgainAtOnceAndInOrder() throws Exception {
        URI uri = TestRedis.shared().uri();
        try (FaultProxy proxy = FaultProxy.to(uri.getHost(), uri.getPort());
                TestQueue through = queue.through(proxy.port(), Duration.ofSeconds(1))) {
            // So that the next call is the enqueue itself: it has its script by then.
            through.client().enqueue(note(0).onQueue("warm").uniqueBy("warm"));
            Relay unheard = new Relay(outbox, database, queue.store(), through.client(), random);
            enqueue(1, 20);
            proxy.mode(Mode.SWALLOW_REPLIES);

            assertThatThrownBy(unheard::relayBatch).isInstanceOf(StoreUnavailableException.class);

            await().until(() -> queue.ready("note").size() == 20);
            assertThat(number("SELECT count(*) FROM darkroom.outbox WHERE due_at <= now()"))
                    .isEqualTo(20);
            enqueue(21, 30);
            assertThat(relay.relayBatch()).isEqualTo(30);
            assertThat(queue.ready("note"))
                    .isEqualTo(IntStream.rangeClosed(1, 30).boxed().toList());
        }
    }

    @Test
    void twoRelaysAtOnceSendEachJobOnce() throws Exception {
        enqueue(1, 3_000);
        Relay other = new Relay(outbox, database, queue.store(), queue.client(), random);
        ExecutorService threads = Executors.newFixedThreadPool(2);

        List<Future<Integer>> both =
                threads.invokeAll(List.of(() -> relayAll(relay), () -> relayAll(other)));
        threads.shutdown();

        assertThat(both.get(0).get() + both.get(1).get()).isEqualTo(3_000);
        assertThat(queue.ready("note")).hasSize(3_000).doesNotHaveDuplicates();
    }

    @Test
    void queueThatRefusesDoesNotHoldUpTheOthers() throws SQLException {
        queue.jedis().zadd(queue.keys().queue("taken"), 1, "a job of Jesque's, due later");
        try (Connection connection = database.getConnection()) {
            outbox.enqueue(connection, note(1).onQueue("taken"));
            outbox.enqueue(connection, note(2));
            outbox.enqueue(connection, note(3).onQueue("other"));
        }

        assertThat(relay.relayBatch()).isEqualTo(3);

        assertThat(queue.ready("note")).containsExactly(2);
        assertThat(queue.ready("other")).containsExactly(3);
        assertThat(
                        number(
                                "SELECT count(*) FROM darkroom.outbox WHERE due_at < now() + interval '11 seconds'"))
                .as("tried again soon")
                .isOne();
        queue.jedis().del(queue.keys().queue("taken"));
        sql("UPDATE darkroom.outbox SET due_at = now()");
        relay.relayBatch();
        assertThat(queue.ready("taken")).containsExactly(1);
    }

    @Test
    void rowWhoseUniqueKeyIsHeldIsSuperfluous() throws SQLException {
        try (Connection connection = database.getConnection()) {
            outbox.enqueue(connection, note(1).uniqueBy("u"));
            outbox.enqueue(connection, note(2).uniqueBy("u"));
        }

        relay.relayBatch();

        assertThat(queue.ready("note")).containsExactly(1);
        assertThat(rows()).as("the row of the live job alone").isOne();
        sql("UPDATE darkroom.outbox SET due_at = now()");
        relay.relayBatch();
        assertThat(rows()).as("sent again it still stands for itself").isOne();
    }

    @Test
    void rowsThatGoOutAgainAreCountedAndWaitsAreTold() throws SQLException {
        OutboxRows outboxRows = new OutboxRows(database);
        assertThat(outboxRows.longestWait()).isZero();
        try (Connection connection = database.getConnection()) {
            outbox.enqueue(connection, note(1));
            outbox.enqueue(connection, note(2).delayedBy(Duration.ofHours(1)));
        }
        relay.relayBatch();
        assertThat(relay.resent()).isZero();
        assertThat(outboxRows.longestWait()).as("all are sent").isZero();

        sql("UPDATE darkroom.outbox SET run_at = run_at - interval '2 hours', due_at = now()");
        assertThat(outboxRows.longestWait()).isLessThan(Duration.ofMinutes(1));
        relay.relayBatch();

        assertThat(relay.resent()).isEqualTo(2);
        sql("UPDATE darkroom.outbox SET due_at = now() - interval '3 minutes'");
        assertThat(outboxRows.longestWait())
                .isBetween(Duration.ofMinutes(3), Duration.ofMinutes(4));
    }

    @Test
    void wrongNameIsRefused() {
        assertThatThrownBy(() -> new Outbox("Db 0", queue.client()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cannot name an outbox \"Db 0\": expected [a-z0-9_-]{1,40}");
    }

    private static int relayAll(Relay relay) throws SQLException {
        int sent = 0;
        for (int batch = relay.relayBatch(); batch > 0; batch = relay.relayBatch()) {
            sent += batch;
        }
        return sent;
    }

    private void post(Connection connection, int number) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO photo VALUES (" + number + ")");
        }
        outbox.enqueue(connection, note(number));
    }

    private void enqueue(int from, int to) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            for (int i = from; i <= to; i++) {
                outbox.enqueue(connection, note(i));
            }
            connection.commit();
        }
    }

    private void finishAll() {
        Membership member = queue.join("note");
        List<Reserved> held = TestQueue.reserve(member, 1_000);
        while (!held.isEmpty()) {
            held = TestQueue.settle(member, held.stream().map(TestQueue::done).toList(), 1_000);
        }
    }

    private static Job<Note> note(int number) {
        return NOTE.job(new Note(number));
    }

    private long rows() throws SQLException {
        return number("SELECT count(*) FROM darkroom.outbox");
    }

    private long number(String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            assertThat(row.next()).isTrue();
            return row.getLong(1);
        }
    }

    private void sql(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
