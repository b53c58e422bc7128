package darkroom.workers;

import static darkroom.workers.TestFleet.NOTE;
import static darkroom.workers.TestFleet.SOON;
import static darkroom.workers.TestFleet.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import darkroom.embedded.RedisServer;
import darkroom.embedded.fixtures.TestRedis;
import darkroom.queue.handler.Outcome;
import darkroom.queue.inspect.Fleet.ProcessView;
import darkroom.workers.TestFleet.Note;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Health is that a fetch succeeded lately, not that a process beats. */
@Timeout(60)
final class FetchHealthIT {
    private static final Duration UNWELL = Duration.ofSeconds(3);

    @Test
    void processThatBeatsAndCannotFetchIsSeen() {
        try (RedisServer server = TestRedis.own();
                TestFleet fleet = TestFleet.at(server.uri())) {
            fleet.start((note, context) -> Outcome.completed(), config(1));
            await().atMost(SOON).until(() -> fleet.fleet().list().size() == 1);
            assertThat(only(fleet).sinceFetch()).isLessThan(UNWELL);

            // Of all calls only its exchange needs that right.
            server.command("ACL", "SETUSER", "default", "-sismember");
            fleet.client().enqueue(NOTE.job(new Note(1)));

            await().atMost(SOON).until(() -> only(fleet).sinceFetch().compareTo(UNWELL) > 0);
            assertThat(only(fleet).sinceBeat()).isLessThan(UNWELL);
            server.command("ACL", "SETUSER", "default", "+sismember");
            await().atMost(SOON).until(() -> only(fleet).sinceFetch().compareTo(UNWELL) < 0);
            fleet.awaitDone(1);
        }
    }

    @Test
    void processWhoseThreadsAreAllBusyIsWell() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (TestFleet fleet = TestFleet.open()) {
            fleet.start(
                    (note, context) -> {
                        end.await();
                        return Outcome.completed();
                    },
                    config(1));
            fleet.enqueue(3);
            await().atMost(SOON).until(() -> only(fleet).held() > 0);
            long since = System.nanoTime();

            await().atMost(SOON).until(() -> System.nanoTime() - since > UNWELL.toNanos());

            assertThat(only(fleet).sinceFetch()).isLessThan(UNWELL);
            end.countDown();
            fleet.awaitDone(3);
        }
    }

    private static ProcessView only(TestFleet fleet) {
        return fleet.fleet().list().get(0);
    }
}
