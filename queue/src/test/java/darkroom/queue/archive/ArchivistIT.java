package darkroom.queue.archive;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.queue.inspect.DeadJobs;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is copied, what goes again, and that nothing of it needs a second process. */
@Timeout(120)
final class ArchivistIT {
    private static final long ALL = Long.MAX_VALUE;
    private static final String GONE = "SELECT count(*) FROM darkroom.dead_job WHERE gone_at %s";

    private final ArchiveScene scene = new ArchiveScene();
    private final DeadJobs dead = new DeadJobs(scene.queue.store());

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void deadJobIsCopiedWithAllThatItIsFoundBy() {
        scene.bury("note", "org.example.Broken", "a", 3);
        scene.archivist(ALL).step();

        assertThat(scene.rows()).containsExactly("a1", "a2", "a3");
        assertThat(
                        scene.texts(
                                """
                                SELECT concat_ws(' ', kind, queue, failure_group, error, error_name,
                                  reason, message, attempt, shard, person, args, outbox, job_id, spilled)
                                FROM darkroom.dead_job WHERE name = 'a3'"""))
                .containsExactly(
                        "note note gBroken org.example.Broken Broken attempts no row 1 3 3"
                                + " {number=3}   f");
        assertThat(scene.texts("SELECT convert_from(body, 'UTF8') FROM darkroom.dead_job"))
                .containsExactlyInAnyOrder(
                        scene.record("a1"), scene.record("a2"), scene.record("a3"));
    }

    @Test
    void pileIsCopiedStepByStepAndOnceHoweverOftenAStepIsDoneAgain() {
        scene.bury("note", "t", "a", 450);
        Archivist archivist = scene.archivist(ALL);

        assertThat(archivist.step()).isEqualTo(Duration.ofMillis(20));
        assertThat(scene.rows()).hasSize(200);
        scene.execute("UPDATE darkroom.dead_archive SET copied_at = 0, copied_name = ''");
        archivist.step();
        archivist.step();
        assertThat(archivist.step()).isEqualTo(Duration.ofSeconds(1));

        assertThat(scene.rows()).hasSize(450);
        scene.bury("note", "t", "b", 1);
        archivist.step();
        assertThat(scene.rows()).hasSize(451).contains("b1");
    }

    @Test
    void rowGoesWithItsJobAndComesBackWithIt() {
        scene.bury("note", "t", "a", 3);
        Archivist archivist = scene.archivist(ALL);
        archivist.step();
        double since = scene.queue.jedis().zscore(scene.keys().dead(), "a3");
        String record = scene.record("a3");
        dead.retry("a1");
        dead.discard("a2");
        dead.discard("a3");
        archivist.step();

        assertThat(scene.rows()).isEmpty();
        assertThat(scene.number(GONE.formatted("IS NOT NULL"))).isEqualTo(3);

        scene.queue.jedis().zadd(scene.keys().dead(), since, "a3");
        scene.queue.jedis().hset(scene.keys().deadJobs(), "a3", record);
        archivist.step();
        assertThat(scene.rows()).as("as after an undo").containsExactly("a3");
    }

    @Test
    void rowOfAJobThatIsNotDeadIsDeletedAfterADayAndNotBefore() {
        scene.bury("note", "t", "a", 3);
        Archivist archivist = scene.archivist(ALL);
        archivist.step();
        dead.retry("a1");
        dead.retry("a2");
        archivist.step();
        scene.execute(
                "UPDATE darkroom.dead_job SET gone_at = now() - interval '23 hours'"
                        + " WHERE name = 'a1'");
        scene.execute(
                "UPDATE darkroom.dead_job SET gone_at = now() - interval '25 hours'"
                        + " WHERE name IN ('a2', 'a3')");
        archivist.step();

        assertThat(scene.texts("SELECT name FROM darkroom.dead_job ORDER BY name"))
                .containsExactly("a1", "a3");
        assertThat(scene.rows()).as("dead all the time").containsExactly("a3");
    }

    @Test
    void rowThatTheArchiveHasLostIsWrittenAgain() {
        scene.bury("note", "t", "a", 3);
        Archivist archivist = scene.archivist(ALL);
        archivist.step();
        scene.execute("DELETE FROM darkroom.dead_job WHERE name <> 'a2'");
        archivist.step();

        assertThat(scene.rows()).containsExactly("a1", "a2", "a3");
    }

    @Test
    void oneProcessWorksAndAnotherGoesOnWhenItIsGone() {
        scene.bury("note", "t", "a", 1);
        Archivist first = scene.archivist(ALL);
        Archivist second = scene.archivist(ALL);
        first.step();
        scene.bury("note", "t", "b", 1);

        assertThat(second.step()).isEqualTo(Duration.ofSeconds(3));
        assertThat(scene.rows()).containsExactly("a1");
        scene.execute("UPDATE darkroom.dead_archive SET held_until = now() - interval '1 second'");
        second.step();
        assertThat(scene.rows()).containsExactly("a1", "b1");
        assertThat(first.step()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void whileTheDatabaseIsAwayNothingLeavesRedisAndTheWaitGrows() {
        Archivist archivist = scene.archivist(0);
        archivist.step();
        scene.bury("note", "t", "a", 5);
        long bytes = scene.bytesInRedis();
        scene.goAway();
        for (long ceiling : new long[] {100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000}) {
            assertThat(archivist.step().toMillis()).isBetween(ceiling / 2, ceiling);
        }
        assertThat(scene.bytesInRedis()).isEqualTo(bytes);

        scene.comeBack();
        archivist.step();
        assertThat(scene.rows()).hasSize(5);
    }

    @Test
    void jobWhoseRecordIsNoneAndOneWithANulInItAreCopiedAsTheyAre() {
        scene.bury("note", "no\0thing.Broken", "a", 1);
        scene.bury("note", "t", "b", 1);
        scene.queue.jedis().hset(scene.keys().deadJobs(), "b1", "not JSON");
        scene.archivist(ALL).step();

        assertThat(scene.rows()).containsExactly("a1", "b1");
        assertThat(scene.texts("SELECT kind || reason FROM darkroom.dead_job WHERE name = 'b1'"))
                .containsExactly("unreadable");
        assertThat(List.of(scene.record("b1")))
                .isEqualTo(
                        scene.texts(
                                "SELECT convert_from(body, 'UTF8') FROM darkroom.dead_job"
                                        + " WHERE name = 'b1'"));
    }
}
