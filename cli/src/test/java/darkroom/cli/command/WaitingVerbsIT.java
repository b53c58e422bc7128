package darkroom.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.embedded.RedisServer;
import darkroom.embedded.fixtures.TestRedis;
import darkroom.queue.inspect.WaitingJobs;
import darkroom.queue.redis.RedisAddress;
import darkroom.queue.redis.RedisStore;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The verbs for jobs that have not begun. */
final class WaitingVerbsIT {
    private final RedisAddress address =
            RedisAddress.of(TestRedis.shared().uri().toString())
                    .withNamespace(TestRedis.freshNamespace());
    private final RedisStore store = RedisStore.open(address);

    @AfterEach
    void close() {
        store.close();
    }

    private Ran darkroom(String... verb) {
        return Ran.at(address, verb);
    }

    @Test
    void scheduledJobsAreListedRunAndCancelled() {
        assertThat(darkroom("scheduled", "ls").out()).contains("no job is due later");
        darkroom("job", "enqueue", "thumbnail", "[1]", "--delay", "7200");
        darkroom("job", "enqueue", "thumbnail", "[2]", "--delay", "3600");
        List<String> ids = new WaitingJobs(store).due(10).stream().map(job -> job.id()).toList();

        assertThat(darkroom("scheduled", "ls").out())
                .containsPattern("(?s)" + ids.get(0) + " .*" + ids.get(1) + " .*scheduled");
        assertThat(darkroom("scheduled", "ls", "--json", "--limit", "1").out())
                .startsWith("[{\"id\":\"" + ids.get(0) + "\",\"kind\":\"thumbnail\"")
                .doesNotContain(ids.get(1));
        assertThat(darkroom("scheduled", "run", "--dry-run", ids.get(0)).out())
                .contains("would be put into its queue; it is scheduled in queue thumbnail");
        assertThat(darkroom("scheduled", "run", ids.get(0)).out())
                .contains("job " + ids.get(0) + " put into its queue");
        assertThat(darkroom("queue", "peek", "thumbnail").out()).contains(ids.get(0));
        Ran cancelled = darkroom("scheduled", "cancel", ids.get(0), ids.get(1), "nobody");
        assertThat(cancelled.code()).isEqualTo(1);
        assertThat(cancelled.out())
                .contains("job " + ids.get(1) + " cancelled; it was scheduled in queue thumbnail");
        assertThat(cancelled.err())
                .contains("found it ready in queue thumbnail; \"darkroom job cancel\" ends it")
                .contains("cannot cancel job nobody: expected a job that is scheduled or retrying");
        assertThat(darkroom("scheduled", "ls").out()).contains("no job is due later");
        assertThat(darkroom("job", "cancel", "--dry-run", ids.get(0)).out()).contains("would be");
        assertThat(darkroom("job", "cancel", ids.get(0)).out())
                .contains("cancelled; it was ready in queue thumbnail");
        assertThat(darkroom("job", "cancel", ids.get(0)).code()).isEqualTo(1);
        assertThat(darkroom("queue", "ls", "--json").out()).contains("\"purged\":2,\"missing\":0");
    }

    @Test
    void jobIsShownWhereverItIs() {
        darkroom("job", "enqueue", "thumbnail", "[1]", "--delay", "7200");
        darkroom("job", "enqueue", "thumbnail", "[2]");
        String later = new WaitingJobs(store).due(1).get(0).id();

        assertThat(darkroom("job", "show", later).out())
                .containsPattern("state +scheduled")
                .containsPattern("due +2")
                .containsPattern("attempt +1");
        darkroom("scheduled", "run", later);
        assertThat(darkroom("job", "show", later, "--json").out())
                .contains("\"state\":\"ready\",\"queue\":\"thumbnail\",\"kind\":\"thumbnail\"");
        darkroom("job", "cancel", later);
        Ran gone = darkroom("job", "show", later);
        assertThat(gone.code()).isEqualTo(1);
        assertThat(gone.err())
                .contains("it is done, was discarded or cancelled")
                .doesNotContain("try again");
        store.setField(store.keys().deadJobs(), "odd", "no json");
        assertThat(darkroom("job", "show", "odd").out())
                .containsPattern("state +dead")
                .containsPattern("payload +no json")
                .contains("darkroom dead show odd");
        assertThat(darkroom("dead", "show", "odd").out())
                .containsPattern("reason +unreadable-record")
                .containsPattern("payload +no json");
        assertThat(darkroom("dead", "ls").code()).isZero();
    }

    @Test
    void jobOfAFleetTooLargeForOneLookIsLookedForEverywhereWhichIsSaid() {
        try (RedisServer redis = TestRedis.own();
                RedisStore there = RedisStore.open(RedisAddress.of(redis.uri().toString()))) {
            List<String> join = new ArrayList<>(List.of("ZADD", there.keys().processes()));
            for (int i = 0; i <= 200; i++) {
                join.addAll(List.of(Integer.toString(i), "p" + i));
            }
            redis.command(join.toArray(String[]::new));
            String held = there.keys().reserved("p200");
            String payload = "{\"class\":\"thumbnail\",\"args\":[1],\"id\":\"held\"}";
            there.setField(held, "7:thumbnail", payload);

            assertThat(darkroom(redis, "job", "show", "held").out())
                    .containsPattern("state +reserved")
                    .containsPattern("queue +thumbnail")
                    .containsPattern("process +p200");

            there.delete(held);
            Ran gone = darkroom(redis, "job", "show", "held");
            assertThat(gone.code()).isEqualTo(1);
            assertThat(gone.err())
                    .contains("it is done, was discarded or cancelled")
                    .contains("from one place to another while all were looked through")
                    .contains("try again");
        }
    }

    private static Ran darkroom(RedisServer redis, String... verb) {
        return Ran.at(RedisAddress.of(redis.uri().toString()), verb);
    }

    @Test
    void queueIsPurgedWhenItsNameIsGivenTwice() {
        for (int i = 0; i < 3; i++) {
            darkroom("job", "enqueue", "thumbnail", "[" + i + "]");
        }
        darkroom("job", "enqueue", "thumbnail", "[9]", "--delay", "3600");

        assertThat(darkroom("queue", "purge", "thumbnail").code()).isEqualTo(2);
        assertThat(darkroom("queue", "purge", "thumbnail", "--dry-run").out())
                .contains("3 ready jobs of queue thumbnail would be purged");
        assertThat(darkroom("queue", "ls", "--json").out()).contains("\"ready\":3");
        assertThat(darkroom("queue", "purge", "thumbnail", "--confirm", "thumbnail").out())
                .contains("3 ready jobs of queue thumbnail purged");

        assertThat(darkroom("queue", "ls", "--json").out())
                .contains("\"ready\":0", "\"scheduled\":1", "\"purged\":3,\"missing\":0");
    }
}
