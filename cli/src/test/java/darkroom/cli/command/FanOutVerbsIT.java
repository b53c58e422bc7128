package darkroom.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.embedded.fixtures.TestPostgres;
import darkroom.embedded.fixtures.TestRedis;
import darkroom.jobs.feed.FanOutHandler;
import darkroom.jobs.feed.FanOutJob;
import darkroom.jobs.shards.DatabaseAddress;
import darkroom.jobs.shards.PoolLimits;
import darkroom.jobs.shards.Shard;
import darkroom.jobs.shards.Shards;
import darkroom.jobs.shards.Sql;
import darkroom.queue.client.QueueClient;
import darkroom.queue.handler.JobContext;
import darkroom.queue.operator.AuditLog;
import darkroom.queue.redis.RedisAddress;
import darkroom.queue.redis.RedisStore;
import java.security.SecureRandom;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Fan-outs as the verbs show and steer them. */
@Timeout(120)
class FanOutVerbsIT {
    private final String uri = TestRedis.shared().uri().toString();
    private final String namespace = TestRedis.freshNamespace();
    private final String url = TestPostgres.freshDatabase();
    private final RedisStore store = RedisStore.open(RedisAddress.of(uri).withNamespace(namespace));
    private final QueueClient queue =
            new QueueClient(store, InstantSource.system(), new SecureRandom());
    private final Shards shards =
            Shards.open(
                    List.of(new DatabaseAddress("db0", url)),
                    1,
                    queue,
                    PoolLimits.ofConnections(2));
    private String photo = "";

    @BeforeEach
    void post() {
        shards.migrate((done, total) -> {});
        Shard shard = shards.at(0);
        photo =
                shard.transact(
                        connection -> {
                            try (PreparedStatement insert =
                                            Sql.prepare(
                                                    connection,
                                                    shard.sql(
                                                            """
                                                            WITH owner AS (
                                                              INSERT INTO {s}.person (name, name_lower,
                                                                password_hash, created_at)
                                                              VALUES ('ada', 'ada', '', now())
                                                              RETURNING id)
                                                            INSERT INTO {s}.photo (id, owner_id, caption,
                                                              format, width, height, bytes, created_at)
                                                            SELECT {s}.next_id(), id, '', 'jpeg', 1, 1, 1,
                                                              now() FROM owner RETURNING id"""));
                                    ResultSet row = insert.executeQuery()) {
                                row.next();
                                return Long.toString(row.getLong(1));
                            }
                        });
    }

    @AfterEach
    void close() {
        shards.close();
        store.close();
    }

    private Ran darkroom(String... verb) {
        List<String> args = new ArrayList<>(List.of(verb));
        args.addAll(List.of("--redis", uri, "--namespace", namespace));
        return Ran.darkroom(Map.of(), args.toArray(String[]::new));
    }

    private Ran withDatabase(String... verb) {
        List<String> args = new ArrayList<>(List.of(verb));
        args.addAll(List.of("--databases", url, "--shards", "1"));
        return darkroom(args.toArray(String[]::new));
    }

    private void run(boolean stopping) {
        new FanOutHandler(shards, queue)
                .handle(new FanOutJob(Long.parseLong(photo)), new Attempt(stopping));
    }

    @Test
    void oneIsListedShownCancelledAndResumed() {
        assertThat(withDatabase("fan-out", "ls").out()).contains("no fan-out was found");
        run(true);

        assertThat(withDatabase("fan-out", "ls").out()).contains("PHOTO", photo, "running");
        assertThat(withDatabase("fan-out", "ls", "--json").out())
                .startsWith("{\"running\":[{\"photo\":" + photo + ",\"owner\":")
                .contains("\"more\":false,\"ended\":[],\"unread\":[]");
        assertThat(withDatabase("fan-out", "show", photo).out())
                .containsPattern("state +running")
                .containsPattern("job +test-job");
        Ran cancelled = withDatabase("fan-out", "cancel", photo, "--by", "ada");
        assertThat(cancelled.out()).contains("photo " + photo + " is cancelled; it was running, 0");
        Ran again = withDatabase("fan-out", "cancel", photo);
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err()).contains("expected one that runs, found it cancelled");
        run(false);
        assertThat(withDatabase("fan-out", "show", photo, "--json").out())
                .contains("\"state\":\"cancelled\"", "\"cancelledBy\":\"ada\"");
        assertThat(withDatabase("fan-out", "resume", photo).out())
                .contains("goes on by job fan-out");
        run(false);
        assertThat(withDatabase("fan-out", "show", photo, "--json").out())
                .contains("\"state\":\"done\"");
        assertThat(new AuditLog(store).page("", 10))
                .extracting(entry -> entry.act().verb() + " " + entry.phase())
                .contains("fan-out cancel BEGUN", "fan-out cancel DONE", "fan-out resume DONE");
    }

    @Test
    void whatIsNotThereOrNotReadIsSaid() {
        assertThat(darkroom("fan-out", "ls").err()).contains("give --databases and --shards");
        assertThat(withDatabase("fan-out", "show", "4711").err()).contains("none has begun");
        assertThat(withDatabase("fan-out", "cancel", photo).err())
                .contains("darkroom job cancel fan-out-" + photo);
        assertThat(withDatabase("fan-out", "show", "x").code()).isEqualTo(2);
        Ran away =
                darkroom(
                        "fan-out",
                        "ls",
                        "--databases",
                        "jdbc:postgresql://127.0.0.1:1/nothing?user=nobody",
                        "--shards",
                        "1");
        assertThat(away.code()).isEqualTo(1);
        assertThat(away.err()).contains("was not read: cannot complete work");
    }

    private record Attempt(boolean stopping) implements JobContext {
        @Override
        public String jobId() {
            return "test-job";
        }

        @Override
        public int attempt() {
            return 1;
        }

        @Override
        public int maxAttempts() {
            return 1;
        }

        @Override
        public long term() {
            return 1;
        }

        @Override
        public long fencingToken() {
            return 1;
        }

        @Override
        public boolean mayHaveBegun() {
            return false;
        }

        @Override
        public Duration timeLeft() {
            return Duration.ofMinutes(1);
        }
    }
}
