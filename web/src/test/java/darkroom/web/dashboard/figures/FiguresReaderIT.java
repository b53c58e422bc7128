package darkroom.web.dashboard.figures;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.embedded.RedisServer;
import darkroom.embedded.fixtures.TestRedis;
import darkroom.queue.redis.Keys;
import darkroom.queue.redis.RedisAddress;
import darkroom.queue.redis.RedisStore;
import darkroom.web.dashboard.figures.Figures.Pace;
import darkroom.web.dashboard.figures.Figures.Queue;
import java.time.Duration;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class FiguresReaderIT {
    private final RedisServer redis = TestRedis.own();
    private final RedisStore store = RedisStore.open(RedisAddress.of(redis.uri().toString()));
    private final Keys keys = store.keys();
    private final FiguresReader reader = new FiguresReader(store);

    @AfterEach
    void close() {
        store.close();
        redis.close();
    }

    @Test
    void emptyRedisHasNoFiguresButItsMemory() {
        Figures figures = reader.read();

        assertThat(figures.queues()).isEmpty();
        assertThat(figures.minutes()).isEmpty();
        assertThat(figures.memory().usedBytes()).isPositive();
        assertThat(figures.memory().maxBytes()).isZero();
        redis.command("CONFIG", "SET", "maxmemory", "100mb");
        assertThat(reader.read().memory().maxBytes()).isEqualTo(100L << 20);
    }

    @Test
    void ageOfTheNextJobIsSinceItWasEnqueuedFirst() {
        push("note", "{\"class\":\"note\",\"args\":[],\"at\":" + (now() - 90_000) + "}");
        push("note", "{\"class\":\"note\",\"args\":[],\"at\":1}");

        assertThat(queue("note").oldest().orElseThrow())
                .isBetween(Duration.ofSeconds(90), Duration.ofSeconds(150));
    }

    @Test
    void jobOfAClockThatIsAheadIsNew() {
        push("note", "{\"class\":\"note\",\"args\":[],\"at\":" + (now() + 90_000_000) + "}");

        assertThat(queue("note").oldest()).contains(Duration.ZERO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"class\":\"note\",\"args\":[]}", "no job", ""})
    void jobThatDoesNotSaySinceWhenHasNoAge(String payload) {
        push("note", payload);

        assertThat(queue("note").oldest()).isEmpty();
        assertThat(queue("note").account().now().ready()).isOne();
    }

    @Test
    void queueOfAnotherProgramsNameIsCountedAndNotLookedInto() {
        push("A B:c", "{\"class\":\"note\",\"args\":[],\"at\":1}");

        assertThat(queue("A B:c").oldest()).isEmpty();
        assertThat(queue("A B:c").account().now().ready()).isOne();
    }

    @Test
    void pausedQueueIsThereThoughItHasHeldNoJob() {
        redis.command("SADD", keys.paused(), "held");

        assertThat(queue("held").paused()).isTrue();
        assertThat(queue("held").oldest()).isEmpty();
        assertThat(queue("held").drain()).contains(Duration.ZERO);
    }

    @Test
    void paceIsThatOfTheLastFiveMinutes() {
        push("note", "x");
        push("new", "x");
        minute(7, "note 0 0");
        for (int ago = 6; ago > 1; ago--) {
            minute(ago, "note 100 0");
        }
        minute(1, "note 150 25\nnew 10 5");

        assertThat(queue("note").pace()).isEqualTo(pace(10, 5));
        assertThat(queue("new").pace()).as("from nothing").isEqualTo(pace(2, 1));
        assertThat(queue("note").drain()).as("more comes in than is done").isEmpty();
    }

    @Test
    void lengthOfAQueueAndItsPaceSayWhenItIsEmpty() {
        push("note", "x");
        push("note", "y");
        minute(3, "note 0 0");
        minute(1, "note 4 8");

        assertThat(queue("note").pace()).isEqualTo(pace(2, 4));
        assertThat(queue("note").drain()).contains(Duration.ofMinutes(1));
        redis.command("SADD", keys.paused(), "note");
        assertThat(queue("note").drain()).as("nobody takes from it").isEmpty();
    }

    @Test
    void paceIsNotKnownFromOneMinuteNorFromOldOnesNorWhereTheQueueIsInNone() {
        push("note", "x");
        minute(1, "other 1 1");
        assertThat(queue("note").pace()).as("one minute").isEqualTo(Pace.UNKNOWN);
        minute(1, "note 1 1");
        assertThat(fresh("note").pace()).as("no time between").isEqualTo(Pace.UNKNOWN);
        minute(0, "other 1 1");
        assertThat(fresh("note").pace()).as("not in the last").isEqualTo(Pace.UNKNOWN);

        redis.command("DEL", keys.minutes());
        minute(8, "note 1 1");
        minute(7, "note 2 2");
        assertThat(fresh("note").pace()).as("long ago").isEqualTo(Pace.UNKNOWN);
    }

    private static Pace pace(double in, double out) {
        return new Pace(OptionalDouble.of(in), OptionalDouble.of(out));
    }

    private long now() {
        return store.timeMillis();
    }

    private void push(String queue, String payload) {
        redis.command("SADD", keys.queues(), queue);
        redis.command("RPUSH", keys.queue(queue), payload);
    }

    /** Keeps the minute so long ago, of queues with how many came in and were done. */
    private void minute(long minutesAgo, String queues) {
        String accounts =
                queues.replaceAll("(?m)^(\\S+) (\\d+) (\\d+)$", "$1 $2 0 0 $3 0 0 0 0 0 0 0 0 0");
        long minute = now() / 60_000 - minutesAgo;
        redis.command("RPUSH", keys.minutes(), minute + "\n" + accounts);
    }

    private Queue queue(String name) {
        return reader.read().queue(name).orElseThrow();
    }

    /** By a reader that has not kept the minutes. */
    private Queue fresh(String name) {
        return new FiguresReader(store).read().queue(name).orElseThrow();
    }
}
