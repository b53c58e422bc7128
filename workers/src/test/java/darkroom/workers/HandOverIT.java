package darkroom.workers;

import static darkroom.workers.TestFleet.NOTE;
import static darkroom.workers.TestFleet.SOON;
import static darkroom.workers.TestFleet.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import darkroom.queue.handler.Outcome;
import darkroom.queue.redis.Subscription;
import darkroom.queue.reserve.Membership;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How jobs come from the fetcher to the threads. */
final class HandOverIT {
    private static final int QUICK = 2_000;

    @Test
    void jobHeldAheadGoesToAnotherProcessWhenAllThreadsHereAreBusy() throws InterruptedException {
        try (TestFleet fleet = TestFleet.open()) {
            CountDownLatch stuck = new CountDownLatch(1);
            AtomicInteger begun = new AtomicInteger();
            AtomicInteger elsewhere = new AtomicInteger();
            // Quick ones first, so that many are held ahead; then two that take both threads.
            fleet.enqueue(QUICK);
            for (int i = 0; i < 2; i++) {
                fleet.client().enqueue(NOTE.job(new TestFleet.Note(-1)));
            }
            fleet.enqueue(100, QUICK + 1);
            fleet.start(
                    (note, context) -> {
                        if (note.number() < 0) {
                            begun.incrementAndGet();
                            stuck.await();
                        }
                        return Outcome.completed();
                    },
                    config(2));
            await().atMost(SOON).until(() -> begun.get() == 2);

            fleet.start(
                    (note, context) -> {
                        elsewhere.incrementAndGet();
                        return Outcome.completed();
                    },
                    config(2));

            fleet.awaitDone(QUICK + 100);
            assertThat(elsewhere.get()).isPositive();
            assertThat(begun.get()).isEqualTo(2);
            stuck.countDown();
            fleet.awaitDone(QUICK + 102);
        }
    }

    @Test
    void everyJobOfABurstRunsOnceOnThreadsThatAreNoMoreThanWanted() {
        try (TestFleet fleet = TestFleet.open()) {
            Map<String, Integer> runs = new ConcurrentHashMap<>();
            AtomicInteger running = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            fleet.start(
                    (note, context) -> {
                        most.accumulateAndGet(running.incrementAndGet(), Math::max);
                        runs.merge(context.jobId(), 1, Integer::sum);
                        running.decrementAndGet();
                        return Outcome.completed();
                    },
                    config(20));
            for (int burst = 0; burst < 20; burst++) {
                fleet.enqueue(200, 1 + burst * 200);
                int ran = (burst + 1) * 200;
                await().atMost(SOON).until(() -> runs.size() >= ran);
            }

            fleet.awaitDone(4_000);
            assertThat(runs).hasSize(4_000).allSatisfy((id, count) -> assertThat(count).isOne());
            assertThat(most.get()).isBetween(1, 20);
        }
    }

    @Test
    @SuppressWarnings("try") // it is there to listen, not to be called
    void jobForAnIdleProcessComesWithItsWakeUpAndRunsOnce() {
        try (TestFleet fleet = TestFleet.open()) {
            Map<String, Integer> runs = new ConcurrentHashMap<>();
            Queue<byte[]> heard = new ConcurrentLinkedQueue<>();
            fleet.start(
                    (note, context) -> {
                        runs.merge(context.jobId(), 1, Integer::sum);
                        return Outcome.completed();
                    },
                    config(4));
            await().atMost(SOON).until(() -> fleet.fleet().list().size() == 1);
            String channel = fleet.store().keys().lifeChannel(fleet.fleet().list().get(0).id());
            try (Subscription listener =
                    Subscription.open(fleet.store(), List.of(channel), heard::add)) {
                await().atMost(SOON).until(() -> fleet.store().subscribers(channel) == 2);
                for (int i = 1; i <= 50; i++) {
                    fleet.enqueue(1, i);
                    int ran = i;
                    await().atMost(SOON)
                            .pollInterval(Duration.ofMillis(2))
                            .until(() -> runs.size() == ran);
                }
                fleet.awaitDone(50);
            }

            assertThat(runs).hasSize(50).allSatisfy((id, count) -> assertThat(count).isOne());
            assertThat(heard).filteredOn(Membership::isHandOver).hasSizeGreaterThan(10);
        }
    }

    @Test
    void longJobsWakeAsManyThreadsAsThereAre() throws InterruptedException {
        try (TestFleet fleet = TestFleet.open()) {
            CountDownLatch all = new CountDownLatch(100);
            CountDownLatch end = new CountDownLatch(1);
            fleet.start(
                    (note, context) -> {
                        all.countDown();
                        end.await();
                        return Outcome.completed();
                    },
                    config(100));

            fleet.enqueue(100);

            await().atMost(SOON).until(() -> all.getCount() == 0);
            end.countDown();
            fleet.awaitDone(100);
            // Threads woken by nobody but the fetcher would have it give back 99, then 98, ...
            assertThat(fleet.stats().total("released")).isLessThan(1_000);
        }
    }
}
