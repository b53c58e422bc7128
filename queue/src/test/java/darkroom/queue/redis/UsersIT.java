package darkroom.queue.redis;

import static darkroom.queue.fixtures.TestQueue.NOTE;
import static darkroom.queue.fixtures.TestQueue.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import darkroom.embedded.RedisServer;
import darkroom.embedded.fixtures.TestRedis;
import darkroom.queue.Job;
import darkroom.queue.client.QueueClient;
import darkroom.queue.failures.FailureGroups;
import darkroom.queue.failures.FailureTriage;
import darkroom.queue.failures.Listing;
import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.fixtures.TestQueue.Note;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.inspect.Fleet;
import darkroom.queue.inspect.Queues;
import darkroom.queue.inspect.Stats;
import darkroom.queue.inspect.WaitingJobs;
import darkroom.queue.json.DeadJob;
import darkroom.queue.ledger.Ledger;
import darkroom.queue.ledger.Minutes;
import darkroom.queue.maintenance.Promoter;
import darkroom.queue.maintenance.Reaper;
import darkroom.queue.operator.AuditEntry;
import darkroom.queue.operator.AuditLog;
import darkroom.queue.operator.OperatorSession;
import darkroom.queue.operator.OperatorSessions;
import darkroom.queue.operator.Operators;
import darkroom.queue.operator.Role;
import darkroom.queue.operator.SetupLink;
import darkroom.queue.reserve.Heartbeat;
import darkroom.queue.reserve.Membership;
import darkroom.queue.reserve.ProcessState;
import darkroom.queue.reserve.Reserved;
import darkroom.queue.reserve.Settlement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisDataException;

/** The users of docs/redis-users.acl: each can do what its role must, and nothing else. */
@Timeout(120)
final class UsersIT {
    private static final Path FILE = Path.of("../docs/redis-users.acl");

    /** Of a connection itself: Redis asks no permission for them. */
    private static final Set<String> FREE = Set.of("auth", "hello", "quit", "reset");

    private static final Pattern IN_SCRIPT = Pattern.compile("'([A-Z]+)'");

    private final RedisServer server = TestRedis.own();

    @BeforeEach
    void makeUsers() throws IOException {
        for (List<String> user : users()) {
            List<String> words = new ArrayList<>(List.of("ACL", "SETUSER"));
            words.addAll(user.subList(1, user.size()));
            assertThat(server.command(words.toArray(String[]::new))).startsWith("+OK");
        }
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void webEnqueuesInEveryWayAndShowsItsFigures() throws Exception {
        try (RedisStore worker = as("worker");
                RedisStore web = as("web")) {
            BlockingQueue<String> heard = new LinkedBlockingQueue<>();
            Membership member = Membership.join(worker, "test", List.of("note"));
            try (Subscription life = life(worker, member, heard)) {
                assertThat(life.awaitListening(Duration.ofSeconds(20))).isTrue();
                exchange(member, List.of(), 1, 1);

                client(web).enqueue(NOTE.job(new Note(1)));

                await().until(() -> heard.stream().anyMatch(one -> one.startsWith("job ")));
            }
            enqueueAll(web);
            relay(web);
            web.probe();
            figures(web);
        }
    }

    @Test
    void workerDoesAllThatAProcessOfTheFleetDoes() throws Exception {
        try (RedisStore worker = as("worker")) {
            Membership member = Membership.join(worker, "test", List.of("note", "other"));
            BlockingQueue<String> heard = new LinkedBlockingQueue<>();
            try (Subscription life = life(worker, member, heard)) {
                assertThat(life.awaitListening(Duration.ofSeconds(20))).isTrue();
                enqueueAll(worker);
                List<Reserved> held = exchange(member, List.of(), 60, 60);
                assertThat(held).hasSizeGreaterThan(10);
                exchange(member, everyEnd(held), 0, 0);
                Heartbeat heartbeat = new Heartbeat(worker, Duration.ofSeconds(2));
                heartbeat.beat(member, ProcessState.SERVING, Map.of("busy", "1"));
                heartbeat.beat(member, ProcessState.QUIET, Map.of("busy", "1"));
                await().until(() -> new Promoter(worker).promote().moved() > 0);
                assertThat(member.held()).isNotEmpty();
                assertThat(member.leave()).isFalse();
                Reaper reaper =
                        new Reaper(
                                worker,
                                new Reaper.Lease(Duration.ofMillis(10), Duration.ofMillis(50)));
                await().until(
                                () ->
                                        reaper.sweep(Reaper.Evidence.LEASE_OR_CONNECTION)
                                                        .givenBack()
                                                > 0);
            }
            relay(worker);
            worker.probe();
        }
    }

    @Test
    void operatorSeesAndDoesWhatTheVerbsDo() {
        try (RedisStore worker = as("worker");
                RedisStore operator = as("operator")) {
            Membership member = Membership.join(worker, "test", List.of("note"));
            client(operator).enqueue(NOTE.job(new Note(1)).withId("a"));
            client(operator).enqueue(NOTE.job(new Note(2)).withId("b").uniqueBy("u"));
            client(operator).enqueue(NOTE.job(new Note(3)).delayedBy(Duration.ofHours(1)));
            List<Settlement> buried =
                    exchange(member, List.of(), 2, 2).stream()
                            .map(held -> TestQueue.buriedBy("t", member, held))
                            .toList();
            exchange(member, buried, 0, 0);
            seesAndSettlesGroups(operator);

            DeadJobs dead = new DeadJobs(operator);
            assertThat(dead.count()).isEqualTo(2);
            assertThat(dead.list(0, 10)).hasSize(2);
            dead.retry("b");
            dead.discard("a");
            Queues queues = new Queues(operator);
            assertThat(queues.pause("note")).isTrue();
            assertThat(queues.resume("note")).isTrue();
            assertThat(queues.peek("note", 10)).hasSize(1);
            WaitingJobs waiting = new WaitingJobs(operator);
            String scheduled = waiting.due(10).get(0).id();
            waiting.runNow(scheduled);
            waiting.cancel(scheduled);
            assertThat(waiting.purge("note", gone -> {})).isOne();
            Fleet fleet = new Fleet(operator);
            fleet.scale(10);
            fleet.unscale();
            assertThat(fleet.want(member.id(), ProcessState.QUIET)).isTrue();
            figures(operator);
        }
    }

    private static void seesAndSettlesGroups(RedisStore operator) {
        String group = TestQueue.group("t");
        FailureTriage triage = new FailureTriage(operator);
        assertThat(triage.mute(group, Instant.now().plusSeconds(60), "ada")).isTrue();
        assertThat(triage.unmute(group, "ada")).isTrue();
        assertThat(triage.resolve(group, "ada")).isTrue();
        FailureGroups groups = new FailureGroups(operator);
        assertThat(groups.list(Listing.RATE, Optional.empty(), 9).groups()).hasSize(1);
        assertThat(groups.forgotten()).isZero();
        assertThat(new DeadJobs(operator).list(group, Optional.empty(), 9).jobs()).hasSize(2);
    }

    @Test
    void operatorServesTheDashboard() {
        try (RedisStore worker = as("worker");
                RedisStore operator = as("operator")) {
            Membership member = Membership.join(worker, "test", List.of("note"));
            client(operator).enqueue(NOTE.job(new Note(1)).withId("a"));
            exchange(
                    member,
                    exchange(member, List.of(), 1, 1).stream().map(UsersIT::buried).toList(),
                    0,
                    0);
            SecureRandom random = new SecureRandom();
            Operators operators = new Operators(operator, random);
            SetupLink link = new SetupLink(operator, random);
            assertThat(link.take(link.make())).isTrue();
            assertThat(operators.byToken(operators.addWithToken("ada", Role.ADMIN))).isPresent();
            operators.changePassword("ada", "hash");
            OperatorSessions sessions = new OperatorSessions(operator, random);
            OperatorSession session = sessions.open(operators.find("ada").orElseThrow());
            assertThat(sessions.touch(session.id())).isPresent();
            assertThat(sessions.look(session.id())).isPresent();
            sessions.close(session.id());
            AuditLog audit = new AuditLog(operator);
            audit.add(
                    new AuditEntry.Act("ada", "::1", "dead retry", "a"),
                    AuditEntry.Phase.BEGUN,
                    "dead");
            assertThat(audit.page("", 10)).hasSize(1);
            assertThat(operators.remove("ada")).isTrue();
            DeadJobs dead = new DeadJobs(operator);
            assertThat(dead.offsetBehind("a", Instant.EPOCH)).isOne();
            assertThat(dead.offsetBehind("b", Instant.EPOCH)).isOne();
            assertThat(operator.info("memory")).containsKey("used_memory");
            assertThat(Ledger.read(operator).isByQueue()).isTrue();
            assertThat(new Minutes(operator).last(10)).isEmpty();
            assertThat(new Queues(operator).paused()).isEmpty();
            assertThat(new WaitingJobs(operator).due(10)).isEmpty();
            figures(operator);
        }
    }

    @Test
    void metricsSeesFiguresAndNoJob() {
        try (RedisStore worker = as("worker");
                RedisStore metrics = as("metrics")) {
            Membership member = Membership.join(worker, "test", List.of("note"));
            enqueueAll(worker);
            exchange(member, List.of(), 1, 1);
            figures(metrics);

            assertThatThrownBy(() -> new Queues(metrics).peek("note", 1))
                    .hasMessageContaining("NOPERM");
            assertThatThrownBy(() -> new DeadJobs(metrics).find("a"))
                    .hasMessageContaining("NOPERM");
            assertThatThrownBy(() -> new Queues(metrics).pause("note"))
                    .hasMessageContaining("NOPERM");
            assertThatThrownBy(() -> client(metrics).enqueue(NOTE.job(new Note(1))))
                    .hasMessageContaining("NOPERM");
            assertThatThrownBy(metrics::probe).hasMessageContaining("NOPERM");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoRunsAScriptMayDoAllThatIsInIt(Script script) throws IOException {
        Set<String> commands = commands().keySet();
        List<String> inIt =
                IN_SCRIPT
                        .matcher(script.source(6))
                        .results()
                        .map(word -> word.group(1).toLowerCase(Locale.ROOT))
                        .filter(commands::contains)
                        .toList();
        assertThat(inIt).isNotEmpty();

        for (String role : rolesOf(script)) {
            assertThat(allowed(role)).as(role).containsAll(inIt);
        }
    }

    private static List<String> rolesOf(Script script) {
        return switch (script) {
            case APPEND, ENQUEUE -> List.of("web", "worker", "operator");
            case CANCEL, DISCARD, REDRIVE, WANT, ADJUST, MEND, GROUPS, TRIAGE, AUDIT, SESSION ->
                    List.of("operator");
            case LEDGER, PROMOTE -> List.of("worker", "operator");
            default -> List.of("worker");
        };
    }

    private static Set<String> allowed(String role) throws IOException {
        return users().stream()
                .filter(user -> user.get(1).equals("darkroom-" + role))
                .flatMap(List::stream)
                .filter(word -> word.startsWith("+"))
                .map(word -> word.substring(1))
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"web", "worker", "operator", "metrics"})
    void everyCommandThatARoleDoesNotNeedIsRefused(String role) throws IOException {
        Set<String> allowed = allowed(role);
        Map<String, Integer> commands = commands();
        assertThat(commands).hasSizeGreaterThan(200).containsKey("flushall");
        Set<String> done = new TreeSet<>();

        commands.forEach(
                (command, arguments) -> {
                    if (!FREE.contains(command) && !allows(allowed, command)) {
                        String reply = reply(role, command, arguments);
                        if (!reply.contains("NOPERM") && !reply.contains("not allowed")) {
                            done.add(command + ": " + reply);
                        }
                    }
                });

        assertThat(done).as("not refused").isEmpty();
        assertThat(server.command("PING")).isEqualTo("+PONG\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"web", "worker", "operator", "metrics"})
    void keysAndChannelsOfOthersAreRefused(String role) {
        for (String key : List.of("other:queue:note", "resque", "resque2:queues")) {
            assertThat(reply(role, "llen", key)).as(key).startsWith("NOPERM");
            assertThat(reply(role, "hgetall", key)).as(key).startsWith("NOPERM");
        }
        assertThat(reply(role, "publish", "other:wake:0", "x")).startsWith("NOPERM");
        assertThat(reply(role, "subscribe", "other:wake:0")).startsWith("NOPERM");
        if (!role.equals("worker") && !role.equals("operator")) {
            for (String key : List.of("resque:dead:jobs", "resque:term", "resque:lost")) {
                assertThat(reply(role, "hgetall", key)).as(key).startsWith("NOPERM");
            }
        }
        if (!role.equals("metrics")) {
            String script = "return redis.call('GET', 'other:key')";
            assertThat(reply(role, "eval", script, "0")).containsIgnoringCase("script");
            assertThat(reply(role, "eval", "return redis.call('FLUSHALL')", "0"))
                    .containsIgnoringCase("script");
            assertThat(reply(role, "eval", "return 7", "0")).isEqualTo("7");
        }
    }

    private static void enqueueAll(RedisStore store) {
        List<Job<Note>> bulk = Collections.nCopies(40, NOTE.job(new Note(7)));
        QueueClient client = client(store);
        client.enqueueAll(bulk);
        client.enqueue(NOTE.job(new Note(1)));
        client.enqueue(NOTE.job(new Note(1)).onQueue("other").uniqueBy("u"));
        client.enqueue(NOTE.job(new Note(1)).onQueue("other").uniqueBy("u"));
        client.enqueue(NOTE.job(new Note(1)).delayedBy(Duration.ofHours(1)));
        client.enqueueStored(
                List.of(client.encode(NOTE.job(new Note(1)).onQueue("other"), Optional.of("db"))));
    }

    private static void relay(RedisStore store) {
        store.timeMillis();
        String done = store.keys().outboxDone("db");
        store.addMember(done, "x");
        assertThat(store.removeMembers(done, store.someMembers(done, 10))).isPositive();
    }

    private static void figures(RedisStore store) {
        assertThat(new Queues(store).list()).isNotEmpty();
        assertThat(new Fleet(store).list()).isNotEmpty();
        new Fleet(store).wantedThreads();
        assertThat(Stats.read(store).by("enqueued")).isNotEmpty();
    }

    /** One of each, round and round. */
    private static List<Settlement> everyEnd(List<Reserved> held) {
        List<Settlement> ends = new ArrayList<>();
        for (int i = 0; i + 5 < held.size(); i++) {
            Reserved one = held.get(i);
            ends.add(
                    switch (i % 5) {
                        case 0 -> Settlement.done(one, job(one));
                        case 1 ->
                                Settlement.retrying(one, job(one), Duration.ZERO)
                                        .by(TestQueue.failed("a", "t"));
                        case 2 -> Settlement.scheduled(one, job(one), Duration.ofHours(1));
                        case 3 -> Settlement.released(one);
                        default -> buried(one);
                    });
        }
        return ends;
    }

    private static Settlement buried(Reserved one) {
        DeadJob.Cause cause = new DeadJob.Cause("failed", "x", "x", "");
        String id = job(one).id().orElseThrow();
        return Settlement.dead(
                one,
                new DeadJob(id, one.queue(), "note", 1, cause, "test", one.payload()),
                job(one).uniqueKey());
    }

    private static Subscription life(
            RedisStore store, Membership member, BlockingQueue<String> heard) {
        return Subscription.open(
                store,
                List.of(store.keys().wakeChannel(), store.keys().lifeChannel(member.id())),
                message -> heard.add(new String(message, StandardCharsets.UTF_8)));
    }

    private static List<Reserved> exchange(
            Membership member, List<Settlement> ends, int want, int idle) {
        return member.exchange(member.batch(ends, Map.of("done|note", 1L)), want, idle).reserved();
    }

    private RedisStore as(String role) {
        return RedisStore.open(
                RedisAddress.of(
                        server.uri()
                                .toString()
                                .replace("//", "//darkroom-" + role + ":secret-of-" + role + "@")));
    }

    private static QueueClient client(RedisStore store) {
        return new QueueClient(
                store, InstantSource.system(), () -> ThreadLocalRandom.current().nextLong());
    }

    private static List<List<String>> users() throws IOException {
        return Files.readAllLines(FILE).stream().map(line -> List.of(line.split(" ", -1))).toList();
    }

    private static boolean allows(Set<String> allowed, String command) {
        // A group of commands counts as allowed when one of it is: the others have names of
        // their own where Redis lists them.
        return allowed.contains(command)
                || (!command.contains("|")
                        && allowed.stream().anyMatch(one -> one.startsWith(command + "|")));
    }

    /** Every command of this server, and with how many arguments it can be called. */
    private Map<String, Integer> commands() {
        Map<String, Integer> commands = new java.util.TreeMap<>();
        try (Jedis jedis = new Jedis(server.uri())) {
            List<?> all =
                    (List<?>) jedis.sendCommand(() -> "COMMAND".getBytes(StandardCharsets.UTF_8));
            all.forEach(one -> add(commands, (List<?>) one));
        }
        return commands;
    }

    private static void add(Map<String, Integer> commands, List<?> command) {
        List<?> parts = command.size() > 9 ? (List<?>) command.get(9) : List.of();
        String name = new String((byte[]) command.get(0), StandardCharsets.UTF_8);
        if (parts.isEmpty()) {
            commands.put(name, Math.abs(Math.toIntExact((Long) command.get(1))) - 1);
        }
        parts.forEach(part -> add(commands, (List<?>) part));
    }

    private String reply(String role, String command, int arguments) {
        String[] words = command.split("[|]", -1);
        int fillers = arguments - (words.length - 1);
        return reply(
                role,
                words[0],
                Stream.concat(
                                Stream.of(words).skip(1),
                                Stream.generate(() -> "1").limit(Math.max(0, fillers)))
                        .toArray(String[]::new));
    }

    private String reply(String role, String command, String... arguments) {
        try (Jedis jedis = new Jedis(server.uri())) {
            jedis.auth("darkroom-" + role, "secret-of-" + role);
            byte[] name = command.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
            return String.valueOf(jedis.sendCommand(() -> name, arguments));
        } catch (JedisDataException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
