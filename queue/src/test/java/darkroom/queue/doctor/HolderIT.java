package darkroom.queue.doctor;

import static darkroom.queue.fixtures.TestQueue.NOTE;
import static darkroom.queue.fixtures.TestQueue.buried;
import static darkroom.queue.fixtures.TestQueue.done;
import static darkroom.queue.fixtures.TestQueue.job;
import static darkroom.queue.fixtures.TestQueue.reserve;
import static darkroom.queue.fixtures.TestQueue.settle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import darkroom.embedded.fixtures.TestPostgres;
import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.fixtures.TestQueue.Note;
import darkroom.queue.outbox.Outbox;
import darkroom.queue.outbox.Relay;
import darkroom.queue.redis.Keys;
import darkroom.queue.reserve.Membership;
import darkroom.queue.reserve.Reserved;
import darkroom.queue.reserve.Settlement;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** Unique keys, live sets and rows whose jobs are nowhere: planted, found, put right. */
@Timeout(60)
final class HolderIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final TestQueue queue = TestQueue.open();
    private final Keys keys = queue.keys();
    private final PGSimpleDataSource database = new PGSimpleDataSource();
    private final Outbox outbox = new Outbox("db0", queue.client());
    private final Doctor doctor = new Doctor(queue.store()).withOutbox("db0", database);

    @BeforeEach
    void createTable() throws SQLException {
        database.setUrl(TestPostgres.freshDatabase());
        try (Connection connection = database.getConnection()) {
            Outbox.createTable(connection);
        }
    }

    @AfterEach
    void close() {
        queue.close();
    }

    private void commit(int first, int last) throws SQLException {
        try (Connection connection = database.getConnection()) {
            for (int i = first; i <= last; i++) {
                outbox.enqueue(connection, NOTE.job(new Note(i)).withId("n" + i));
            }
        }
    }

    private void relayUntilLive(int count) {
        try (Relay relay =
                Relay.start(
                        outbox, database, queue.store(), queue.client(), new SplittableRandom(7))) {
            relay.wake();
            await().atMost(SOON).until(() -> queue.jedis().scard(keys.outboxLive("db0")) == count);
        }
    }

    private void sql(String statement) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement update = connection.createStatement()) {
            update.execute(statement);
        }
    }

    @Test
    void holdersInEveryPlaceAreWell() throws Exception {
        commit(1, 4);
        relayUntilLive(4);
        queue.client().enqueue(NOTE.job(new Note(5)).uniqueBy("ready"));
        queue.client()
                .enqueue(NOTE.job(new Note(6)).uniqueBy("later").delayedBy(Duration.ofHours(1)));
        Membership member = queue.join("note");
        List<Reserved> held = reserve(member, 3);
        settle(
                member,
                Settlement.retrying(held.get(0), job(held.get(0)), Duration.ofHours(1)),
                buried(member, held.get(1)));

        Report report = doctor.examine();

        assertThat(report.findings()).as("%s", report).isEmpty();
    }

    @Test
    void uniqueKeyWhoseJobIsNowhereIsFreed() throws Exception {
        queue.client().enqueue(NOTE.job(new Note(1)).withId("n1").uniqueBy("stale"));
        queue.client().enqueue(NOTE.job(new Note(2)).withId("n2").uniqueBy("held"));
        queue.jedis().lpop(keys.queue("note"));

        assertThat(doctor.examine().findings())
                .extracting(Finding::name)
                .containsExactly("stale-unique", "missing-jobs");
        Report repaired = doctor.repair();

        assertThat(repaired.findings()).as("%s", repaired).isEmpty();
        assertThat(repaired.repaired()).contains("stale-unique: freed 1");
        assertThat(queue.jedis().get(keys.unique("held"))).isEqualTo("n2");
        assertThat(queue.client().enqueue(NOTE.job(new Note(3)).uniqueBy("stale")).fresh())
                .isTrue();
    }

    @Test
    void liveJobThatIsNowhereIsSentAgain() throws Exception {
        commit(1, 3);
        relayUntilLive(3);
        queue.jedis().lpop(keys.queue("note"));

        Report found = doctor.examine();
        assertThat(found.findings())
                .extracting(Finding::name)
                .containsExactly("stale-live", "missing-jobs");
        assertThat(found.findings().get(0).examples()).containsExactly("n1");
        Report repaired = doctor.repair();

        assertThat(repaired.findings()).as("%s", repaired).isEmpty();
        assertThat(repaired.repaired())
                .contains("stale-live: took off 1 of outbox db0")
                .contains("lost-by-redis: 1 rows are sent again");
        relayUntilLive(3);
        assertThat(queue.ready("note")).containsExactly(2, 3, 1);
        assertThat(doctor.examine().findings()).isEmpty();
    }

    @Test
    void allThatAnEmptiedRedisHadIsSentAgainAtOnce() throws Exception {
        commit(1, 5);
        relayUntilLive(5);
        queue.dump().keySet().forEach(key -> queue.jedis().del(key));

        assertThat(doctor.examine().findings())
                .singleElement()
                .matches(finding -> finding.name().equals("lost-by-redis") && finding.count() == 5);
        assertThat(doctor.repair().findings()).isEmpty();

        relayUntilLive(5);
        assertThat(queue.ready("note")).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void jobThatIsDoneAndWhoseRowIsStillThereIsWell() throws Exception {
        commit(1, 1);
        relayUntilLive(1);
        Membership member = queue.join("note");
        Reserved reserved = reserve(member, 1).get(0);
        member.exchange(member.batch(List.of(done(reserved)), Map.of("done|note|note", 1L)), 0, 0);

        Report report = doctor.examine();

        assertThat(report.findings()).as("%s", report).isEmpty();
    }

    @Test
    void rowsThatNobodySendsAreShown() throws Exception {
        commit(1, 2);
        assertThat(doctor.examine().findings()).isEmpty();
        sql("UPDATE darkroom.outbox SET due_at = now() - interval '2 minutes'");

        assertThat(doctor.examine().findings())
                .singleElement()
                .matches(finding -> finding.name().equals("outbox-waits") && finding.count() == 2);
    }

    @Test
    void databaseThatIsAwayOrNewIsNamed() throws Exception {
        sql("DROP TABLE darkroom.outbox");
        assertThat(doctor.examine().notes()).contains("database db0 has no outbox yet");
        database.setUrl("jdbc:postgresql://127.0.0.1:1/away?connectTimeout=2");

        assertThat(doctor.examine().findings())
                .singleElement()
                .matches(finding -> finding.name().equals("database-away"));
    }
}
