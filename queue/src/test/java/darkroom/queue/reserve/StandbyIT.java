package darkroom.queue.reserve;

import static darkroom.queue.fixtures.TestQueue.NOTE;
import static darkroom.queue.fixtures.TestQueue.done;
import static darkroom.queue.fixtures.TestQueue.job;
import static darkroom.queue.fixtures.TestQueue.reserve;
import static darkroom.queue.fixtures.TestQueue.settle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import darkroom.embedded.FaultProxy;
import darkroom.embedded.FaultProxy.Mode;
import darkroom.embedded.fixtures.TestRedis;
import darkroom.queue.Job;
import darkroom.queue.StoreUnavailableException;
import darkroom.queue.client.QueueClient;
import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.fixtures.TestQueue.Note;
import darkroom.queue.inspect.Queues;
import darkroom.queue.maintenance.Reaper;
import darkroom.queue.maintenance.Reaper.Evidence;
import darkroom.queue.redis.Keys;
import darkroom.queue.redis.RedisAddress;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.redis.Subscription;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A job that comes while a process stands by is its, whatever becomes of the message. */
@Timeout(60)
final class StandbyIT {
    private static final Job<Note> JOB = NOTE.job(new Note(7)).withId("seven");

    private final TestQueue queue = TestQueue.open();
    private final Keys keys = queue.keys();
    private final BlockingQueue<byte[]> heard = new LinkedBlockingQueue<>();
    private final List<Subscription> listeners = new ArrayList<>();
    private final Membership member = queue.join("other", "note");

    @AfterEach
    void close() {
        listeners.forEach(Subscription::close);
        queue.close();
    }

    @Test
    void jobThatComesAloneIsHandedOver() throws InterruptedException {
        listen();
        standBy(member);
        queue.client().enqueue(JOB);

        Reserved handed = member.handedOver(message()).orElseThrow();

        assertThat(handed.queue()).isEqualTo("note");
        assertThat(job(handed).id()).contains("seven");
        assertThat(member.standsBy()).isFalse();
        assertThat(queue.ready("note")).isEmpty();
        assertThat(member.held()).containsExactly(handed);
        assertThat(member.held().get(0).payload()).isEqualTo(handed.payload());
        settle(member, done(handed));
        assertThat(member.held()).isEmpty();
        assertThat(queue.jedis().hget(keys.stats(), "enqueued|note")).isEqualTo("1");
    }

    @Test
    void nextJobWaitsInTheQueueUntilTheNextCall() throws InterruptedException {
        listen();
        standBy(member);
        queue.client().enqueue(JOB);
        queue.client().enqueue(NOTE.job(new Note(8)));

        assertThat(member.handedOver(message())).isPresent();
        assertThat(queue.ready("note")).containsExactly(8);
        assertThat(reserve(member, 5)).extracting(TestQueue::number).containsExactly(8);
        assertThat(member.held()).extracting(Reserved::sequence).doesNotHaveDuplicates();
    }

    @Test
    void jobWhoseMessageWasMissedComesWithTheNextCall() throws InterruptedException {
        listen();
        standBy(member);
        queue.client().enqueue(JOB);
        queue.client().enqueue(NOTE.job(new Note(8)));
        byte[] late = message();

        List<Reserved> came = reserve(member, 5);

        assertThat(came).extracting(TestQueue::number).containsExactly(7, 8);
        assertThat(member.handedOver(late)).isEmpty();
        assertThat(member.held()).isEqualTo(came);
    }

    @Test
    void callWhoseReplyWasLostHidesNoJob() throws Exception {
        URI uri = TestRedis.shared().uri();
        try (FaultProxy proxy = FaultProxy.to(uri.getHost(), uri.getPort());
                TestQueue through = queue.through(proxy.port(), Duration.ofMillis(300))) {
            Membership far = through.join("note");
            listen(far);
            standBy(far);
            queue.client().enqueue(JOB);
            byte[] late = message();
            long firstUnheard = far.firstUnheard();
            Batch batch = far.batch(List.of(), Map.of());
            proxy.mode(Mode.SWALLOW_REPLIES);
            assertThatThrownBy(() -> far.exchange(batch, 5, 5))
                    .isInstanceOf(StoreUnavailableException.class);
            proxy.mode(Mode.PASS);

            assertThat(far.handedOver(late)).isEmpty();
            assertThat(far.exchange(batch, 5, 5).reserved()).isEmpty();
            assertThat(far.held())
                    .hasSize(1)
                    .allSatisfy(job -> assertThat(job.sequence()).isEqualTo(firstUnheard))
                    .extracting(TestQueue::number)
                    .containsExactly(7);
            assertThat(far.standsBy()).isFalse();
            assertThat(queue.jedis().exists(keys.standby())).isFalse();
        }
    }

    @Test
    void jobStaysInTheQueueWhereNobodyHears() {
        standBy(member);

        queue.client().enqueue(JOB);

        assertThat(queue.ready("note")).containsExactly(7);
        assertThat(member.held()).isEmpty();
        assertThat(queue.jedis().exists(keys.standby())).isFalse();
        assertThat(reserve(member, 5)).extracting(TestQueue::number).containsExactly(7);
    }

    @Test
    void jobOfAQueueThatIsPausedOrNotServedStaysThere() throws InterruptedException {
        listen();
        standBy(member);
        queue.enqueueNotes("foreign", 1);
        assertThat(queue.ready("foreign")).containsExactly(1);
        new Queues(queue.store()).pause("note");
        queue.client().enqueue(JOB);
        standBy(member);
        queue.client().enqueue(NOTE.job(new Note(8)));

        assertThat(queue.ready("note")).containsExactly(7, 8);
        assertThat(member.held()).isEmpty();
        assertThat(heard).isEmpty();
    }

    @Test
    void jobsThatComeTogetherAndThoseWithMoreToWriteGoThroughTheQueue()
            throws InterruptedException {
        listen();
        standBy(member);
        queue.client().enqueueAll(List.of(JOB, NOTE.job(new Note(8))));
        queue.client().enqueue(NOTE.job(new Note(1)).onQueue("other").uniqueBy("u"));

        assertThat(queue.ready("note")).containsExactly(7, 8);
        assertThat(queue.ready("other")).containsExactly(1);
        assertThat(member.held()).isEmpty();
    }

    @Test
    void processThatWantsNothingOrHasNoThreadIsHandedNothing() throws InterruptedException {
        listen();
        standBy(member);
        member.exchange(member.batch(List.of(), Map.of()), 0, 5);
        assertThat(member.standsBy()).isFalse();
        queue.client().enqueue(JOB);
        assertThat(queue.ready("note")).containsExactly(7);

        assertThat(member.exchange(member.batch(List.of(), Map.of()), 5, 0).reserved()).hasSize(1);
        assertThat(member.standsBy()).isFalse();
        queue.client().enqueue(NOTE.job(new Note(8)));
        assertThat(queue.ready("note")).containsExactly(8);
    }

    @Test
    void processThatHasLeftOrIsLostIsHandedNothing() throws InterruptedException {
        listen();
        standBy(member);
        assertThat(member.leave()).isTrue();
        Membership lost = queue.join("note");
        listen(lost);
        standBy(lost);
        queue.jedis().zadd(keys.processes(), 1, lost.id());
        new Reaper(queue.store(), Reaper.Lease.DEFAULT).sweep(Evidence.LEASE);

        queue.client().enqueue(JOB);

        assertThat(queue.ready("note")).containsExactly(7);
        assertThat(queue.jedis().exists(keys.standby())).isFalse();
    }

    @Test
    void processThatWasHandedAJobDoesNotLeave() throws InterruptedException {
        listen();
        standBy(member);
        queue.client().enqueue(JOB);

        assertThat(member.leave()).isFalse();
        assertThat(reserve(member, 0)).extracting(TestQueue::number).containsExactly(7);
    }

    @Test
    void jobStaysInTheQueueWhereItsEnqueuerMayNotPublishToTheProcess() throws InterruptedException {
        String user = "enqueuer-" + keys.namespace();
        queue.jedis()
                .aclSetUser(
                        user,
                        "on",
                        ">pw",
                        "~*",
                        "+@all",
                        "resetchannels",
                        "&" + keys.wakeChannel());
        URI shared = TestRedis.shared().uri();
        URI uri =
                URI.create("redis://" + user + ":pw@" + shared.getHost() + ":" + shared.getPort());
        RedisAddress address = new RedisAddress(uri, keys.namespace(), Duration.ofSeconds(5));
        listen();
        try (RedisStore store = RedisStore.open(address)) {
            standBy(member);

            new QueueClient(store, InstantSource.system(), new SecureRandom()).enqueue(JOB);

            assertThat(queue.ready("note")).containsExactly(7);
            assertThat(member.held()).isEmpty();
        } finally {
            queue.jedis().aclDelUser(user);
        }
    }

    @Test
    void processWhoseRedisHasGoneBackIsGivenUpAndItsJobsRunAgain() {
        queue.enqueueNotes("note", 1);
        reserve(member, 1);
        reserve(member, 1);
        reserve(member, 1);

        queue.jedis().hset(keys.process(member.id()), "call", "1");

        assertThatThrownBy(() -> reserve(member, 1)).isInstanceOf(ProcessLostException.class);
        assertThat(queue.jedis().zscore(keys.processes(), member.id())).isNull();
        new Reaper(queue.store(), Reaper.Lease.DEFAULT).sweep(Evidence.LEASE);
        assertThat(queue.ready("note")).containsExactly(1);
        assertThat(member.held()).isEmpty();
        assertThat(queue.jedis().exists(keys.lost())).isFalse();
    }

    @Test
    void foreignStandbyKeyOnlyKeepsJobsFromBeingHandedOver() {
        queue.jedis().set(keys.standby(), "x");
        standBy(member);
        queue.client().enqueue(JOB);
        assertThat(queue.ready("note")).containsExactly(7);

        queue.jedis().del(keys.standby());
        queue.jedis().hset(keys.standby(), member.id(), "no such form");
        queue.enqueueNotes("other", 1);
        assertThat(queue.ready("other")).containsExactly(1);
        assertThat(reserve(member, 5)).hasSize(2);
    }

    @Test
    void messagesOfAnotherFormBringNothing() {
        standBy(member);
        long number = member.firstUnheard();

        for (String message :
                List.of("job ", "job x", "job 1", "job " + number, "job " + number + ":note")) {
            assertThat(member.handedOver(message.getBytes(StandardCharsets.UTF_8))).isEmpty();
        }
        assertThat(Membership.isHandOver("ready".getBytes(StandardCharsets.UTF_8))).isFalse();
        assertThat(Membership.isHandOver(new byte[0])).isFalse();
        assertThat(member.standsBy()).isTrue();
    }

    private static void standBy(Membership who) {
        assertThat(who.exchange(who.batch(List.of(), Map.of()), 5, 5).reserved()).isEmpty();
        assertThat(who.standsBy()).isTrue();
    }

    private void listen() throws InterruptedException {
        listen(member);
    }

    private void listen(Membership who) throws InterruptedException {
        Subscription life =
                Subscription.open(
                        queue.store(),
                        List.of(keys.lifeChannel(who.id())),
                        message ->
                                Optional.of(message)
                                        .filter(m -> m.length > 0)
                                        .ifPresent(heard::add));
        listeners.add(life);
        assertThat(life.awaitListening(Duration.ofSeconds(10))).isTrue();
        await().until(() -> queue.store().subscribers(keys.lifeChannel(who.id())) == 1);
    }

    private byte[] message() throws InterruptedException {
        byte[] message = heard.poll(10, TimeUnit.SECONDS);
        assertThat(message).isNotNull().satisfies(Membership::isHandOver);
        return message;
    }
}
