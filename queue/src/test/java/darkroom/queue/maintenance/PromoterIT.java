package darkroom.queue.maintenance;

import static darkroom.queue.fixtures.TestQueue.NOTE;
import static org.assertj.core.api.Assertions.assertThat;

import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.fixtures.TestQueue.Note;
import darkroom.queue.maintenance.Promoter.Promoted;
import darkroom.queue.redis.Keys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Pipeline;

@Timeout(60)
final class PromoterIT {
    private static final int JOBS = 2_000;

    private final TestQueue queue = TestQueue.open();
    private final Keys keys = queue.keys();

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void twoAtOnceMoveEachOfManyJobsDueInOneMillisecondOnce() throws Exception {
        try (Pipeline pipeline = queue.jedis().pipelined()) {
            for (int i = 0; i < JOBS; i++) {
                String schedule = i % 2 == 0 ? keys.scheduled() : keys.retrying();
                pipeline.zadd(schedule, 1_000, "q" + i % 3 + ":" + payload(i));
            }
        }
        Callable<Long> promoting =
                () -> {
                    Promoter promoter = new Promoter(queue.store());
                    long moved = 0;
                    Promoted last;
                    do {
                        last = promoter.promote();
                        moved += last.moved();
                    } while (last.more());
                    return moved;
                };
        ExecutorService threads = Executors.newFixedThreadPool(2);

        List<Future<Long>> both = threads.invokeAll(List.of(promoting, promoting));
        threads.shutdown();

        assertThat(both.get(0).get() + both.get(1).get()).isEqualTo(JOBS);
        List<Integer> ready = new ArrayList<>();
        for (String name : List.of("q0", "q1", "q2")) {
            ready.addAll(queue.ready(name));
        }
        assertThat(ready).hasSize(JOBS).doesNotHaveDuplicates();
        assertThat(queue.jedis().exists(keys.scheduled(), keys.retrying())).isZero();
        assertThat(queue.jedis().smembers(keys.queues()))
                .containsExactlyInAnyOrder("q0", "q1", "q2");
    }

    @Test
    void leavesWhatIsNotDueAndSaysWhenItIs() {
        Promoter promoter = new Promoter(queue.store());
        assertThat(promoter.promote()).isEqualTo(new Promoted(0, false, Optional.empty()));
        queue.client().enqueue(NOTE.job(new Note(1)).delayedBy(Duration.ofHours(2)));
        queue.client().enqueue(NOTE.job(new Note(2)).delayedBy(Duration.ofHours(1)));

        Promoted promoted = promoter.promote();

        assertThat(promoted.moved()).isZero();
        assertThat(promoted.untilNext().orElseThrow())
                .isBetween(Duration.ofMinutes(59), Duration.ofMinutes(60));
    }

    @Test
    void delayedJobIsReadyOnceItsTimeHasCome() {
        queue.client().enqueue(NOTE.job(new Note(1)).delayedBy(Duration.ofMillis(20)));
        Promoter promoter = new Promoter(queue.store());

        org.awaitility.Awaitility.await().until(() -> promoter.promote().moved() == 1);

        assertThat(queue.ready("note")).containsExactly(1);
    }

    @Test
    void jobWhoseQueueIsNoListDoesNotBlockTheOthers() {
        queue.jedis().zadd(keys.queue("taken"), 1, "a job of Jesque's, due later");
        queue.jedis().zadd(keys.scheduled(), 1, "taken:" + payload(1));
        queue.jedis().zadd(keys.scheduled(), 2, "free:" + payload(2));
        Promoter promoter = new Promoter(queue.store());

        assertThat(promoter.promote().moved()).isOne();
        assertThat(promoter.promote().moved()).isZero();

        assertThat(queue.ready("free")).containsExactly(2);
        assertThat(queue.jedis().zscore(keys.scheduled(), "taken:" + payload(1)))
                .isGreaterThan((double) queue.store().timeMillis());
    }

    private static String payload(int number) {
        return "{\"class\":\"note\",\"args\":[{\"number\":" + number + "}]}";
    }
}
