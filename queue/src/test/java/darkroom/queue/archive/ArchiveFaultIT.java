package darkroom.queue.archive;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.embedded.RedisOptions;
import darkroom.embedded.RedisServer;
import darkroom.queue.Job;
import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.ledger.Account;
import darkroom.queue.ledger.Ledger;
import darkroom.queue.outbox.Statements;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A process that ends between any two steps, and servers that lose or bring back what they had. */
@Timeout(120)
final class ArchiveFaultIT {
    private static final String FREE =
            "UPDATE darkroom.dead_archive SET held_until = now() - interval '1 second'";

    private final RedisServer redis = RedisServer.start(RedisOptions.defaults());
    private final ArchiveScene scene = new ArchiveScene(TestQueue.at(redis.uri()));
    private final DeadArchive archive = new DeadArchive(scene.database, scene.queue.store());
    private final DeadJobs dead = new DeadJobs(scene.queue.store(), archive);

    @AfterEach
    void close() {
        scene.close();
        redis.close();
    }

    private void another(long budget) {
        scene.execute(FREE);
        Archivist archivist = scene.archivist(budget);
        archivist.step();
        archivist.step();
    }

    private List<String> whole() {
        return dead.list(0, 1_000).stream()
                .filter(view -> view.job().payload().length > 0)
                .map(view -> view.job().id())
                .sorted()
                .toList();
    }

    private static List<String> names(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> "a" + i).sorted().toList();
    }

    @Test
    void killedAfterTheRowsAreWrittenItIsDoneOnceMore() throws SQLException {
        scene.bury("note", "t", "a", 20);
        Statements statements = new Statements(scene.database, "test");
        String lane = scene.keys().namespace();
        ArchiveRows rows = new ArchiveRows(statements, lane);
        List<DeadRow> half =
                new DeadWalk(scene.queue.store())
                        .after(new Place(0, ""), Long.MAX_VALUE >> 12, 10).stream()
                                .map(
                                        one ->
                                                DeadRow.of(
                                                        one.place(),
                                                        one.record(),
                                                        new KindTerms(List.of())))
                                .toList();
        rows.write(half, "history");

        another(0);
        assertThat(scene.rows()).hasSize(20);
        assertThat(whole()).isEqualTo(names(20));
    }

    @Test
    void killedAfterTheBodiesHaveLeftRedisAndBeforeThatIsNoted() {
        scene.bury("note", "t", "a", 5);
        another(0);
        scene.execute("UPDATE darkroom.dead_job SET spilled = false");
        another(0);

        assertThat(scene.number("SELECT count(*) FROM darkroom.dead_job WHERE spilled"))
                .isEqualTo(5);
        assertThat(whole()).isEqualTo(names(5));
    }

    @Test
    void killedBetweenTheNoteThatABodyIsBackAndTheBody() throws SQLException {
        scene.bury("note", "t", "a", 5);
        another(0);
        Statements statements = new Statements(scene.database, "test");
        new BodyRows(statements, scene.keys().namespace())
                .markHere(
                        dead.list(0, 9).stream()
                                .map(
                                        view ->
                                                new Place(
                                                        view.since().toEpochMilli(),
                                                        view.job().id()))
                                .toList());
        another(0);

        assertThat(whole()).isEqualTo(names(5));
        assertThat(scene.number("SELECT count(*) FROM darkroom.dead_job WHERE spilled"))
                .isEqualTo(5);
    }

    @Test
    void deadJobsThatAFlushallTookAreBackWithTheirBodiesAndInTheirGroups() {
        scene.bury("note", "Broken", "a", 30);
        scene.bury("other", "Worse", "b", 10);
        another(0);
        dead.retry("a30");
        another(0);
        scene.queue.jedis().flushAll();
        another(0);

        assertThat(dead.count()).isEqualTo(39);
        assertThat(dead.count("gBroken")).isEqualTo(29);
        assertThat(dead.count("gWorse")).isEqualTo(10);
        assertThat(whole()).hasSize(39).doesNotContain("a30");
        for (String queue : List.of("note", "other")) {
            Account account = Ledger.read(scene.queue.store()).account(queue);
            assertThat(account.missing()).as(queue).isZero();
        }
        scene.joinAgain();
        dead.retry("a1");
        assertThat(scene.queue.ready("note")).containsExactly(1);
    }

    @Test
    void jobOfAnOutboxIsNotPutBackSinceItsRelaySendsItAgain() {
        Job<TestQueue.Note> job = TestQueue.NOTE.job(new TestQueue.Note(1)).withId("o1");
        scene.queue
                .client()
                .enqueueStored(List.of(scene.queue.client().encode(job, Optional.of("db0"))));
        scene.buryReady("t", 1);
        scene.bury("note", "t", "a", 1);
        another(0);
        scene.queue.jedis().flushAll();
        another(0);

        assertThat(whole()).containsExactly("a1");
        assertThat(scene.rows()).containsExactly("a1");
    }

    @Test
    void jobsThatDiedWhileTheHistoryChangedStayAndAreCopied() {
        scene.bury("note", "t", "a", 3);
        another(Long.MAX_VALUE);
        scene.queue.jedis().flushAll();
        scene.joinAgain();
        scene.bury("note", "t", "c", 3);
        another(0);
        another(0);

        assertThat(whole()).containsExactly("a1", "a2", "a3", "c1", "c2", "c3");
        assertThat(scene.rows()).hasSize(6);
    }

    @Test
    void archiveThatWasLostIsFilledAgainFromWhatRedisHas() {
        scene.bury("note", "t", "a", 30);
        another(Long.MAX_VALUE);
        scene.execute("TRUNCATE darkroom.dead_job; TRUNCATE darkroom.dead_archive");
        another(0);

        assertThat(scene.rows()).hasSize(30);
        assertThat(whole()).isEqualTo(names(30));
    }

    @Test
    void archiveOfAnOlderBackupIsBroughtUpToDateFromWhatRedisHas() {
        scene.bury("note", "t", "a", 10);
        another(Long.MAX_VALUE);
        scene.execute(
                """
                DELETE FROM darkroom.dead_job WHERE name > 'a5';
                UPDATE darkroom.dead_archive SET copied_at = 0, copied_name = ''""");
        dead.discard("a1");
        another(0);

        assertThat(scene.rows()).isEqualTo(names(10).subList(1, 10)).doesNotContain("a1");
        assertThat(whole()).hasSize(9);
    }

    @Test
    void noDeadJobIsDroppedHoweverManyThereAre() {
        for (int from = 0; from <= 1_000_000; from += 50_000) {
            Map<String, Double> old = new HashMap<>();
            for (int i = from; i < from + 50_000; i++) {
                old.put("old" + i, 7.0);
            }
            scene.queue.jedis().zadd(scene.keys().dead(), old);
        }
        scene.bury("note", "t", "a", 1);

        assertThat(dead.count()).isEqualTo(1_050_001);
        assertThat(Ledger.read(scene.queue.store()).account("note").out().dropped()).isZero();
    }

    @Test
    void twoArchivistsAtOnceLoseNothing() throws InterruptedException {
        scene.bury("note", "t", "a", 600);
        List<Thread> threads =
                IntStream.range(0, 2)
                        .mapToObj(i -> new Thread(() -> steal(scene.archivist(500))))
                        .toList();
        threads.forEach(Thread::start);
        for (int i = 1; i <= 300; i += 3) {
            dead.retry("a" + i);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        another(0);

        assertThat(whole()).hasSize(500);
        assertThat(scene.rows()).hasSize(500);
        assertThat(scene.queue.ready("note")).hasSize(100);
    }

    private void steal(Archivist archivist) {
        for (int i = 0; i < 20; i++) {
            scene.execute(FREE);
            archivist.step();
        }
    }
}
