package darkroom.queue.reserve;

import static darkroom.queue.fixtures.TestQueue.NOTE;
import static darkroom.queue.fixtures.TestQueue.buried;
import static darkroom.queue.fixtures.TestQueue.done;
import static darkroom.queue.fixtures.TestQueue.job;
import static darkroom.queue.fixtures.TestQueue.reserve;
import static darkroom.queue.fixtures.TestQueue.settle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.queue.fixtures.KeyspaceDump;
import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.fixtures.TestQueue.Note;
import darkroom.queue.inspect.Queues;
import darkroom.queue.maintenance.Promoter;
import darkroom.queue.redis.Keys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ExchangeIT {
    private final TestQueue queue = TestQueue.open();
    private final Keys keys = queue.keys();

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void reservesInOrderAndKeepsWhatItGave() {
        queue.enqueueNotes("a", 1_500);
        Membership member = queue.join("a");

        List<Reserved> first = reserve(member, 1_000);
        List<Reserved> rest = reserve(member, 1_000);

        assertThat(first).extracting(TestQueue::number).isEqualTo(numbers(1, 1_000));
        assertThat(rest).extracting(TestQueue::number).isEqualTo(numbers(1_001, 1_500));
        assertThat(member.held()).hasSize(1_500).extracting(TestQueue::number).isSorted();
        assertThat(member.held()).extracting(Reserved::sequence).doesNotHaveDuplicates().isSorted();
        assertThat(queue.ready("a")).isEmpty();
    }

    @Test
    void eachQueueHasItsShareAndTheRestGoesToWhoeverHasMore() {
        queue.enqueueNotes("long", 500);
        queue.enqueueNotes("middle", 20);
        queue.enqueueNotes("short", 3);
        Membership member = queue.join("long", "middle", "empty", "short");

        assertThat(byQueue(reserve(member, 40)))
                .satisfies(
                        counts -> {
                            assertThat(counts.get("short")).isEqualTo(3);
                            assertThat(counts.get("middle")).isBetween(10L, 20L);
                            assertThat(counts.values().stream().mapToLong(n -> n).sum())
                                    .isEqualTo(40);
                        });
        assertThat(reserve(member, 400)).hasSize(400);
    }

    @Test
    void callsThatWantOneJobGoAroundTheQueues() {
        queue.enqueueNotes("a", 100);
        queue.enqueueNotes("b", 100);
        queue.enqueueNotes("c", 100);
        Membership member = queue.join("a", "b", "c");
        List<Reserved> taken = new ArrayList<>();

        for (int i = 0; i < 90; i++) {
            taken.addAll(reserve(member, 1));
        }

        assertThat(byQueue(taken)).isEqualTo(Map.of("a", 30L, "b", 30L, "c", 30L));
    }

    @Test
    void queueNamedTwiceIsServedOnce() {
        queue.enqueueNotes("a", 3);
        queue.enqueueNotes("b", 3);

        List<Reserved> taken = reserve(queue.join("a", "a", "b"), 10);

        assertThat(byQueue(taken)).isEqualTo(Map.of("a", 3L, "b", 3L));
    }

    @Test
    void pausedQueueIsLeftAloneUntilResumed() {
        queue.enqueueNotes("a", 2);
        queue.enqueueNotes("b", 2);
        Membership member = queue.join("a", "b");
        Queues queues = new Queues(queue.store());

        assertThat(queues.pause("a")).isTrue();
        assertThat(queues.pause("a")).isFalse();
        assertThat(byQueue(reserve(member, 10))).isEqualTo(Map.of("b", 2L));
        assertThat(queues.list())
                .containsExactly(
                        new Queues.QueueView("a", 2, true), new Queues.QueueView("b", 0, false));
        assertThat(queues.resume("a")).isTrue();

        assertThat(byQueue(reserve(member, 10))).isEqualTo(Map.of("a", 2L));
    }

    @Test
    void queueWhoseKeyIsNoListIsPassedOver() {
        queue.jedis().zadd(keys.queue("foreign"), 1, "x");
        queue.enqueueNotes("a", 2);

        assertThat(reserve(queue.join("foreign", "a"), 10)).hasSize(2);
    }

    @Test
    void doneTouchesTheReservationAlone() {
        Membership member = queue.join("note");
        Reserved reserved = reserved(member);
        Map<String, String> before = queue.dump();

        settle(member, done(reserved));

        assertThat(changed(before))
                .containsExactly(keys.process(member.id()), keys.reserved(member.id()));
        assertThat(member.held()).isEmpty();
    }

    @Test
    void retryingGoesToRetryingAlone() {
        Membership member = queue.join("note");
        Reserved reserved = reserved(member);
        Map<String, String> before = queue.dump();

        settle(
                member,
                Settlement.retrying(reserved, job(reserved).withAttempt(2), Duration.ofMinutes(1)));

        assertThat(changed(before))
                .containsExactly(
                        keys.process(member.id()),
                        keys.reserved(member.id()),
                        keys.retrying(),
                        keys.stats());
        assertThat(queue.jedis().zrange(keys.retrying(), 0, -1))
                .singleElement()
                .asString()
                .startsWith("note:{")
                .contains("\"attempt\":2");
    }

    @Test
    void snoozedGoesToScheduledAlone() {
        Membership member = queue.join("note");
        Reserved reserved = reserved(member);
        Map<String, String> before = queue.dump();

        settle(member, Settlement.scheduled(reserved, job(reserved), Duration.ofMinutes(1)));

        assertThat(changed(before))
                .containsExactly(
                        keys.process(member.id()),
                        keys.reserved(member.id()),
                        keys.scheduled(),
                        keys.stats());
        assertThat(queue.jedis().zrange(keys.scheduled(), 0, 0).get(0))
                .isEqualTo(
                        "note:"
                                + new String(
                                        reserved.payload(),
                                        java.nio.charset.StandardCharsets.UTF_8));
    }

    @Test
    void releasedGoesBackToTheHeadAsItWas() {
        Membership member = queue.join("note");
        queue.enqueueNotes("note", 5);
        List<Reserved> two = reserve(member, 2);
        Map<String, String> before = queue.dump();

        settle(member, Settlement.released(two.get(1)), Settlement.released(two.get(0)));

        assertThat(changed(before))
                .containsExactly(
                        keys.process(member.id()), keys.queue("note"), keys.reserved(member.id()));
        assertThat(queue.ready("note")).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void releasedIntoAKeyThatIsNoListAnyMoreIsScheduledInstead() {
        Membership member = queue.join("note");
        Reserved reserved = reserved(member);
        queue.jedis().zadd(keys.queue("note"), 1, "a job of Jesque's, due later");

        settle(member, Settlement.released(reserved));

        assertThat(member.held()).isEmpty();
        assertThat(queue.jedis().zcard(keys.scheduled())).isOne();
    }

    @Test
    void deadGoesToTheDeadSetAlone() {
        Membership member = queue.join("note");
        Reserved reserved = reserved(member);
        Map<String, String> before = queue.dump();

        settle(member, buried(member, reserved));

        assertThat(changed(before))
                .containsExactly(
                        keys.dead(),
                        keys.deadJobs(),
                        keys.process(member.id()),
                        keys.reserved(member.id()),
                        keys.stats());
    }

    @Test
    void doneJobOfAnOutboxIsReportedDone() {
        queue.client()
                .enqueueStored(
                        List.of(
                                queue.client()
                                        .encode(
                                                NOTE.job(new Note(1)).withId("n1"),
                                                Optional.of("db0"))));
        Membership member = queue.join("note");
        Reserved reserved = reserve(member, 1).get(0);
        assertThat(queue.jedis().smembers(keys.outboxLive("db0"))).containsExactly("n1");

        settle(member, done(reserved));

        assertThat(queue.jedis().exists(keys.outboxLive("db0"))).isFalse();
        assertThat(queue.jedis().smembers(keys.outboxDone("db0"))).containsExactly("n1");
    }

    @Test
    void callSentAgainAfterALostReplyChangesNothing() {
        queue.enqueueNotes("note", 10);
        Membership member = queue.join("note");
        List<Reserved> held = reserve(member, 5);
        Batch batch =
                member.batch(
                        List.of(
                                done(held.get(0)),
                                Settlement.retrying(held.get(1), job(held.get(1)), Duration.ZERO),
                                Settlement.released(held.get(2)),
                                buried(member, held.get(3))),
                        Map.of("done|note", 1L));
        List<Reserved> first = member.exchange(batch, 2, 0).reserved();
        Map<String, String> before = queue.dump();

        List<Reserved> second = member.exchange(batch, 2, 0).reserved();

        assertThat(first).extracting(TestQueue::number).containsExactly(3, 6);
        assertThat(second).isEmpty();
        assertThat(queue.dump()).isEqualTo(before);
        assertThat(queue.jedis().hget(keys.stats(), "done|note")).isEqualTo("1");
        assertThat(member.held()).extracting(TestQueue::number).containsExactly(5, 3, 6);
    }

    @Test
    void settledTwiceCountsOnce() {
        Membership member = queue.join("note");
        Reserved reserved = reserved(member);
        settle(member, done(reserved));

        settle(
                member,
                Settlement.released(reserved),
                Settlement.retrying(reserved, job(reserved), Duration.ZERO),
                buried(member, reserved));

        assertThat(queue.ready("note")).isEmpty();
        assertThat(queue.jedis().exists(keys.retrying(), keys.dead(), keys.deadJobs())).isZero();
    }

    @Test
    void fencedProcessChangesNothing() {
        queue.enqueueNotes("note", 5);
        Membership member = queue.join("note");
        List<Reserved> held = reserve(member, 2);
        queue.jedis().zrem(keys.processes(), member.id());
        Map<String, String> before = queue.dump();
        Heartbeat heartbeat = new Heartbeat(queue.store(), Duration.ofSeconds(2));

        assertThatThrownBy(() -> settle(member, done(held.get(0))))
                .isInstanceOf(ProcessLostException.class)
                .hasMessageContaining(member.id());
        assertThatThrownBy(() -> settle(member, Settlement.released(held.get(1))))
                .isInstanceOf(ProcessLostException.class);
        assertThatThrownBy(() -> reserve(member, 3)).isInstanceOf(ProcessLostException.class);
        assertThatThrownBy(() -> heartbeat.beat(member, ProcessState.SERVING, Map.of("busy", "2")))
                .isInstanceOf(ProcessLostException.class);
        assertThat(queue.dump()).isEqualTo(before);
    }

    @Test
    void processThatHoldsJobsCannotLeave() {
        Membership member = queue.join("note");
        Reserved reserved = reserved(member);

        assertThat(member.leave()).isFalse();
        settle(member, done(reserved));
        assertThat(member.leave()).isTrue();

        assertThat(
                        queue.jedis()
                                .exists(
                                        keys.processes(),
                                        keys.process(member.id()),
                                        keys.serving()))
                .isZero();
    }

    @Test
    void eachTermIsAnother() {
        Membership first = queue.join("note");
        Membership second = queue.join("note");

        assertThat(second.term()).isGreaterThan(first.term());
        assertThat(second.id()).isNotEqualTo(first.id());
    }

    @Test
    void everyMoveComesAroundToTheQueueAgain() {
        queue.enqueueNotes("note", 2);
        Membership member = queue.join("note");
        List<Reserved> held = reserve(member, 2);
        settle(
                member,
                Settlement.retrying(held.get(0), job(held.get(0)).withAttempt(2), Duration.ZERO),
                Settlement.scheduled(held.get(1), job(held.get(1)), Duration.ZERO));

        assertThat(new Promoter(queue.store()).promote().moved()).isEqualTo(2);
        assertThat(reserve(member, 5))
                .extracting(reserved -> job(reserved).attempt())
                .containsExactlyInAnyOrder(1, 2);
    }

    private Reserved reserved(Membership member) {
        queue.enqueueNotes("note", 1);
        return reserve(member, 1).get(0);
    }

    private List<String> changed(Map<String, String> before) {
        return KeyspaceDump.changed(before, queue.dump());
    }

    private static Map<String, Long> byQueue(List<Reserved> reserved) {
        return reserved.stream()
                .collect(Collectors.groupingBy(Reserved::queue, Collectors.counting()));
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.rangeClosed(from, to).boxed().toList();
    }
}
