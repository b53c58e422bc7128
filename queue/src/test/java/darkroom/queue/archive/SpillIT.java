package darkroom.queue.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.queue.InvalidJobException;
import darkroom.queue.StoreUnavailableException;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.inspect.DeadJobs.DeadView;
import darkroom.queue.json.DeadJob;
import darkroom.queue.ledger.Account;
import darkroom.queue.ledger.Ledger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bodies beyond the budget are in the archive only, and their jobs are as dead as any other. */
@Timeout(120)
final class SpillIT {
    private final ArchiveScene scene = new ArchiveScene();
    private final DeadArchive archive = new DeadArchive(scene.database, scene.queue.store());
    private final DeadJobs dead = new DeadJobs(scene.queue.store(), archive);
    private final DeadJobs alone = new DeadJobs(scene.queue.store());

    @AfterEach
    void close() {
        scene.close();
    }

    private void spillAll(int jobs) {
        scene.bury("note", "org.example.Broken", "a", jobs);
        Archivist archivist = scene.archivist(0);
        archivist.step();
        archivist.step();
        assertThat(scene.bytesInRedis()).isZero();
    }

    @Test
    void bodiesOverTheBudgetLeaveRedisOldestFirstAndTheirJobsStayDead() {
        for (int i = 1; i <= 10; i++) {
            scene.bury("note", "t", "j" + i + "-", 1);
        }
        long one = scene.record("j10-1").length();
        scene.archivist(3 * one + 1).step();

        assertThat(scene.bytesInRedis()).isBetween(one, 3 * one + 1);
        assertThat(IntStream.rangeClosed(1, 10).filter(i -> !scene.isSpilled("j" + i + "-1")))
                .containsExactly(8, 9, 10);
        assertThat(dead.count()).isEqualTo(10);
        assertThat(dead.count("gt")).isEqualTo(10);
        assertThat(scene.number("SELECT count(*) FROM darkroom.dead_job WHERE spilled"))
                .isEqualTo(7);
    }

    @Test
    void jobIsListedAndShownWholeWhereverItsBodyIs() {
        scene.bury("note", "org.example.Broken", "a", 5);
        List<DeadView> before = dead.list(0, 10);
        DeadView one = dead.find("a3").orElseThrow();
        Archivist archivist = scene.archivist(0);
        archivist.step();

        assertThat(scene.bytesInRedis()).isZero();
        assertThat(dead.list(0, 10)).usingRecursiveComparison().isEqualTo(before);
        assertThat(dead.list("gBroken", Optional.empty(), 9).jobs())
                .usingRecursiveComparison()
                .isEqualTo(before);
        assertThat(dead.find("a3").orElseThrow()).usingRecursiveComparison().isEqualTo(one);
    }

    @Test
    void spilledJobIsRetriedEditedAndDiscardedAsAnyOther() {
        spillAll(4);
        dead.retry("a1");
        dead.edit("a2", "{\"number\": 22}", "ada");
        dead.discard("a3");

        assertThat(scene.queue.ready("note")).containsExactly(1, 22);
        assertThat(dead.list(0, 9)).extracting(view -> view.job().id()).containsExactly("a4");
        assertThat(dead.count("gBroken")).isOne();
        Account note = Ledger.read(scene.queue.store()).account("note");
        assertThat(note.out().discarded()).isOne();
        assertThat(note.out().dropped()).isZero();
        assertThat(note.missing()).isZero();
    }

    @Test
    void withoutTheDatabaseASpilledJobIsListedAndNothingCanBeDoneToIt() {
        spillAll(2);
        assertThat(alone.list(0, 9))
                .extracting(view -> view.job().kind() + " " + view.job().cause().message())
                .containsOnly("note (its body is in the archive, which cannot be read now)");
        assertThatThrownBy(() -> alone.retry("a1"))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("give --databases");

        scene.goAway();
        assertThat(dead.list(0, 9)).hasSize(2);
        for (Runnable act : List.<Runnable>of(() -> dead.retry("a1"), () -> dead.discard("a1"))) {
            assertThatThrownBy(act::run)
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("nothing is lost");
        }
        scene.comeBack();
        dead.retry("a1");
        assertThat(scene.queue.ready("note")).containsExactly(1);
    }

    @Test
    void bodyThatIsNowhereIsSaidToBeAndItsJobCanOnlyBeDiscarded() {
        spillAll(2);
        scene.execute("DELETE FROM darkroom.dead_job WHERE name = 'a1'");
        Archivist archivist = scene.archivist(0);
        scene.execute("UPDATE darkroom.dead_archive SET held_until = now() - interval '1 second'");
        archivist.step();

        assertThat(ArchiveReport.read(scene.queue.store()).orElseThrow().lacking()).isOne();
        assertThat(dead.find("a1").orElseThrow().job().cause().message())
                .isEqualTo("(its body is neither in Redis nor in the archive)");
        assertThatThrownBy(() -> dead.retry("a1"))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageContaining("bring back the newest backup");
        dead.discard("a1");
        assertThat(dead.count()).isOne();
    }

    @Test
    void aJobThatDiesAgainIsAnotherRowAndItsLatestBodyIsShown() {
        spillAll(1);
        dead.retry("a1");
        scene.buryReady("second", 1);
        Archivist archivist = scene.archivist(0);
        scene.execute("UPDATE darkroom.dead_archive SET held_until = now() - interval '1 second'");
        archivist.step();
        archivist.step();

        assertThat(scene.isSpilled("a1")).isTrue();
        assertThat(dead.find("a1").orElseThrow().job().cause().type()).isEqualTo("second");
        assertThat(scene.rows()).containsExactly("a1");
        assertThat(scene.number("SELECT count(*) FROM darkroom.dead_job")).isEqualTo(2);
    }

    @Test
    void bodyIsPutBackOnlyWhereItsStubIs() {
        spillAll(2);
        Place place = place("a1");
        Map<Place, byte[]> records = archive.of(List.of(place));
        archive.recall(records);
        assertThat(scene.isSpilled("a1")).isFalse();
        assertThat(dead.find("a1")).isPresent();

        Map<Place, byte[]> stale = archive.of(List.of(place("a2")));
        dead.retry("a2");
        archive.recall(stale);
        assertThat(scene.record("a2")).isNull();

        scene.queue.jedis().hset(scene.keys().deadJobs(), "a1", "another");
        archive.recall(records);
        assertThat(scene.record("a1")).isEqualTo("another");
    }

    @Test
    void recordThatIsAnotherThanTheRowStaysAndIsCopied() {
        scene.bury("note", "t", "a", 2);
        Archivist archivist = scene.archivist(Long.MAX_VALUE);
        archivist.step();
        byte[] other =
                DeadJob.fromBytes(scene.record("a1").getBytes(StandardCharsets.UTF_8))
                        .withMessage("other")
                        .toBytes();
        String text = new String(other, StandardCharsets.UTF_8);
        scene.queue.jedis().hset(scene.keys().deadJobs(), "a1", text);
        scene.execute("UPDATE darkroom.dead_archive SET held_until = now() - interval '1 second'");
        Archivist spills = scene.archivist(0);
        spills.step();
        assertThat(scene.record("a1")).isEqualTo(text);
        spills.step();

        assertThat(scene.isSpilled("a1")).isTrue();
        assertThat(dead.find("a1").orElseThrow().job().cause().message()).isEqualTo("other");
    }

    private Place place(String name) {
        return new Place(
                (long) (double) scene.queue.jedis().zscore(scene.keys().dead(), name), name);
    }
}
