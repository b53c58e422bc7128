package darkroom.queue.redis;

import static darkroom.queue.fixtures.TestQueue.NOTE;
import static darkroom.queue.fixtures.TestQueue.buried;
import static darkroom.queue.fixtures.TestQueue.done;
import static darkroom.queue.fixtures.TestQueue.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import darkroom.queue.Job;
import darkroom.queue.client.QueueClient;
import darkroom.queue.failures.FailureGroups;
import darkroom.queue.failures.FailureTriage;
import darkroom.queue.failures.Listing;
import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.fixtures.TestQueue.Note;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.inspect.Figures;
import darkroom.queue.inspect.Fleet;
import darkroom.queue.inspect.Queues;
import darkroom.queue.inspect.Stats;
import darkroom.queue.inspect.WaitingJobs;
import darkroom.queue.ledger.Builds;
import darkroom.queue.ledger.Ledger;
import darkroom.queue.ledger.Minutes;
import darkroom.queue.maintenance.Promoter;
import darkroom.queue.maintenance.Reaper;
import darkroom.queue.objectives.Objectives;
import darkroom.queue.operations.Action;
import darkroom.queue.operations.OperationRunner;
import darkroom.queue.operations.Operations;
import darkroom.queue.operations.Pace;
import darkroom.queue.operations.Plan;
import darkroom.queue.operations.SelectedJobs;
import darkroom.queue.operations.Selection;
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
import darkroom.queue.threads.ThreadBoards;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The users of docs/redis-users.acl: each can do what its role must. */
@Timeout(120)
final class UsersIT {
    private final TestUsers users = new TestUsers();

    @BeforeEach
    void makeUsers() throws IOException {
        users.make();
    }

    @AfterEach
    void close() {
        users.close();
    }

    @Test
    void webEnqueuesInEveryWayAndShowsItsFigures() throws Exception {
        try (RedisStore worker = users.as("worker");
                RedisStore web = users.as("web")) {
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
            assertThat(Figures.read(web).readyAges()).containsKey("other");
            assertThat(new Minutes(worker).keep()).isTrue();
            assertThat(new Builds(worker).see("1.0")).isTrue();
            assertThat(Figures.read(web).missing()).isPresent();
        }
    }

    @Test
    void workerDoesAllThatAProcessOfTheFleetDoes() throws Exception {
        try (RedisStore worker = users.as("worker")) {
            Membership member = Membership.join(worker, "test", List.of("note", "other"));
            BlockingQueue<String> heard = new LinkedBlockingQueue<>();
            try (Subscription life = life(worker, member, heard)) {
                assertThat(life.awaitListening(Duration.ofSeconds(20))).isTrue();
                enqueueAll(worker);
                List<Reserved> held = exchange(member, List.of(), 60, 60);
                assertThat(held).hasSizeGreaterThan(10);
                exchange(member, everyEnd(member, held), 0, 0);
                Heartbeat heartbeat = new Heartbeat(worker, Duration.ofSeconds(2));
                heartbeat.beat(member, ProcessState.SERVING, Map.of("busy", "1"));
                heartbeat.beat(member, ProcessState.QUIET, Map.of("busy", "1"));
                assertThat(new ThreadBoards(worker).show(member.id(), TestQueue.IDLE)).isTrue();
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
        try (RedisStore worker = users.as("worker");
                RedisStore operator = users.as("operator")) {
            Membership member = Membership.join(worker, "test", List.of("note"));
            client(operator).enqueue(NOTE.job(new Note(1)).withId("a"));
            client(operator).enqueue(NOTE.job(new Note(2)).withId("b").uniqueBy("u"));
            client(operator).enqueue(NOTE.job(new Note(3)).delayedBy(Duration.ofHours(1)));
            List<Settlement> ends =
                    exchange(member, List.of(), 2, 2).stream()
                            .map(held -> TestQueue.buriedBy("t", member, held))
                            .toList();
            exchange(member, ends, 0, 0);
            seesAndSettlesGroups(operator);

            DeadJobs dead = new DeadJobs(operator);
            assertThat(dead.count()).isEqualTo(2);
            assertThat(dead.list(0, 10)).hasSize(2);
            dead.retry("b");
            operate(operator, worker);
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
            seesThreads(operator, worker, member);
            figures(operator);
        }
    }

    private static void seesThreads(RedisStore operator, RedisStore worker, Membership member) {
        ThreadBoards boards = new ThreadBoards(operator);
        boards.look();
        Heartbeat heartbeat = new Heartbeat(worker, Duration.ofSeconds(2));
        assertThat(heartbeat.beat(member, ProcessState.SERVING, Map.of("busy", "1")).someoneLooks())
                .isTrue();
        new ThreadBoards(worker).show(member.id(), TestQueue.IDLE);
        assertThat(boards.read().shown()).hasSize(1);
        assertThat(boards.read(member.id())).isPresent();
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

    /** Retries the only dead job as an operation, and undoes that. */
    private static void operate(RedisStore operator, RedisStore worker) {
        Operations operations = new Operations(operator);
        OperationRunner runner = new OperationRunner(worker, "test-1");
        assertThat(new SelectedJobs(operator).preview(Selection.ALL.ofKind("note"), 1).matched())
                .isOne();
        Plan plan = new Plan(Action.RETRY, Selection.of(List.of("a")), Pace.DEFAULT, "ann@host7");
        long number = operations.start(plan);
        operations.pause(number, "ann@host7");
        operations.resume(number, "ann@host7");
        await().until(() -> runner.run().isEmpty());
        assertThat(operations.list()).hasSize(1);
        operations.note("ann@host7", "export all");
        assertThat(operations.log()).hasSize(4);
        operations.undo(number, "ann@host7");
        await().until(() -> runner.run().isEmpty());
        assertThat(operations.find(number).orElseThrow().counts().undone()).isOne();
    }

    @Test
    void operatorServesTheDashboard() {
        try (RedisStore worker = users.as("worker");
                RedisStore operator = users.as("operator")) {
            Membership member = Membership.join(worker, "test", List.of("note"));
            client(operator).enqueue(NOTE.job(new Note(1)).withId("a"));
            Reserved held = exchange(member, List.of(), 1, 1).get(0);
            exchange(member, List.of(buried(member, held)), 0, 0);
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
            assertThat(new Builds(operator).list()).isEmpty();
            Objectives objectives = new Objectives(operator);
            objectives.set("note", Duration.ofSeconds(30));
            new Objectives(worker).declare(List.of(NOTE.withObjective(Duration.ofSeconds(9))));
            assertThat(objectives.clear("note")).isTrue();
            assertThat(objectives.all()).hasSize(1);
            assertThat(new Queues(operator).paused()).isEmpty();
            assertThat(new WaitingJobs(operator).due(10)).isEmpty();
            figures(operator);
        }
    }

    @Test
    void metricsSeesFiguresAndNoJob() {
        try (RedisStore worker = users.as("worker");
                RedisStore metrics = users.as("metrics")) {
            Membership member = Membership.join(worker, "test", List.of("note"));
            enqueueAll(worker);
            exchange(member, List.of(), 1, 1);
            figures(metrics);
            assertThat(Figures.read(metrics).readyAges()).as("of jobs").isEmpty();
            assertThat(Figures.read(metrics).queues()).isNotEmpty();
            new Objectives(worker).declare(List.of(NOTE.withObjective(Duration.ofSeconds(9))));
            assertThat(Figures.read(metrics).objectives()).hasSize(1);

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
    private static List<Settlement> everyEnd(Membership member, List<Reserved> held) {
        List<Settlement> ends = new ArrayList<>();
        for (int i = 0; i + 5 < held.size(); i++) {
            Reserved one = held.get(i);
            ends.add(
                    switch (i % 5) {
                        case 0 -> done(one);
                        case 1 ->
                                Settlement.retrying(one, job(one), Duration.ZERO)
                                        .by(TestQueue.failed("a", "t"));
                        case 2 -> Settlement.scheduled(one, job(one), Duration.ofHours(1));
                        case 3 -> Settlement.released(one);
                        default -> buried(member, one);
                    });
        }
        return ends;
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

    private static QueueClient client(RedisStore store) {
        return new QueueClient(
                store, InstantSource.system(), () -> ThreadLocalRandom.current().nextLong());
    }
}
