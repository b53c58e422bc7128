package darkroom.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import darkroom.embedded.fixtures.TestRedis;
import darkroom.queue.JobKind;
import darkroom.queue.client.QueueClient;
import darkroom.queue.handler.Application;
import darkroom.queue.handler.HandlerRegistry;
import darkroom.queue.handler.Outcome;
import darkroom.queue.redis.RedisAddress;
import darkroom.queue.redis.RedisStore;
import darkroom.workers.WorkerConfig;
import darkroom.workers.WorkerProcess;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What threads do, as the command shows it. */
@Timeout(60)
final class FleetThreadsIT {
    private static final JobKind<Integer> WAIT = JobKind.of("wait", Integer.class);

    private final RedisAddress address =
            RedisAddress.of(TestRedis.shared().uri().toString())
                    .withNamespace(TestRedis.freshNamespace());
    private final RedisStore store = RedisStore.open(address);
    private final CountDownLatch gate = new CountDownLatch(1);

    @AfterEach
    void close() {
        store.close();
    }

    private Ran darkroom(String... verb) {
        return Ran.at(address, verb);
    }

    @Test
    void handlerThatHangsIsShownAsStuckWithItsStack() {
        assertThat(darkroom("fleet", "threads").out())
                .contains("no worker process is in the fleet");
        HandlerRegistry handlers =
                HandlerRegistry.builder()
                        .of(new Application("1.0", List.of("darkroom.cli.command")))
                        .add(WAIT, (number, context) -> hang())
                        .build();
        try (WorkerProcess process =
                WorkerProcess.start(
                        store, handlers, WorkerConfig.of("ada", 3, List.of(WAIT.queue())))) {
            QueueClient client = new QueueClient(store, InstantSource.system(), new SecureRandom());
            client.enqueue(WAIT.job(1).withId("j1"));
            client.enqueue(WAIT.job(2).withId("j2"));
            await().atMost(Duration.ofSeconds(30))
                    .until(
                            () ->
                                    darkroom("fleet", "threads", "--stuck")
                                            .out()
                                            .matches("(?s).*j[12] .*j[12] .*"));

            Ran ran = darkroom("fleet", "threads", "--stacks");

            String place = "darkroom.cli.command.FleetThreadsIT.hang";
            assertThat(ran.code()).isZero();
            assertThat(ran.out())
                    .containsPattern("wait +2 +2 +[0-9]+s +" + place + " +jdk.internal.misc")
                    .containsPattern("j1 +wait +ada-1 +1 +[0-9]+s +stuck WAITING +" + place)
                    .containsPattern("wait in " + place + "\n +at jdk.internal.misc.Unsafe.park");
            assertThat(ran.err()).doesNotContain("nothing is shown");
            String json = darkroom("fleet", "threads", "--process", "ada-1", "--json").out();
            assertThat(json)
                    .startsWith("{\"processes\":[{\"id\":\"ada-1\",")
                    .contains("\"threads\":3,\"busy\":2,\"idle\":1,")
                    .contains("\"stuck\":true", "\"blocking\":\"" + place + "\"")
                    .endsWith("\"silent\":[],\"unread\":0}\n");
            assertThat(darkroom("fleet", "threads", "--kind", "other").out())
                    .contains("no handler runs");
            Ran nobody = darkroom("fleet", "threads", "--process", "bob-7");
            assertThat(nobody.code()).isEqualTo(1);
            assertThat(nobody.err()).contains("no process bob-7 is in the fleet");
            gate.countDown();
            assertThat(process.isWornOut()).isFalse();
        }
    }

    private Outcome hang() throws InterruptedException {
        gate.await();
        return Outcome.completed();
    }
}
