package darkroom.workers;

import static darkroom.workers.TestFleet.SOON;
import static darkroom.workers.TestFleet.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import darkroom.embedded.FaultProxy;
import darkroom.embedded.RedisServer;
import darkroom.embedded.fixtures.TestRedis;
import darkroom.queue.handler.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a process holds of the machine, after Redis has gone away and come back many times. */
@Timeout(300)
final class LeakIT {
    private static final int THREADS = 5;
    private static final String WORKER = "darkroom-worker";
    private static final int OUTAGES = 20;

    @Test
    void threadsAndConnectionsAreTheSameAfterTwentyOutages() throws Exception {
        // All threads that a process starts belong to the group of the one that started it.
        ThreadGroup group = new ThreadGroup("of-the-process");
        try (RedisServer server = TestRedis.own();
                TestFleet fleet = TestFleet.at(server.uri());
                FaultProxy proxy = FaultProxy.to(server.uri().getHost(), server.uri().getPort())) {
            Thread starter =
                    new Thread(
                            group,
                            () ->
                                    fleet.startThrough(
                                            proxy.port(),
                                            (note, context) -> Outcome.completed(),
                                            config(THREADS)));
            starter.start();
            starter.join();
            int done = 0;
            List<Integer> connections = new ArrayList<>();
            List<List<String>> threads = new ArrayList<>();
            for (int outage = 0; outage <= OUTAGES; outage++) {
                if (outage > 0) {
                    server.kill();
                    await().atMost(SOON).until(() -> proxy.connections() == 0);
                    server.restart();
                }
                int first = done + 1;
                await().atMost(SOON).ignoreExceptions().until(() -> enqueued(fleet, first));
                done += THREADS;
                fleet.awaitDone(done);
                String channel = fleet.store().keys().wakeChannel();
                await().atMost(SOON).until(() -> fleet.store().subscribers(channel) == 1);
                connections.add(proxy.connections());
                threads.add(names(group));
            }

            assertThat(withoutWorkers(threads.get(OUTAGES)))
                    .isEqualTo(withoutWorkers(threads.get(0)));
            // They are begun as jobs need them.
            assertThat(threads.get(OUTAGES).stream().filter(WORKER::equals).count())
                    .isBetween(1L, (long) THREADS);
            // Of a pool that opens them as they are needed: a few, and no more after many outages.
            assertThat(connections.subList(OUTAGES - 2, OUTAGES + 1))
                    .allSatisfy(
                            count ->
                                    assertThat(count)
                                            .isLessThanOrEqualTo(
                                                    connections.subList(0, 3).stream()
                                                            .reduce(0, Math::max)));
            assertThat(fleet.stats().total("reaped")).isZero();
        }
    }

    private static boolean enqueued(TestFleet fleet, int first) {
        fleet.enqueue(THREADS, first);
        return true;
    }

    private static List<String> withoutWorkers(List<String> names) {
        return names.stream().filter(name -> !name.equals(WORKER)).toList();
    }

    private static List<String> names(ThreadGroup group) {
        Thread[] threads = new Thread[group.activeCount() + 100];
        int count = group.enumerate(threads);
        return Stream.of(threads).limit(count).map(Thread::getName).sorted().toList();
    }
}
