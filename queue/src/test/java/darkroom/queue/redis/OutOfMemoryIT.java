package darkroom.queue.redis;

import static darkroom.queue.fixtures.TestQueue.NOTE;
import static darkroom.queue.fixtures.TestQueue.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import darkroom.embedded.RedisOptions;
import darkroom.embedded.RedisOptions.Durability;
import darkroom.embedded.RedisServer;
import darkroom.queue.Job;
import darkroom.queue.QueueFullException;
import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.fixtures.TestQueue.Note;
import darkroom.queue.maintenance.Promoter;
import darkroom.queue.maintenance.Reaper;
import darkroom.queue.reserve.Heartbeat;
import darkroom.queue.reserve.Membership;
import darkroom.queue.reserve.ProcessState;
import darkroom.queue.reserve.Reserved;
import darkroom.queue.reserve.Settlement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;

/** A Redis at its maxmemory takes no more jobs and can still be drained. */
@Timeout(120)
final class OutOfMemoryIT {
    private final RedisServer server =
            RedisServer.start(
                    RedisOptions.defaults()
                            .withDurability(Durability.NEVER)
                            .withConfigLine("maxmemory 6mb"));
    private final TestQueue queue = TestQueue.at(server.uri());

    @AfterEach
    void close() {
        queue.close();
        server.close();
    }

    @Test
    void enqueueIsRefusedAndNothingIsWritten() {
        long jobs = fill();
        // Buffers of clients count too and come and go: well below what is used there is no doubt.
        try (Jedis jedis = new Jedis(server.uri())) {
            jedis.configSet("maxmemory", "3mb");
        }
        Map<String, String> before = queue.dump();

        assertThatThrownBy(() -> queue.client().enqueue(NOTE.job(new Note(1)).uniqueBy("u")))
                .isInstanceOf(QueueFullException.class)
                .hasMessageContaining("is at its maxmemory");
        assertThatThrownBy(
                        () ->
                                queue.client()
                                        .enqueue(
                                                NOTE.job(new Note(1))
                                                        .delayedBy(Duration.ofSeconds(1))))
                .isInstanceOf(QueueFullException.class);

        assertThat(queue.dump()).isEqualTo(before);
        assertThat(queue.store().listLength(queue.keys().queue("note"))).isEqualTo(jobs);
    }

    @Test
    void fleetDrainsItAllTheSame() {
        long jobs = fill();
        // A process that comes now, to a server that has no script of ours but one.
        Membership member = queue.join("note");
        Heartbeat heartbeat = new Heartbeat(queue.store(), Duration.ofSeconds(2));
        assertThat(heartbeat.beat(member, ProcessState.SERVING, Map.of("busy", "9")).threads())
                .isEmpty();
        List<Settlement> ends = new ArrayList<>();
        List<Reserved> held = TestQueue.reserve(member, 100);
        ends.add(Settlement.retrying(held.get(0), job(held.get(0)).withAttempt(2), Duration.ZERO));
        ends.add(Settlement.scheduled(held.get(1), job(held.get(1)), Duration.ZERO));
        ends.add(Settlement.released(held.get(2)));
        TestQueue.settle(member, ends, 0);
        assertThat(new Promoter(queue.store()).promote().moved()).isEqualTo(2);
        Reaper reaper =
                new Reaper(
                        queue.store(),
                        new Reaper.Lease(Duration.ofMillis(10), Duration.ofMillis(50)));
        AtomicLong givenBack = new AtomicLong();
        await().until(
                        () ->
                                givenBack.addAndGet(reaper.sweep(Reaper.Evidence.LEASE).givenBack())
                                        == 97);

        long drained = drain(queue.join("note"));

        assertThat(drained).isEqualTo(jobs);
        assertThat(queue.client().enqueue(NOTE.job(new Note(1))).fresh()).isTrue();
    }

    private long drain(Membership member) {
        long drained = 0;
        List<Settlement> ends = List.of();
        do {
            List<Reserved> held = TestQueue.settle(member, ends, 1_000);
            drained += held.size();
            ends = held.stream().map(TestQueue::done).toList();
        } while (!ends.isEmpty());
        return drained;
    }

    private long fill() {
        long count = 0;
        for (int size = 500; size >= 1; size /= 5) {
            List<Job<Note>> jobs = Collections.nCopies(size, NOTE.job(new Note(7)));
            try {
                while (true) {
                    queue.client().enqueueAll(jobs);
                    count += size;
                }
            } catch (QueueFullException full) {
                assertThat(full).hasMessageContaining("maxmemory");
            }
        }
        assertThat(count).isGreaterThan(1_000);
        return count;
    }
}
