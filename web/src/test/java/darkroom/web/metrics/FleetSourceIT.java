package darkroom.web.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.embedded.RedisServer;
import darkroom.embedded.fixtures.PrometheusText;
import darkroom.embedded.fixtures.TestRedis;
import darkroom.queue.JobKind;
import darkroom.queue.client.QueueClient;
import darkroom.queue.redis.RedisAddress;
import darkroom.queue.redis.RedisStore;
import darkroom.web.Eventually;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the web tier shows of the fleet, whatever stands in Redis and whether it answers or not. */
@Timeout(60)
final class FleetSourceIT {
    private static final String READY = "darkroom_queue_ready_jobs";
    private static final JobKind<String> NOTE = JobKind.of("note", String.class);

    private RedisServer redis;
    private RedisStore store;
    private QueueClient client;
    private FleetSource fleet;

    @BeforeEach
    void open() {
        redis = TestRedis.own();
        store = RedisStore.open(RedisAddress.of(redis.uri().toString()));
        client =
                new QueueClient(
                        store,
                        InstantSource.system(),
                        () -> ThreadLocalRandom.current().nextLong());
        fleet = new FleetSource(store);
    }

    @AfterEach
    void close() {
        fleet.close();
        store.close();
        redis.close();
    }

    @Test
    void namesFromOutsideAreEscapedAndBoundedAndNoArgsAreShown() {
        String hostile = "we\"ird\n\\x} 1\ndarkroom_evil 666";
        String endless = "x".repeat(5_000);
        redis.command("SADD", "resque:queues", hostile, endless);
        redis.command("RPUSH", "resque:queue:" + hostile, "canary-no-json");
        redis.command("RPUSH", "resque:queue:" + endless, "{}", "{}");
        List<String> names = new ArrayList<>(List.of("SADD", "resque:queues"));
        List<String> objectives = new ArrayList<>(List.of("HSET", "resque:objectives"));
        List<String> kinds = new ArrayList<>(List.of("HSET", "resque:stats"));
        for (int i = 0; i < 1_000; i++) {
            names.add("q-" + i);
            kinds.addAll(List.of("done|kind-" + i + "|q", "2", "start|kind-" + i + "|3", "1"));
            kinds.addAll(List.of("wait|q-" + i + "|3", "1"));
            objectives.addAll(List.of("set|q-" + i, "30000"));
        }
        redis.command(names.toArray(String[]::new));
        redis.command(kinds.toArray(String[]::new));
        redis.command(objectives.toArray(String[]::new));
        client.enqueue(NOTE.job("canary-of-args"));

        String text = shown();
        PrometheusText parsed = PrometheusText.parse(text);

        assertThat(parsed.values(READY, "queue")).hasSize(201).contains("note", "(other)");
        assertThat(parsed.value(READY, "queue", "(other)")).isEqualTo(3);
        assertThat(parsed.values("darkroom_jobs_completed_total", "kind")).hasSize(101);
        assertThat(
                        parsed.value(
                                "darkroom_jobs_completed_total",
                                "kind",
                                "(other)",
                                "outcome",
                                "done"))
                .isEqualTo(1_800);
        assertThat(parsed.values("darkroom_job_wait_seconds_bucket", "kind")).hasSize(101);
        assertThat(parsed.values("darkroom_queue_wait_seconds_bucket", "queue"))
                .hasSize(201)
                .contains("(other)");
        assertThat(parsed.values("darkroom_queue_objective_seconds", "queue"))
                .hasSize(201)
                .contains("(other)");
        assertThat(parsed.value("darkroom_queue_objective_seconds", "queue", "(other)"))
                .isEqualTo(30);
        assertThat(text).doesNotContain("canary").doesNotContain("\ndarkroom_evil");
        assertThat(text.length()).isLessThan(1_000_000);
    }

    @Test
    void timesOfWhatThereIsNoRoomForAreOneHistogram() {
        List<String> counts = new ArrayList<>(List.of("HSET", "resque:stats"));
        for (int i = 1_000; i < 2_000; i++) {
            String bucket = i % 2 == 0 ? "0" : "97";
            counts.addAll(List.of("wait|q-" + i + "|" + bucket, "1"));
            counts.addAll(List.of("start|k-" + i + "|" + bucket, "1"));
            counts.addAll(List.of("end|k-" + i + "|" + bucket, "1"));
        }
        counts.addAll(List.of("wait|" + "a".repeat(201) + "|0", "10"));
        redis.command(counts.toArray(String[]::new));

        PrometheusText parsed = parsed();

        assertOther(parsed, "darkroom_queue_wait_seconds", "queue", 410, 811);
        assertOther(parsed, "darkroom_job_wait_seconds", "kind", 450, 900);
        assertOther(parsed, "darkroom_job_latency_seconds", "kind", 450, 900);
    }

    private static void assertOther(
            PrometheusText parsed, String name, String label, int atOnce, int all) {
        String other = "(other)";
        String bucket = name + "_bucket";
        assertThat(parsed.value(bucket, label, other, "le", "0.001")).isEqualTo(atOnce);
        assertThat(parsed.value(bucket, label, other, "le", "+Inf")).isEqualTo(all);
        assertThat(parsed.value(name + "_count", label, other)).isEqualTo(all);
        assertThat(parsed.value(name + "_sum", label, other))
                .isGreaterThan(parsed.value(name + "_sum", label, label.charAt(0) + "-1001"));
    }

    @Test
    void hostileNameIsShownAsItIsWhereThereIsRoom() {
        String hostile = "a\nb\"c\\";
        redis.command("SADD", "resque:queues", hostile);
        redis.command("RPUSH", "resque:queue:" + hostile, "1", "2");

        assertThat(parsed().value(READY, "queue", hostile)).isEqualTo(2);
    }

    @Test
    void ageIsThatOfTheFirstEnqueueAndRetriesDoNotHideIt() {
        long hour = Duration.ofHours(1).toMillis();
        redis.command("SADD", "resque:queues", "late", "empty");
        redis.command("RPUSH", "resque:queue:late", job("a", store.timeMillis() - hour));
        redis.command("RPUSH", "resque:queue:late", job("b", store.timeMillis()));
        String due = Long.toString(store.timeMillis() + 10 * hour);
        redis.command(
                "ZADD", "resque:retrying", due, "late:" + job("c", store.timeMillis() - 2 * hour));

        PrometheusText parsed = parsed();

        String name = "darkroom_queue_oldest_age_seconds";
        assertThat(parsed.value(name, "queue", "late", "state", "ready")).isBetween(3600.0, 3660.0);
        assertThat(parsed.value(name, "queue", "late", "state", "retrying"))
                .isBetween(7200.0, 7260.0);
        assertThat(parsed.value(name, "queue", "empty", "state", "ready")).isZero();
    }

    @Test
    void countersOnlyGrowAndTimesAreWhatTheQueueCounted() {
        redis.command("HSET", "resque:stats", "start|note|0", "3", "start|note|97", "1");
        PrometheusText before = parsed();
        client.enqueue(NOTE.job("one"));
        redis.command("HINCRBY", "resque:stats", "start|note|42", "5");
        redis.command("HINCRBY", "resque:stats", "dead|note", "1");

        Eventually.becomesTrue(
                () ->
                        parsed().samples().keySet().stream()
                                .anyMatch(one -> one.labels().containsValue("dead")));

        PrometheusText after = parsed();
        assertThat(before.shrunk(after)).isEmpty();
        assertThat(after.shrunk(before)).as("the test sees what shrinks").isNotEmpty();
        String bucket = "darkroom_job_wait_seconds_bucket";
        assertThat(after.value(bucket, "kind", "note", "le", "0.001")).isEqualTo(3);
        assertThat(after.value(bucket, "kind", "note", "le", "0.054")).isEqualTo(8);
        assertThat(after.value(bucket, "kind", "note", "le", "+Inf")).isEqualTo(9);
        assertThat(after.value("darkroom_jobs_started_total", "kind", "note")).isEqualTo(9);
    }

    @Test
    void whileRedisIsAwayTheLastKnownIsShownWithItsAge() {
        client.enqueue(NOTE.job("one"));
        assertThat(parsed().value("darkroom_queue_up")).isOne();

        redis.kill();

        Eventually.becomesTrue(() -> parsed().value("darkroom_queue_up") == 0);
        PrometheusText stale = parsed();
        assertThat(stale.value(READY, "queue", "note")).isOne();
        assertThat(stale.value("darkroom_queue_figures_age_seconds")).isPositive();
        redis.restart();
        Eventually.becomesTrue(() -> parsed().value("darkroom_queue_up") == 1);
    }

    @Test
    void whileRedisHangsWhoAsksWaitsNoLongerThanTwoSeconds() {
        parsed();
        redis.freeze();
        try {
            Eventually.becomesTrue(
                    () -> {
                        long begin = System.nanoTime();
                        double up = parsed().value("darkroom_queue_up");
                        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                                .isLessThan(Duration.ofSeconds(2));
                        return up == 0;
                    });
        } finally {
            redis.thaw();
        }
    }

    private static String job(String id, long at) {
        return "{\"class\":\"note\",\"args\":[\"x\"],\"id\":\"%s\",\"at\":%d}".formatted(id, at);
    }

    private String shown() {
        Exposition text = new Exposition();
        text.add(fleet);
        return text.toString();
    }

    private PrometheusText parsed() {
        return PrometheusText.parse(shown());
    }
}
