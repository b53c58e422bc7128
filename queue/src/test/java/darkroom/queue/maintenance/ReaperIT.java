package darkroom.queue.maintenance;

import static darkroom.queue.fixtures.TestQueue.NOTE;
import static darkroom.queue.fixtures.TestQueue.reserve;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.queue.InvalidJobException;
import darkroom.queue.Limits;
import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.fixtures.TestQueue.Note;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.inspect.Stats;
import darkroom.queue.json.JobCodec;
import darkroom.queue.json.StoredJob;
import darkroom.queue.maintenance.Reaper.Evidence;
import darkroom.queue.maintenance.Reaper.Lease;
import darkroom.queue.maintenance.Reaper.Reaped;
import darkroom.queue.redis.Keys;
import darkroom.queue.redis.Subscription;
import darkroom.queue.reserve.Membership;
import darkroom.queue.reserve.Reserved;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ReaperIT {
    private static final Lease LEASE = new Lease(Duration.ofMillis(100), Duration.ofSeconds(30));
    private static final Reaped NOTHING = new Reaped(0, 0, 0);

    private final TestQueue queue = TestQueue.open();
    private final Keys keys = queue.keys();
    private final Reaper reaper = new Reaper(queue.store(), LEASE);

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void jobsOfALostProcessGoBackToTheHeadInOrder() {
        queue.enqueueNotes("a", 600);
        queue.enqueueNotes("b", 10);
        Membership member = queue.join("a", "b");
        int heldOfA = 0;
        for (Reserved reserved : reserve(member, 500)) {
            heldOfA += reserved.queue().equals("a") ? 1 : 0;
        }
        assertThat(heldOfA).isEqualTo(490);
        silence(member, Duration.ofSeconds(31));

        Reaped reaped = reaper.sweep(Evidence.LEASE);

        assertThat(reaped).isEqualTo(new Reaped(1, 500, 0));
        assertThat(queue.ready("a")).isEqualTo(IntStream.rangeClosed(1, 600).boxed().toList());
        assertThat(queue.ready("b")).isEqualTo(IntStream.rangeClosed(1, 10).boxed().toList());
        assertThat(
                        queue.jedis()
                                .exists(
                                        keys.processes(),
                                        keys.lost(),
                                        keys.serving(),
                                        keys.process(member.id()),
                                        keys.reserved(member.id())))
                .isZero();
        assertThat(Stats.read(queue.store()).total("reaped")).isEqualTo(500);
        assertThat(reaper.sweep(Evidence.LEASE)).isEqualTo(NOTHING);
    }

    @Test
    void processThatBeatsIsLeftAlone() {
        queue.enqueueNotes("a", 1);
        Membership member = queue.join("a");
        reserve(member, 1);
        silence(member, Duration.ofSeconds(29));

        assertThat(reaper.sweep(Evidence.LEASE)).isEqualTo(NOTHING);
        assertThat(member.held()).hasSize(1);
    }

    @Test
    void missedBeatsAloneAreNoEvidenceWhileItsConnectionIsThere() throws InterruptedException {
        queue.enqueueNotes("a", 1);
        Membership member = queue.join("a");
        reserve(member, 1);
        Subscription life =
                Subscription.open(
                        queue.store(), List.of(keys.lifeChannel(member.id())), message -> {});
        assertThat(life.awaitListening(Duration.ofSeconds(10))).isTrue();
        silence(member, Duration.ofSeconds(1));

        assertThat(reaper.sweep(Evidence.LEASE_OR_CONNECTION)).isEqualTo(NOTHING);
        life.close();
        org.awaitility.Awaitility.await()
                .until(() -> queue.store().subscribers(keys.lifeChannel(member.id())) == 0);

        assertThat(reaper.sweep(Evidence.LEASE)).isEqualTo(NOTHING);
        assertThat(reaper.sweep(Evidence.LEASE_OR_CONNECTION)).isEqualTo(new Reaped(1, 1, 0));
    }

    @Test
    void jobWhoseProcessWasLostThreeTimesIsDead() {
        queue.client().enqueue(NOTE.job(new Note(1)).withId("bomb").uniqueBy("u"));
        for (int loss = 1; loss < Limits.LOSSES_MAX; loss++) {
            assertThat(lose()).isEqualTo(new Reaped(1, 1, 0));
        }

        assertThat(lose()).isEqualTo(new Reaped(1, 0, 1));

        assertThat(queue.ready("note")).isEmpty();
        DeadJobs.DeadView dead = new DeadJobs(queue.store()).find("bomb").orElseThrow();
        assertThat(dead.job().cause().reason()).isEqualTo("poison");
        assertThat(dead.job().cause().message())
                .startsWith("3 processes were lost while they ran it: test-1, test-2, test-3;");
        assertThat(dead.job().attempt()).isEqualTo(1);
        assertThat(queue.client().enqueue(NOTE.job(new Note(2)).uniqueBy("u")).fresh()).isTrue();
        assertThat(Stats.read(queue.store()).total("poisoned")).isOne();
    }

    @Test
    void lossesAfterTheFirstCountForWhatHadBegunAlone() {
        queue.client().enqueue(NOTE.job(new Note(1)).withId("bomb"));
        queue.client().enqueue(NOTE.job(new Note(2)).withId("bystander"));
        for (int loss = 1; loss < Limits.LOSSES_MAX; loss++) {
            assertThat(loseWithBegun("bomb")).isEqualTo(new Reaped(1, 2, 0));
        }

        assertThat(loseWithBegun("bomb")).isEqualTo(new Reaped(1, 1, 1));

        assertThat(new DeadJobs(queue.store()).find("bomb")).isPresent();
        List<Reserved> left = reserve(queue.join("note"), 5);
        assertThat(left).hasSize(1);
        StoredJob bystander = JobCodec.decode(left.get(0).payload());
        assertThat(bystander.losses()).isEqualTo(1);
        assertThat(bystander.begunBy()).isEmpty();
        assertThat(bystander.lostProcesses()).containsExactly("test-1");
    }

    @Test
    void lostProcessBeginsNothing() {
        queue.client().enqueue(NOTE.job(new Note(1)).withId("a"));
        lose();
        Membership member = queue.join("note");
        Reserved reserved = reserve(member, 1).get(0);
        StoredJob job = JobCodec.decode(reserved.payload());
        Reserved settled = new Reserved(reserved.sequence() + 1, "note", reserved.payload());
        assertThat(member.begin(settled, job)).as("a job that it does not hold").isFalse();
        assertThat(member.held()).hasSize(1);
        silence(member, Duration.ofSeconds(31));
        reaper.sweep(Evidence.LEASE);

        assertThat(member.begin(reserved, job)).isFalse();

        assertThat(member.held()).isEmpty();
    }

    @Test
    void unreadableJobGoesBackAsItIs() {
        byte[] payload = {'{', (byte) 0xff, 0, 'x'};
        queue.jedis()
                .rpush(
                        keys.queue("note").getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        payload);

        assertThat(lose()).isEqualTo(new Reaped(1, 1, 0));

        assertThat(reserve(queue.join("note"), 1).get(0).payload()).isEqualTo(payload);
    }

    @Test
    void jobWhoseQueueIsNoListAnyMoreIsScheduledInsteadAndReapingGoesOn() {
        queue.enqueueNotes("a", 1);
        queue.enqueueNotes("b", 1);
        Membership member = queue.join("a", "b");
        reserve(member, 2);
        queue.jedis().zadd(keys.queue("a"), 1, "a job of Jesque's, due later");
        silence(member, Duration.ofSeconds(31));

        assertThat(reaper.sweep(Evidence.LEASE)).isEqualTo(new Reaped(1, 2, 0));

        assertThat(queue.ready("b")).containsExactly(1);
        assertThat(queue.jedis().zrange(keys.scheduled(), 0, -1))
                .singleElement()
                .asString()
                .startsWith("a:{");
        assertThat(queue.jedis().exists(keys.lost())).isFalse();
    }

    @Test
    void whatOneReaperFencedAndLeftAnotherFinishes() {
        queue.enqueueNotes("a", 3);
        Membership member = queue.join("a");
        reserve(member, 3);
        queue.jedis().zrem(keys.processes(), member.id());
        queue.jedis().zadd(keys.lost(), 1, member.id());

        assertThat(reaper.sweep(Evidence.LEASE)).isEqualTo(new Reaped(0, 3, 0));
        assertThat(queue.ready("a")).containsExactly(1, 2, 3);
    }

    @Test
    void manyReapersAtOnceGiveEachJobBackOnce() throws Exception {
        queue.enqueueNotes("a", 400);
        Membership member = queue.join("a");
        reserve(member, 400);
        silence(member, Duration.ofSeconds(31));
        ExecutorService threads = Executors.newFixedThreadPool(4);

        List<Future<Reaped>> sweeps =
                threads.invokeAll(
                        java.util.Collections.nCopies(4, () -> reaper.sweep(Evidence.LEASE)));
        threads.shutdown();

        long given = 0;
        for (Future<Reaped> sweep : sweeps) {
            given += sweep.get().givenBack();
        }
        assertThat(given).isEqualTo(400);
        assertThat(queue.ready("a")).hasSize(400).doesNotHaveDuplicates();
    }

    @Test
    void leaseOfFourBeatsOrFewerIsRefused() {
        assertThatThrownBy(() -> new Lease(Duration.ofSeconds(1), Duration.ofSeconds(4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot lease for PT4S with a beat of PT1S");
    }

    private Reaped lose() {
        Membership member = queue.join("note");
        List<Reserved> reserved = reserve(member, 5);
        assertThat(reserved).hasSize(1);
        try {
            StoredJob job = JobCodec.decode(reserved.get(0).payload());
            assertThat(member.begin(reserved.get(0), job)).isTrue();
        } catch (InvalidJobException unreadable) {
            assertThat(reserved.get(0).payload()).startsWith((byte) '{', (byte) 0xff);
        }
        silence(member, Duration.ofSeconds(31));
        return reaper.sweep(Evidence.LEASE);
    }

    private Reaped loseWithBegun(String id) {
        Membership member = queue.join("note");
        for (Reserved reserved : reserve(member, 5)) {
            StoredJob job = JobCodec.decode(reserved.payload());
            if (job.losses() > 0 && job.id().orElseThrow().equals(id)) {
                assertThat(member.begin(reserved, job)).isTrue();
            }
        }
        silence(member, Duration.ofSeconds(31));
        return reaper.sweep(Evidence.LEASE);
    }

    // As if the process had not beaten for so long.
    private void silence(Membership member, Duration since) {
        queue.jedis()
                .zadd(
                        keys.processes(),
                        Map.of(
                                member.id(),
                                (double) queue.store().timeMillis() - since.toMillis()));
    }
}
