package darkroom.queue.redis;

import static darkroom.queue.fixtures.TestQueue.NOTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import darkroom.embedded.FaultProxy;
import darkroom.embedded.FaultProxy.Mode;
import darkroom.embedded.RedisServer;
import darkroom.embedded.fixtures.TestRedis;
import darkroom.queue.StoreUnavailableException;
import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.fixtures.TestQueue.Note;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

@Timeout(60)
@Isolated("it makes the shared Redis forget its scripts")
final class RedisStoreIT {
    private static final Duration TIMEOUT = Duration.ofMillis(400);
    private static final Duration MARGIN = Duration.ofSeconds(2);

    private final TestQueue queue = TestQueue.open();

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void scriptsThatRedisForgotAreLoadedAgain() {
        queue.enqueueNotes("note", 1);

        queue.jedis().scriptFlush();
        queue.enqueueNotes("note", 1);

        assertThat(queue.ready("note")).hasSize(2);
    }

    @Test
    void onlyWhatWasRefusedForWantOfItsScriptIsSentAgain() {
        try (RedisServer server = TestRedis.own();
                TestQueue own = TestQueue.at(server.uri())) {
            Call due = new Call();
            due.key(own.keys().scheduled());
            due.key(own.keys().retrying());
            ScriptCall look = new ScriptCall(Script.DUE, due.arg(1));
            own.store().runAll(List.of(look, append(own, "other", "0")));
            for (Script known : List.of(Script.APPEND, Script.DUE)) {
                own.jedis().del(own.keys().queue("a"), own.keys().queue("b"));
                own.jedis().scriptFlush();
                own.jedis().scriptLoad(known.source(6));

                List<Answer> answers =
                        own.store()
                                .runAll(
                                        List.of(
                                                append(own, "a", "1"),
                                                look,
                                                append(own, "b", "1"),
                                                append(own, "a", "2"),
                                                look));

                assertThat(answers).noneMatch(Answer::isError);
                assertThat(answers.get(3).reply().number()).isEqualTo(2);
                assertThat(answers.get(4).reply().size()).isEqualTo(3);
                assertThat(own.jedis().lrange(own.keys().queue("a"), 0, -1))
                        .containsExactly("1", "2");
                assertThat(own.jedis().lrange(own.keys().queue("b"), 0, -1)).containsExactly("1");
            }
        }
    }

    @Test
    void pushedValueThatCannotBeMadeSpoilsNothing() {
        for (int padding : List.of(0, 100_000)) {
            Call call = append(queue, "a", "x").call();
            call.push("x".repeat(padding)::getBytes);
            call.push(
                    () -> {
                        throw new IllegalStateException("planted");
                    });

            assertThatThrownBy(() -> queue.store().run(Script.APPEND, call)).hasMessage("planted");
            assertThat(queue.store().timeMillis()).isPositive();
        }
        assertThat(queue.dump()).isEmpty();
    }

    @Test
    void interruptedThreadWaitsForAConnectionAndStaysInterrupted() throws IOException {
        URI uri = TestRedis.shared().uri();
        try (FaultProxy proxy = FaultProxy.to(uri.getHost(), uri.getPort());
                TestQueue through = queue.through(proxy.port(), Duration.ofSeconds(5))) {
            ScriptCall call = append(queue, "a", "x");
            through.store().runAll(List.of(call));
            proxy.latency(Duration.ofMillis(100));
            // More than there are connections, so that some have to wait for one.
            List<CompletableFuture<Boolean>> calls = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                CompletableFuture<Boolean> done = new CompletableFuture<>();
                calls.add(done);
                new Thread(
                                () -> {
                                    Thread.currentThread().interrupt();
                                    try {
                                        through.store().runAll(List.of(call)).get(0).reply();
                                        done.complete(Thread.interrupted());
                                    } catch (RuntimeException e) {
                                        done.completeExceptionally(e);
                                    }
                                })
                        .start();
            }

            assertThat(calls).allMatch(CompletableFuture::join);
        }
    }

    @Test
    void probeWrites() {
        queue.store().probe();

        assertThat(queue.jedis().get(queue.keys().namespace() + ":probe")).isEqualTo("1");
    }

    @Test
    void redisThatDoesNotAnswerIsUnavailableWithinTheTimeout() throws IOException {
        URI uri = TestRedis.shared().uri();
        try (FaultProxy proxy = FaultProxy.to(uri.getHost(), uri.getPort());
                TestQueue through = queue.through(proxy.port(), TIMEOUT)) {
            through.store().probe();
            for (Mode mode : List.of(Mode.BLACK_HOLE, Mode.CUT, Mode.RESET)) {
                proxy.mode(mode);

                assertUnavailable(() -> through.client().enqueue(NOTE.job(new Note(1))));
                assertUnavailable(() -> through.store().timeMillis());
                assertUnavailable(() -> through.store().probe());
            }
            assertThat(queue.ready("note")).isEmpty();

            proxy.mode(Mode.PASS);
            await().ignoreExceptions().until(() -> through.store().timeMillis() > 0);
        }
    }

    @Test
    void lostReplyIsUnavailableAndMayHaveTakenEffect() throws IOException {
        URI uri = TestRedis.shared().uri();
        try (FaultProxy proxy = FaultProxy.to(uri.getHost(), uri.getPort());
                TestQueue through = queue.through(proxy.port(), TIMEOUT)) {
            through.client().enqueue(NOTE.job(new Note(1)));
            proxy.mode(Mode.SWALLOW_REPLIES);

            assertUnavailable(() -> through.client().enqueue(NOTE.job(new Note(2))));

            await().untilAsserted(() -> assertThat(queue.ready("note")).containsExactly(1, 2));
        }
    }

    @Test
    void killedRedisIsUnavailableAndComesBackWithItsJobs() {
        try (RedisServer server = TestRedis.own();
                TestQueue own = TestQueue.at(server.uri())) {
            own.enqueueNotes("note", 3);
            server.kill();

            assertUnavailable(() -> own.client().enqueue(NOTE.job(new Note(4))));
            assertThatThrownBy(() -> own.client().enqueue(NOTE.job(new Note(4))))
                    .hasMessageStartingWith(
                            "cannot reach Redis at 127.0.0.1:" + server.uri().getPort());

            server.restart();
            await().ignoreExceptions().until(() -> own.store().timeMillis() > 0);
            assertThat(own.store().listLength(own.keys().queue("note"))).isEqualTo(3);
        }
    }

    @Test
    void subscriptionListensAgainAfterItsConnectionWasCut() throws Exception {
        URI uri = TestRedis.shared().uri();
        try (FaultProxy proxy = FaultProxy.to(uri.getHost(), uri.getPort());
                TestQueue through = queue.through(proxy.port(), TIMEOUT)) {
            AtomicInteger begun = new AtomicInteger();
            AtomicInteger messages = new AtomicInteger();
            String channel = queue.keys().wakeChannel();
            Subscription subscription =
                    Subscription.open(
                            through.store(),
                            List.of(channel, queue.keys().lifeChannel("x")),
                            message -> (message.length == 0 ? begun : messages).incrementAndGet());
            await().until(() -> begun.get() == 1);
            proxy.mode(Mode.CUT);
            await().until(() -> queue.store().subscribers(channel) == 0);
            proxy.mode(Mode.PASS);

            await().until(() -> begun.get() == 2);
            queue.store().publish(channel, "ready");
            await().until(() -> messages.get() == 1);

            subscription.close();
            await().until(() -> queue.store().subscribers(channel) == 0);
        }
    }

    @Test
    void subscriptionClosedWhileItConnectsLeavesNoConnection() {
        String channel = queue.keys().lifeChannel("x");
        for (int i = 0; i < 30; i++) {
            Subscription.open(queue.store(), List.of(channel), message -> {}).close();
        }

        await().during(Duration.ofMillis(300)).until(() -> queue.store().subscribers(channel) == 0);
    }

    @Test
    void callsAreTimedByTheirScriptFailedOnesToo() {
        try (RedisServer own = TestRedis.own();
                RedisStore timed =
                        RedisStore.open(
                                new RedisAddress(own.uri(), "timed", Duration.ofSeconds(1)))) {
            assertThat(timed.commandTimes()).isEmpty();
            timed.timeMillis();
            Call call = new Call();
            call.key("timed:processes");
            call.key("timed:process:x");
            timed.run(Script.WANT, call.arg("x").arg("quiet"));
            own.kill();
            assertThatThrownBy(timed::timeMillis).isInstanceOf(StoreUnavailableException.class);

            assertThat(timed.commandTimes()).containsOnlyKeys("command", "want");
            assertThat(count(timed, "command")).isEqualTo(2);
            assertThat(count(timed, "want")).isOne();
        }
    }

    private static long count(RedisStore store, String script) {
        return Objects.requireNonNull(store.commandTimes().get(script)).counts().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    @Test
    void addressNeverShowsItsPassword() {
        RedisAddress address = RedisAddress.of("redis://user:secret@localhost:6379/3");

        assertThat(address.toString() + address.display()).doesNotContain("secret");
        assertThatThrownBy(() -> RedisAddress.of("http://user:secret@localhost"))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContain("secret");
        assertThatThrownBy(() -> address.withNamespace("a b"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static ScriptCall append(TestQueue to, String name, String payload) {
        Call call = new Call();
        call.key(to.keys().queue(name));
        call.key(to.keys().stats());
        call.key(to.keys().queues());
        call.arg(name).arg(99).arg(to.keys().wakeChannel()).arg(1).arg(payload);
        return new ScriptCall(Script.APPEND, call);
    }

    private static void assertUnavailable(ThrowingCallable call) {
        long begin = System.nanoTime();

        assertThatThrownBy(call).isInstanceOf(StoreUnavailableException.class);

        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isLessThan(TIMEOUT.multipliedBy(3).plus(MARGIN));
    }
}
