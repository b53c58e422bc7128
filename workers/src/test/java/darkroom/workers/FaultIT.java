package darkroom.workers;

import static darkroom.workers.TestFleet.NOTE;
import static darkroom.workers.TestFleet.SOON;
import static darkroom.workers.TestFleet.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import darkroom.embedded.FaultProxy;
import darkroom.embedded.FaultProxy.Mode;
import darkroom.embedded.RedisServer;
import darkroom.embedded.fixtures.TestRedis;
import darkroom.queue.handler.JobHandler;
import darkroom.queue.handler.Outcome;
import darkroom.queue.inspect.Fleet.ProcessView;
import darkroom.queue.redis.RedisStore;
import darkroom.workers.TestFleet.Note;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Processes that die, replies that are lost, a Redis that goes away: nothing is lost or doubled.
 */
@Timeout(120)
final class FaultIT {
    private final Map<String, Integer> runs = new ConcurrentHashMap<>();

    private final JobHandler<Note> counting =
            (note, context) -> {
                runs.merge(context.jobId(), 1, Integer::sum);
                return Outcome.completed();
            };

    @Test
    void jobsOfAKilledProcessAreAllDoneByAnotherWithNoAttemptUsedUpAndOneEffect() throws Exception {
        try (TestFleet fleet = TestFleet.open();
                RedisStore effects = RedisStore.open(fleet.address())) {
            String effectsKey = ChildWorker.effectsKey(fleet.address());
            Set<Integer> attempts = ConcurrentHashMap.newKeySet();
            AtomicInteger repeated = new AtomicInteger();
            fleet.enqueue(200);
            try (ChildWorker child =
                    ChildWorker.start(fleet.address(), 200, ChildWorker.Deed.NEVER_ENDS)) {
                String startedKey = ChildWorker.startedKey(fleet.address());
                await().atMost(Duration.ofSeconds(40))
                        .until(() -> effects.members(startedKey).size() == 200);
                fleet.start(
                        (note, context) -> {
                            attempts.add(context.attempt());
                            if (!effects.addMember(effectsKey, context.jobId())) {
                                repeated.incrementAndGet();
                            }
                            return Outcome.completed();
                        },
                        config(20));
                fleet.awaitProcesses(2);
                assertThat(child.process().isAlive()).isTrue();
            }

            await().atMost(Duration.ofSeconds(10)).until(() -> fleet.done() == 200);

            assertThat(effects.members(effectsKey)).hasSize(200);
            assertThat(repeated).as("had its effect before the kill").hasValue(100);
            assertThat(attempts).containsExactly(1);
            assertThat(fleet.stats().total("reaped")).isEqualTo(200);
            assertThat(fleet.stats().by("failed")).isEmpty();
            assertThat(fleet.dead().count()).isZero();
        }
    }

    // A process each time: one that has just ended many jobs reserves more of them ahead.
    @RepeatedTest(3)
    void jobsOfLostRepliesAreAdoptedAndCountedOnce() throws Exception {
        try (TestFleet fleet = TestFleet.open();
                FaultProxy proxy = proxyTo(fleet.address().uri())) {
            Semaphore begun = new Semaphore(0);
            Semaphore gate = new Semaphore(0);
            WorkerConfig.Patience patience =
                    new WorkerConfig.Patience(
                            Duration.ofSeconds(10), Duration.ofMinutes(10), Duration.ofMinutes(1));
            fleet.startThrough(
                    proxy.port(),
                    (note, context) -> {
                        if (note.number() == 0) {
                            begun.release();
                            gate.acquire();
                        }
                        return counting.handle(note, context);
                    },
                    config(10).withPatience(patience));
            String channel = fleet.store().keys().wakeChannel();
            await().atMost(SOON).until(() -> fleet.store().subscribers(channel) == 1);
            for (int i = 0; i < 10; i++) {
                fleet.client().enqueue(NOTE.job(new Note(0)));
            }
            assertThat(begun.tryAcquire(10, 15, TimeUnit.SECONDS)).isTrue();
            proxy.swallowRepliesFrom("\"number\":1");
            fleet.client()
                    .enqueueAll(
                            IntStream.rangeClosed(1, 100)
                                    .mapToObj(i -> NOTE.job(new Note(i)))
                                    .toList());

            // One ends, and the call that settles it reserves another: nobody hears of it.
            gate.release();
            fleet.awaitDone(1);
            await().atMost(SOON).until(() -> held(fleet) == 10);
            assertThat(runs).hasSize(1);
            gate.release(9);
            proxy.mode(Mode.PASS);
            fleet.awaitDone(110);

            assertThat(runs).hasSize(110).allSatisfy((id, count) -> assertThat(count).isOne());
            assertThat(fleet.done()).isEqualTo(110);
            assertThat(fleet.stats().by("failed")).isEmpty();
            assertThat(fleet.stats().total("reaped")).isZero();
            await().atMost(SOON).until(() -> held(fleet) == 0);
            fleet.stopAll();
            assertThat(fleet.fleet().list()).isEmpty();
        }
    }

    @Test
    void redisKilledUnderLoadLosesNothingAndNobodyIsGivenUp() {
        try (RedisServer server = TestRedis.own();
                TestFleet fleet = TestFleet.at(server.uri())) {
            JobHandler<Note> slow =
                    (note, context) -> {
                        LockSupport.parkNanos(5_000_000); // work, not a wait
                        return counting.handle(note, context);
                    };
            fleet.enqueue(3_000);
            fleet.start(slow, config(10));
            fleet.start(slow, config(10));
            await().atMost(SOON).until(() -> runs.size() > 500);

            server.kill();
            // Longer than a lease: nobody can beat, and that must be held against nobody.
            Duration outage = TestFleet.LEASE.duration().plusMillis(500);
            long begin = System.nanoTime();
            await().atMost(SOON).until(() -> System.nanoTime() - begin > outage.toNanos());
            server.restart();

            fleet.awaitDone(3_000);
            assertThat(runs).hasSize(3_000).allSatisfy((id, count) -> assertThat(count).isOne());
            assertThat(fleet.done()).isEqualTo(3_000);
            assertThat(fleet.stats().total("reaped")).isZero();
            assertThat(fleet.fleet().list()).hasSize(2);
        }
    }

    @Test
    void processThatWasGivenUpSettlesNothingTellsItsHandlersAndJoinsAgain() throws Exception {
        CountDownLatch told = new CountDownLatch(5);
        try (TestFleet fleet = TestFleet.open();
                FaultProxy proxy = proxyTo(fleet.address().uri())) {
            fleet.startThrough(
                    proxy.port(),
                    (note, context) -> {
                        if (context.term() > 2) {
                            return counting.handle(note, context);
                        }
                        try {
                            new CountDownLatch(1).await();
                        } catch (InterruptedException e) {
                            assertThat(context.stopping()).isTrue();
                            told.countDown();
                        }
                        return Outcome.completed();
                    },
                    config(5));
            fleet.enqueue(5);
            await().atMost(SOON).until(() -> held(fleet) == 5);

            proxy.mode(Mode.BLACK_HOLE);
            fleet.start(counting, config(5));

            fleet.awaitDone(5);
            assertThat(told.getCount()).as("it cannot know yet").isEqualTo(5);
            proxy.mode(Mode.PASS);
            assertThat(told.await(15, TimeUnit.SECONDS)).isTrue();
            fleet.awaitProcesses(2);
            assertThat(fleet.done()).as("settled by the other alone").isEqualTo(5);
            assertThat(runs).hasSize(5);
            assertThat(fleet.stats().total("reaped")).isEqualTo(5);
            assertThat(fleet.fleet().list())
                    .extracting(ProcessView::id)
                    .containsExactly("test-2", "test-3");
            fleet.fleet().want("test-2", darkroom.queue.reserve.ProcessState.QUIET);
            await().atMost(SOON).until(() -> fleet.fleet().list().get(0).state().equals("quiet"));
            fleet.client().enqueue(NOTE.job(new Note(6)));
            fleet.awaitDone(6);
            fleet.stopAll();
        }
    }

    private static long held(TestFleet fleet) {
        return fleet.fleet().list().stream().mapToLong(ProcessView::held).sum();
    }

    private static FaultProxy proxyTo(URI uri) throws IOException {
        return FaultProxy.to(uri.getHost(), uri.getPort());
    }
}
