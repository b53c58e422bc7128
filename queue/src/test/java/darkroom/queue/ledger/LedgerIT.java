package darkroom.queue.ledger;

import static darkroom.queue.fixtures.TestQueue.NOTE;
import static darkroom.queue.fixtures.TestQueue.done;
import static darkroom.queue.fixtures.TestQueue.job;
import static darkroom.queue.fixtures.TestQueue.reserve;
import static darkroom.queue.fixtures.TestQueue.settle;
import static org.assertj.core.api.Assertions.assertThat;

import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.fixtures.TestQueue.Note;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.json.DeadJob;
import darkroom.queue.maintenance.Promoter;
import darkroom.queue.maintenance.Reaper;
import darkroom.queue.redis.Keys;
import darkroom.queue.redis.StatFields;
import darkroom.queue.reserve.Membership;
import darkroom.queue.reserve.Reserved;
import darkroom.queue.reserve.Settlement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
final class LedgerIT {
    private final TestQueue queue = TestQueue.open();
    private final Keys keys = queue.keys();
    private final DeadJobs dead = new DeadJobs(queue.store());

    @AfterEach
    void close() {
        queue.close();
    }

    private Ledger ledger() {
        return Ledger.read(queue.store());
    }

    private Account note() {
        return ledger().account("note");
    }

    @Test
    void emptyNamespaceHasAnEmptyLedger() {
        assertThat(ledger().accounts()).isEmpty();
        assertThat(ledger().isBalanced()).isTrue();
        assertThat(note()).isEqualTo(Account.EMPTY);
    }

    @Test
    void eachMoveOfAJobIsOneMoveInTheLedger() {
        queue.enqueueNotes("note", 40);
        queue.client().enqueue(NOTE.job(new Note(41)).delayedBy(Duration.ofHours(1)));
        assertThat(note().in()).isEqualTo(new Account.In(41, 0, 0));
        assertThat(note().now()).isEqualTo(new Account.Now(40, 1, 0, 0, 0));

        Membership member = queue.join("note");
        List<Reserved> held = reserve(member, 6);
        assertThat(note().now()).isEqualTo(new Account.Now(34, 1, 0, 6, 0));

        settleEachWay(member, held);
        assertThat(note().now()).isEqualTo(new Account.Now(35, 2, 1, 1, 1));
        assertThat(note().out().done()).isOne();
        assertThat(ledger().isBalanced()).isTrue();

        new Promoter(queue.store()).promote();
        assertThat(note().now()).isEqualTo(new Account.Now(37, 1, 0, 1, 1));
        String id = dead.list(0, 1).get(0).job().id();
        dead.retry(id);
        assertThat(note().now()).isEqualTo(new Account.Now(38, 1, 0, 1, 0));
        assertThat(ledger().isBalanced()).isTrue();
    }

    // Done, retried, snoozed, released and buried; the last stays held.
    private static void settleEachWay(Membership member, List<Reserved> held) {
        List<Settlement> ends =
                List.of(
                        done(held.get(0)),
                        Settlement.retrying(held.get(1), job(held.get(1)), Duration.ZERO),
                        Settlement.scheduled(held.get(2), job(held.get(2)), Duration.ZERO),
                        Settlement.released(held.get(3)),
                        buried(member, held.get(4)));
        member.exchange(member.batch(ends, Map.of(StatFields.done("note", "note"), 1L)), 0, 0);
    }

    private static Settlement buried(Membership member, Reserved reserved) {
        DeadJob record =
                new DeadJob(
                        job(reserved).id().orElse("none-" + reserved.sequence()),
                        reserved.queue(),
                        "note",
                        1,
                        new DeadJob.Cause("buried", "t", "\"queue\":\"other\"", ""),
                        member.id(),
                        reserved.payload());
        return Settlement.dead(reserved, record, job(reserved).uniqueKey());
    }

    @Test
    void discardedJobHasGoneOut() {
        queue.enqueueNotes("note", 1);
        Membership member = queue.join("note");
        settle(member, buried(member, reserve(member, 1).get(0)));
        assertThat(note().now().dead()).isOne();

        dead.discard(dead.list(0, 1).get(0).job().id());

        assertThat(note().now().dead()).isZero();
        assertThat(note().out().discarded()).isOne();
        assertThat(ledger().isBalanced()).isTrue();
    }

    @Test
    void twoDeadJobsOfOneIdAreBothKeptAndCanBothBeRetriedAndDiscarded() {
        for (int i = 1; i <= 3; i++) {
            queue.client().enqueue(NOTE.job(new Note(i)).withId("same"));
        }
        Membership member = queue.join("note");
        for (Reserved reserved : reserve(member, 3)) {
            settle(member, buried(member, reserved));
        }

        assertThat(dead.list(0, 10))
                .extracting(view -> view.job().id())
                .containsExactlyInAnyOrder("same", "same~2", "same~3");
        assertThat(note().now().dead()).isEqualTo(3);

        dead.retry("same~2");
        dead.discard("same");

        assertThat(queue.ready("note")).containsExactly(2);
        assertThat(job(reserve(member, 1).get(0)).id()).contains("same");
        assertThat(dead.list(0, 10)).extracting(view -> view.job().id()).containsExactly("same~3");
        assertThat(ledger().isBalanced()).isTrue();
    }

    @Test
    void deadJobsBeyondTheCopiesKeptAreCounted() {
        for (int i = 1; i <= 12; i++) {
            queue.client().enqueue(NOTE.job(new Note(i)).withId("same"));
        }
        Membership member = queue.join("note");
        for (Reserved reserved : reserve(member, 12)) {
            settle(member, buried(member, reserved));
        }

        assertThat(dead.count()).isEqualTo(10);
        assertThat(note().out().dropped()).isEqualTo(2);
        assertThat(ledger().isBalanced()).isTrue();
    }

    @Test
    void delayedJobThatIsTheSameByteForByteIsCountedAsMerged() {
        var stored =
                queue.client()
                        .encode(
                                NOTE.job(new Note(1)).withId("same").delayedBy(Duration.ofHours(1)),
                                Optional.empty());

        queue.client().enqueueStored(List.of(stored, stored));
        queue.client().enqueueStored(List.of(stored));

        assertThat(note().in().enqueued()).isEqualTo(3);
        assertThat(note().now().scheduled()).isOne();
        assertThat(note().out().merged()).isEqualTo(2);
        assertThat(ledger().isBalanced()).isTrue();
    }

    @Test
    void poisonedForeignJobIsCountedAsItDies() {
        queue.jedis().rpush(keys.queue("note"), "{\"class\":\"note\",\"args\":[1],\"losses\":2}");
        queue.jedis().sadd(keys.queues(), "note");
        assertThat(note().missing()).isEqualTo(-1);
        Membership member = queue.join("note");
        Reserved reserved = reserve(member, 1).get(0);
        assertThat(member.begin(reserved, job(reserved))).isTrue();
        queue.jedis().zadd(keys.processes(), 1, member.id());

        new Reaper(queue.store(), Reaper.Lease.DEFAULT).sweep(Reaper.Evidence.LEASE);

        assertThat(note().in().foreign()).isOne();
        assertThat(note().now().dead()).isOne();
        assertThat(ledger().isBalanced()).isTrue();
    }

    @Test
    void whatIsTakenOrAddedBehindOurBackIsMissed() {
        queue.enqueueNotes("note", 3);
        queue.client().enqueue(NOTE.job(new Note(4)).delayedBy(Duration.ofHours(1)));

        queue.jedis().lpop(keys.queue("note"));
        assertThat(note().missing()).isOne();
        assertThat(ledger().isBalanced()).isFalse();
        queue.jedis().rpush(keys.queue("note"), "{}", "{}");
        assertThat(note().missing()).isEqualTo(-1);
        queue.jedis().lpop(keys.queue("note"));
        assertThat(ledger().isBalanced()).isTrue();

        queue.jedis().del(keys.scheduled());
        assertThat(ledger().isBalanced()).isFalse();
        assertThat(ledger().sum().missing()).isOne();
    }

    @Test
    void jobsParkedBecauseTheirQueueIsNoListAreScheduled() {
        queue.enqueueNotes("note", 2);
        Membership member = queue.join("note");
        List<Reserved> held = reserve(member, 2);
        queue.jedis().set(keys.queue("note"), "of another program");

        settle(member, Settlement.released(held.get(0)));
        queue.jedis().zadd(keys.processes(), 1, member.id());
        new Reaper(queue.store(), Reaper.Lease.DEFAULT).sweep(Reaper.Evidence.LEASE);

        assertThat(note().now()).isEqualTo(new Account.Now(0, 2, 0, 0, 0));
        assertThat(ledger().isBalanced()).isTrue();
    }

    @Test
    void sumIsRightWithoutLookingIntoTheReservedJobs() {
        queue.enqueueNotes("note", 9);
        reserve(queue.join("note"), 4);

        Ledger sum = Ledger.readSum(queue.store());

        assertThat(sum.isByQueue()).isFalse();
        assertThat(sum.sum().now()).isEqualTo(new Account.Now(5, 0, 0, 4, 0));
        assertThat(sum.isBalanced()).isTrue();
        queue.jedis().lpop(keys.queue("note"));
        assertThat(Ledger.readSum(queue.store()).isBalanced()).isFalse();
    }

    /** A walk through everything that can happen, balanced after each step. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void everyWalkIsBalancedAfterEachStep(long seed) {
        Random random = new Random(seed);
        List<String> names = List.of("a", "b", "c");
        List<Membership> members = new ArrayList<>();
        Map<Membership, List<Reserved>> hands = new HashMap<>();
        Reaper reaper = new Reaper(queue.store(), Reaper.Lease.DEFAULT);
        for (int step = 0; step < 300; step++) {
            int choice = random.nextInt(10);
            if (choice < 3 || members.isEmpty()) {
                enqueue(random, names);
            }
            if (members.size() < 3) {
                Membership member = queue.join("a", "b", "c");
                members.add(member);
            }
            Membership member = members.get(random.nextInt(members.size()));
            List<Reserved> hand = hands.computeIfAbsent(member, fresh -> new ArrayList<>());
            if (choice < 7) {
                exchange(random, member, hand);
            } else if (choice == 7) {
                new Promoter(queue.store()).promote();
            } else if (choice == 8) {
                dead.list(0, 1).forEach(view -> retryOrDiscard(random, view.job().id()));
            } else {
                queue.jedis().zadd(keys.processes(), 1, member.id());
                reaper.sweep(Reaper.Evidence.LEASE);
                members.remove(member);
            }
            Ledger ledger = ledger();
            assertThat(ledger.isBalanced()).as("seed %d step %d: %s", seed, step, ledger).isTrue();
        }
        assertThat(ledger().sum().in().enqueued()).isGreaterThan(100);
        assertThat(ledger().sum().out().done()).isGreaterThan(10);
    }

    private void enqueue(Random random, List<String> names) {
        List<darkroom.queue.Job<Note>> jobs = new ArrayList<>();
        IntStream.range(0, 1 + random.nextInt(40))
                .forEach(
                        i -> {
                            var job =
                                    NOTE.job(new Note(i))
                                            .onQueue(names.get(random.nextInt(names.size())));
                            switch (random.nextInt(4)) {
                                case 0 -> jobs.add(job.delayedBy(Duration.ofMillis(1)));
                                case 1 -> jobs.add(job.withId("n" + random.nextInt(20)));
                                case 2 -> jobs.add(job.uniqueBy("k" + random.nextInt(5)));
                                default -> jobs.add(job);
                            }
                        });
        queue.client().enqueueAll(jobs);
    }

    private void retryOrDiscard(Random random, String id) {
        try {
            if (random.nextBoolean()) {
                dead.retry(id);
            } else {
                dead.discard(id);
            }
        } catch (darkroom.queue.InvalidJobException held) {
            assertThat(held).hasMessageContaining("unique key is held");
        }
    }

    private static void exchange(Random random, Membership member, List<Reserved> hand) {
        Map<String, Long> stats = new HashMap<>();
        List<Settlement> ends = new ArrayList<>();
        for (Reserved reserved : hand) {
            switch (random.nextInt(5)) {
                case 0 -> ends.add(Settlement.released(reserved));
                case 1 ->
                        ends.add(
                                Settlement.retrying(reserved, job(reserved), Duration.ofMillis(1)));
                case 2 -> ends.add(Settlement.scheduled(reserved, job(reserved), Duration.ZERO));
                case 3 -> ends.add(buried(member, reserved));
                default -> {
                    ends.add(done(reserved));
                    stats.merge(StatFields.done("note", reserved.queue()), 1L, Long::sum);
                }
            }
        }
        hand.clear();
        hand.addAll(member.exchange(member.batch(ends, stats), random.nextInt(30), 0).reserved());
    }
}
