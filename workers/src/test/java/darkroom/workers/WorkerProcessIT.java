package darkroom.workers;

import static darkroom.workers.TestFleet.NOTE;
import static darkroom.workers.TestFleet.SOON;
import static darkroom.workers.TestFleet.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import darkroom.queue.JobKind;
import darkroom.queue.handler.Failure;
import darkroom.queue.handler.FencedException;
import darkroom.queue.handler.HandlerRegistry;
import darkroom.queue.handler.Outcome;
import darkroom.queue.inspect.DeadJobs.DeadView;
import darkroom.queue.json.DeadJob;
import darkroom.workers.TestFleet.Note;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class WorkerProcessIT {
    private final TestFleet fleet = TestFleet.open();

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void jobRunsIsCountedAndIsGone() {
        List<Integer> ran = new CopyOnWriteArrayList<>();
        fleet.start(
                (note, context) -> {
                    assertThat(context.jobId()).isEqualTo("n" + note.number());
                    assertThat(context.attempt()).isOne();
                    assertThat(context.maxAttempts()).isEqualTo(3);
                    assertThat(context.timeLeft()).isPositive();
                    assertThat(context.term()).isOne();
                    ran.add(note.number());
                    return Outcome.completed();
                },
                config(1));

        fleet.enqueue(5);

        fleet.awaitDone(5);
        assertThat(ran).containsExactly(1, 2, 3, 4, 5);
        await().until(() -> fleet.fleet().list().get(0).held() == 0);
        assertThat(fleet.ready("note")).isZero();
        assertThat(fleet.stats().startMillis("note", 0.99)).isBetween(1.0, 5_000.0);
        assertThat(fleet.stats().endMillis("note", 0.99)).isBetween(1.0, 5_000.0);
        assertThat(fleet.stats().total("reaped")).isZero();
    }

    @Test
    void manyJobsRunOnceEachOverTwoProcessesAndNobodyIsReaped() {
        Map<String, Integer> runs = new ConcurrentHashMap<>();
        fleet.enqueue(5_000);
        for (int i = 0; i < 2; i++) {
            fleet.start(
                    (note, context) -> {
                        runs.merge(context.jobId(), 1, Integer::sum);
                        return Outcome.completed();
                    },
                    config(20));
        }

        fleet.awaitDone(5_000);

        assertThat(runs).hasSize(5_000).allSatisfy((id, count) -> assertThat(count).isOne());
        fleet.stopAll();
        assertThat(fleet.fleet().list()).isEmpty();
        assertThat(fleet.stats().total("reaped")).as("reaped too early").isZero();
    }

    @Test
    void failingJobIsRetriedAndThenDeadWithItsReasonAndStack() {
        List<Integer> attempts = new CopyOnWriteArrayList<>();
        fleet.start(
                (note, context) -> {
                    attempts.add(context.attempt());
                    throw new IllegalStateException("attempt " + context.attempt());
                },
                config(2));

        fleet.enqueue(1);

        await().atMost(SOON).until(() -> fleet.dead().count() == 1);
        assertThat(attempts).containsExactly(1, 2, 3);
        DeadView dead = fleet.dead().find("n1").orElseThrow();
        assertThat(dead.job().attempt()).isEqualTo(3);
        assertThat(dead.job().cause().reason()).isEqualTo("attempts");
        assertThat(dead.job().cause().type()).isEqualTo("java.lang.IllegalStateException");
        assertThat(dead.job().cause().message()).isEqualTo("attempt 3");
        assertThat(dead.job().cause().stack()).contains("WorkerProcessIT");
        assertThat(fleet.stats().by("failed")).isEqualTo(Map.of("note", 3L));
        assertThat(fleet.stats().by("retried")).isEqualTo(Map.of("note", 2L));
        assertThat(fleet.stats().by("dead")).isEqualTo(Map.of("note", 1L));
    }

    @Test
    void whateverAHandlerThrowsCostsOneAttemptAndNothingElse() {
        Set<Integer> second = ConcurrentHashMap.newKeySet();
        fleet.start(
                (note, context) -> {
                    if (context.attempt() == 2) {
                        second.add(note.number());
                        return Outcome.completed();
                    }
                    return misbehave(note.number());
                },
                config(3));

        fleet.enqueue(9);

        fleet.awaitDone(9);
        assertThat(second).hasSize(9);
        assertThat(fleet.stats().by("failed")).isEqualTo(Map.of("note", 9L));
        assertThat(fleet.dead().count()).isZero();
        assertThat(fleet.fleet().list()).hasSize(1);
    }

    @Test
    void fencingTokenGrowsFromEachRunOfAJobToTheNext() {
        List<Long> tokens = new CopyOnWriteArrayList<>();
        List<Boolean> begun = new CopyOnWriteArrayList<>();
        fleet.start(
                (note, context) -> {
                    tokens.add(context.fencingToken());
                    begun.add(context.mayHaveBegun());
                    if (context.attempt() < 3) {
                        throw new IllegalStateException("planted");
                    }
                    return Outcome.completed();
                },
                config(1));

        fleet.enqueue(1);
        fleet.awaitDone(1);

        assertThat(tokens).hasSize(3).isSorted().doesNotHaveDuplicates();
        assertThat(tokens).allMatch(token -> token <= fleet.store().timeMillis());
        assertThat(begun).containsExactly(false, true, true);
    }

    @Test
    void runThatIsRefusedAsGivenUpUsesUpNoAttempt() {
        List<Integer> attempts = new CopyOnWriteArrayList<>();
        fleet.start(
                (note, context) -> {
                    attempts.add(context.attempt());
                    if (attempts.size() == 1) {
                        throw new FencedException("planted");
                    }
                    return Outcome.completed();
                },
                config(1));

        fleet.enqueue(1);
        fleet.awaitDone(1);

        assertThat(attempts).containsExactly(1, 1);
        assertThat(fleet.stats().by("failed")).isEmpty();
    }

    private static Outcome overflow(int depth) {
        return depth < 0 ? Outcome.completed() : overflow(depth + 1 & Integer.MAX_VALUE);
    }

    @SuppressWarnings("NullAway")
    private static Outcome misbehave(int how) throws Exception {
        return switch (how) {
            case 1 -> throw new AssertionError("an error");
            case 2 -> throw new InternalError("as if");
            case 3 -> overflow(0);
            case 4 -> null;
            case 5 -> throw new BrokenException();
            case 6 -> throw new NoClassDefFoundError("x");
            case 7 -> throw new InterruptedException();
            case 8 -> Outcome.failed(null);
            default -> {
                Thread.currentThread().interrupt();
                throw new Exception("checked, and interrupted by itself");
            }
        };
    }

    private static final class BrokenException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw BrokenException.<RuntimeException>unchecked(new java.io.IOException("broken"));
        }

        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
        private static <T extends Throwable> T unchecked(Throwable thrown) throws T {
            throw (T) thrown;
        }
    }

    @Test
    void timeoutInterruptsAndTheNextJobOnThatThreadIsNotInterrupted() {
        AtomicInteger leaked = new AtomicInteger();
        AtomicInteger interrupted = new AtomicInteger();
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        fleet.start(
                (note, context) -> {
                    threads.add(Thread.currentThread());
                    if (Thread.interrupted()) {
                        leaked.incrementAndGet();
                    }
                    if (note.number() % 2 == 1 && context.attempt() == 1) {
                        try {
                            new CountDownLatch(1).await();
                        } catch (InterruptedException e) {
                            interrupted.incrementAndGet();
                            assertThat(context.stopping()).isTrue();
                            assertThat(context.timeLeft()).isZero();
                            Thread.currentThread().interrupt();
                            throw e;
                        }
                    }
                    return Outcome.completed();
                },
                config(1));

        for (int i = 1; i <= 10; i++) {
            fleet.client().enqueue(NOTE.job(new Note(i)).withTimeout(Duration.ofMillis(60)));
        }

        fleet.awaitDone(10);
        assertThat(interrupted).hasValue(5);
        assertThat(leaked).hasValue(0);
        assertThat(threads).hasSize(1);
        assertThat(fleet.stats().by("failed")).isEqualTo(Map.of("note", 5L));
    }

    @Test
    void timedOutJobIsDeadAsSuchWhenNoAttemptIsLeft() {
        fleet.start(
                (note, context) -> {
                    new CountDownLatch(1).await();
                    return Outcome.completed();
                },
                config(1));

        fleet.client()
                .enqueue(
                        NOTE.job(new Note(1))
                                .withId("n1")
                                .withTimeout(Duration.ofMillis(50))
                                .withMaxAttempts(1));

        await().atMost(SOON).until(() -> fleet.dead().count() == 1);
        DeadJob.Cause cause = fleet.dead().find("n1").orElseThrow().job().cause();
        assertThat(cause.type()).isEqualTo("timeout");
        assertThat(cause.message()).endsWith("after its timeout (PT0.05S, the job's own)");
    }

    @Test
    void snoozeUsesUpNoAttempt() {
        AtomicInteger runs = new AtomicInteger();
        fleet.start(
                (note, context) -> {
                    assertThat(context.attempt()).isOne();
                    return runs.incrementAndGet() <= 5
                            ? Outcome.snoozed(Duration.ofMillis(5))
                            : Outcome.completed();
                },
                config(1));

        fleet.enqueue(1);

        fleet.awaitDone(1);
        assertThat(runs).hasValue(6);
        assertThat(fleet.stats().by("snoozed")).isEqualTo(Map.of("note", 5L));
        assertThat(fleet.stats().by("failed")).isEmpty();
    }

    @Test
    void buriedJobIsDeadAtOnceAndItsUniqueKeyFree() {
        fleet.start(
                (note, context) -> Outcome.buried(Failure.of("BadDeviceToken", "gone")), config(1));

        fleet.client().enqueue(NOTE.job(new Note(1)).withId("n1").uniqueBy("u"));

        await().atMost(SOON).until(() -> fleet.dead().count() == 1);
        DeadView dead = fleet.dead().find("n1").orElseThrow();
        assertThat(dead.job().cause().reason()).isEqualTo("buried");
        assertThat(dead.job().cause().type()).isEqualTo("BadDeviceToken");
        assertThat(fleet.client().enqueue(NOTE.job(new Note(2)).uniqueBy("u")).fresh()).isTrue();
    }

    @Test
    void unknownKindIsHandedBackAndDeadAfterThePatience() {
        fleet.start((note, context) -> Outcome.completed(), config(1, Duration.ofSeconds(5)));

        JobKind<Note> newer = JobKind.of("newer", Note.class).onQueue("note");
        fleet.client().enqueue(newer.job(new Note(1)).withId("n1"));

        await().atMost(SOON).until(() -> fleet.stats().by("snoozed").containsKey("(unknown)"));
        assertThat(fleet.dead().count()).isZero();
        await().atMost(SOON).until(() -> fleet.dead().count() == 1);
        DeadView dead = fleet.dead().find("n1").orElseThrow();
        assertThat(dead.job().cause().reason()).isEqualTo("unknown-kind");
        assertThat(dead.job().kind()).isEqualTo("newer");
    }

    @Test
    void kindThatSomebodyKnowsIsNoLongerUnknown() {
        fleet.start((note, context) -> Outcome.failed(Failure.of("no", "no")), config(1));
        String payload =
                "{\"class\":\"note\",\"args\":[{\"number\":1}],\"unknownSince\":1,\"id\":\"n1\"}";
        push(payload.getBytes(StandardCharsets.UTF_8));

        await().atMost(SOON).until(() -> fleet.dead().count() == 1);

        // As it stood before its last attempt: a process that does not know it starts anew.
        String last =
                new String(
                        fleet.dead().find("n1").orElseThrow().job().payload(),
                        StandardCharsets.UTF_8);
        assertThat(last).contains("\"attempt\":3").doesNotContain("unknownSince");
    }

    @Test
    void unreadableJobsAreDeadWithTheirBytesKept() {
        AtomicInteger ran = new AtomicInteger();
        fleet.start(
                (note, context) -> {
                    ran.incrementAndGet();
                    return Outcome.completed();
                },
                config(2));
        byte[] broken = {'{', (byte) 0xff, 0, 'x'};
        byte[] wrongArgs = "{\"class\":\"note\",\"args\":[\"x\"]}".getBytes(StandardCharsets.UTF_8);
        push(broken);
        push(wrongArgs);

        await().atMost(SOON).until(() -> fleet.dead().count() == 2);
        List<DeadView> dead = fleet.dead().list(0, 10);
        assertThat(dead)
                .extracting(view -> view.job().cause().reason())
                .containsExactlyInAnyOrder("unreadable", "args");
        assertThat(dead)
                .extracting(view -> view.job().payload())
                .containsExactlyInAnyOrder(broken, wrongArgs);
        assertThat(fleet.stats().by("dead")).isEqualTo(Map.of("(unknown)", 1L, "note", 1L));
        assertThat(ran).hasValue(0);
    }

    @Test
    void jobWithoutAnIdIsGivenOne() {
        List<String> ids = new CopyOnWriteArrayList<>();
        fleet.start(
                (note, context) -> {
                    ids.add(context.jobId());
                    if (context.attempt() == 1) {
                        throw new IllegalStateException("once");
                    }
                    return Outcome.completed();
                },
                config(1));

        push("{\"class\":\"note\",\"args\":[7]}".getBytes(StandardCharsets.UTF_8));

        fleet.awaitDone(1);
        assertThat(ids).hasSize(2).containsOnly(ids.get(0));
        assertThat(ids.get(0)).startsWith("test-1-");
    }

    @Test
    void handlerIsFoundByNameInTheRegistryAndNowhereElse() {
        String canary = "darkroom.workers.WorkerProcessIT$Canary";
        fleet.start(
                HandlerRegistry.builder().add(NOTE, (note, context) -> Outcome.completed()).build(),
                config(1, Duration.ofSeconds(5)));
        for (String kind : List.of(canary, "java.lang.ProcessBuilder", "java.lang.Runtime")) {
            push(
                    ("{\"class\":\""
                                    + kind
                                    + "\",\"args\":[{\"@class\":\""
                                    + canary
                                    + "\"}],\"@class\":\""
                                    + canary
                                    + "\"}")
                            .getBytes(StandardCharsets.UTF_8));
        }

        await().atMost(SOON).until(() -> fleet.dead().count() == 3);
        assertThat(fleet.dead().list(0, 5))
                .allMatch(view -> view.job().cause().reason().equals("unknown-kind"));
        assertThat(System.getProperty("darkroom.test.canary")).as("canary loaded").isNull();
        // And it would have been seen:
        assertThat(new Canary()).isNotNull();
        assertThat(System.getProperty("darkroom.test.canary")).isEqualTo("yes");
        System.clearProperty("darkroom.test.canary");
    }

    /** Tells when it is initialised. */
    static final class Canary {
        static {
            System.setProperty("darkroom.test.canary", "yes");
        }
    }

    @Test
    void processWaitsForARedisThatIsNotThereYet() {
        try (darkroom.embedded.RedisServer server = darkroom.embedded.fixtures.TestRedis.own();
                TestFleet own = TestFleet.at(server.uri())) {
            server.kill();
            own.start((note, context) -> Outcome.completed(), config(1));
            server.restart();

            await().atMost(SOON).ignoreExceptions().until(() -> own.fleet().list().size() == 1);
            own.enqueue(1);
            own.awaitDone(1);
        }
    }

    private void push(byte[] payload) {
        // As a foreign client does: no script, no wake.
        ForeignClient.push(fleet.address(), "note", payload);
    }
}
