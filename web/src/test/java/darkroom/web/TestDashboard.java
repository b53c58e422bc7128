package darkroom.web;

import darkroom.embedded.RedisServer;
import darkroom.embedded.fixtures.TestRedis;
import darkroom.queue.json.DeadJob;
import darkroom.queue.operator.Operators;
import darkroom.queue.operator.Role;
import darkroom.queue.redis.Keys;
import darkroom.queue.redis.RedisAddress;
import darkroom.queue.redis.RedisStore;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** A dashboard on a Redis of its own, with an operator of each role. */
final class TestDashboard implements AutoCloseable {
    /** Why a job is dead. */
    static final DeadJob.Cause CAUSE =
            new DeadJob.Cause("attempts", "java.io.IOException", "no route", "at a.B.c(B.java:1)");

    private static final String NAMESPACE = "resque";

    private final SecureRandom random = new SecureRandom();

    final RedisServer redis = TestRedis.own();
    final RedisStore store =
            RedisStore.open(new RedisAddress(redis.uri(), NAMESPACE, Duration.ofSeconds(2)));
    final Keys keys = store.keys();
    final Operators operators = new Operators(store, random);
    private final Map<Role, String> tokens = new EnumMap<>(Role.class);
    final DashboardServer server;

    private TestDashboard() {
        for (Role role : Role.values()) {
            tokens.put(role, operators.addWithToken(role.word(), role));
        }
        server =
                DashboardServer.start(
                        new WebConfig(WebConfig.LOOPBACK, 0), store, Set.of("hidden-kind"), random);
    }

    static TestDashboard start() {
        return new TestDashboard();
    }

    URI uri() {
        return server.uri();
    }

    /** The API token of the operator of that role. */
    String token(Role role) {
        return Objects.requireNonNull(tokens.get(role));
    }

    /** Somebody of that role who has signed in. */
    TestBrowser browser(Role role) {
        return TestBrowser.signedIn(uri(), role.word(), token(role));
    }

    /** Has somebody sign in again, if their session has been lost. */
    void browserAgain(TestBrowser browser, Role role) {
        if (browser.get("/").status() == 401) {
            browser.signIn(role.word(), token(role));
            browser.get("/");
        }
    }

    /** Puts a dead job there as a worker does. */
    void bury(String id, String queue, String payload, DeadJob.Cause cause) {
        bury(id, queue, payload.getBytes(StandardCharsets.UTF_8), cause, 1_700_000_000_000L);
    }

    void bury(String id, String queue, byte[] payload, DeadJob.Cause cause, long since) {
        String kind = cause.reason().equals("unreadable") ? "" : "note";
        DeadJob job = new DeadJob(id, queue, kind, 3, cause, "host-1-7", payload);
        command("HSET", keys.deadJobs(), id, new String(job.toBytes(), StandardCharsets.UTF_8));
        command("ZADD", keys.dead(), Long.toString(since), id);
    }

    /** The same record so many times, named 1, 2 and so on, which died at these moments. */
    void bury(DeadJob record, int times) {
        command(
                "EVAL",
                "for i = 1, tonumber(ARGV[2]) do redis.call('HSET', KEYS[1], i, ARGV[1])"
                        + " redis.call('ZADD', KEYS[2], i, i) end",
                "2",
                keys.deadJobs(),
                keys.dead(),
                new String(record.toBytes(), StandardCharsets.UTF_8),
                Integer.toString(times));
    }

    /** The payload of a job of kind note. */
    static String job(String id, String args) {
        return "{\"class\":\"note\",\"args\":[" + args + "],\"id\":\"" + id + "\",\"at\":1}";
    }

    /** What Redis answers to a command whose words may be any text. */
    String command(String... words) {
        // The server's own way takes bytes as characters.
        return redis.command(
                Arrays.stream(words)
                        .map(
                                word ->
                                        new String(
                                                word.getBytes(StandardCharsets.UTF_8),
                                                StandardCharsets.ISO_8859_1))
                        .toArray(String[]::new));
    }

    /** Every key and its content. */
    Map<String, String> dump() {
        Map<String, String> dump = new TreeMap<>();
        Arrays.stream(redis.command("KEYS", "*").split("\r\n", -1))
                .filter(line -> line.startsWith(NAMESPACE))
                .forEach(key -> dump.put(key, redis.command("DUMP", key)));
        return dump;
    }

    @Override
    public void close() {
        server.close();
        store.close();
        redis.close();
    }
}
