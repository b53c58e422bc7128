package darkroom.queue.archive;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.queue.Job;
import darkroom.queue.doctor.Doctor;
import darkroom.queue.doctor.Finding;
import darkroom.queue.fixtures.TestQueue;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What the doctor says of dead jobs whose bodies are in the archive, and of an archive that ails.
 */
@Timeout(120)
final class ArchiveDoctorIT {
    private final ArchiveScene scene = new ArchiveScene();
    private final Archivist archivist = scene.archivist(0);

    @AfterEach
    void close() {
        scene.close();
    }

    private List<String> findings() throws InterruptedException {
        return new Doctor(scene.queue.store())
                .examine().findings().stream()
                        .map(Finding::name)
                        .filter(name -> !name.startsWith("process") && !name.equals("no-worker"))
                        .toList();
    }

    @Test
    void spilledJobsAreAllWellAndStandForTheirRowsOfAnOutbox() throws InterruptedException {
        Job<TestQueue.Note> job = TestQueue.NOTE.job(new TestQueue.Note(1)).withId("o1");
        scene.queue
                .client()
                .enqueueStored(List.of(scene.queue.client().encode(job, Optional.of("db0"))));
        scene.buryReady("t", 1);
        scene.bury("note", "t", "a", 3);
        List<String> before = findings();
        archivist.step();

        assertThat(scene.isSpilled("o1")).isTrue();
        assertThat(findings()).isEqualTo(before);
        assertThat(scene.queue.jedis().smembers(scene.keys().outboxLive("db0")))
                .containsExactly("o1");
    }

    @Test
    void archiveThatStandsStillAndBodiesThatAreNowhereAreFound() throws InterruptedException {
        scene.bury("note", "t", "a", 3);
        archivist.step();
        scene.execute("DELETE FROM darkroom.dead_job WHERE name = 'a1'");
        archivist.step();
        assertThat(findings()).contains("dead-without-body").doesNotContain("archive-stands-still");

        scene.bury("note", "t", "b", 2);
        String report = scene.queue.jedis().hget(scene.keys().deadArchive(), "report");
        String old = report.replaceFirst("^\\d+", "1000");
        scene.queue.jedis().hset(scene.keys().deadArchive(), "report", old);
        assertThat(findings()).contains("archive-stands-still");
        archivist.step();
        assertThat(findings()).doesNotContain("archive-stands-still");
    }
}
