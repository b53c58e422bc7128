package darkroom.workers;

import static darkroom.workers.TestFleet.SOON;
import static darkroom.workers.TestFleet.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import darkroom.embedded.FaultProxy;
import darkroom.embedded.FaultProxy.Mode;
import darkroom.embedded.RedisServer;
import darkroom.embedded.fixtures.TestRedis;
import darkroom.queue.handler.Outcome;
import darkroom.queue.redis.RedisAddress;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.reserve.ProcessState;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A process whose fetcher hangs is told from one that waits for Redis. */
@Timeout(90)
final class ProgressIT {
    /** More than any wait of a fetcher between two rounds, less than its call hangs below. */
    private static final Duration HANGS = Duration.ofSeconds(8);

    @Test
    void fetcherGoesRoundWhileRedisIsAwayAndSaysWhyItDoesNotServe() {
        try (RedisServer server = TestRedis.own();
                TestFleet fleet = TestFleet.at(server.uri())) {
            WorkerProcess process = start(fleet);
            await().atMost(SOON).until(() -> process.notServing().isEmpty());

            server.kill();
            long killed = System.nanoTime();

            await().atMost(SOON.multipliedBy(2))
                    .until(
                            () -> {
                                assertThat(process.sinceProgress()).isLessThan(HANGS);
                                return System.nanoTime() - killed > SOON.toNanos();
                            });
            assertThat(process.notServing().orElse("")).contains("it last fetched");
            server.restart();
            await().atMost(SOON).until(() -> process.notServing().isEmpty());
        }
    }

    @Test
    void fetcherThatHangsInACallIsSeen() throws Exception {
        URI shared = TestRedis.shared().uri();
        try (FaultProxy proxy = FaultProxy.to(shared.getHost(), shared.getPort());
                TestFleet fleet = TestFleet.open();
                RedisStore patient =
                        RedisStore.open(
                                new RedisAddress(
                                        URI.create("redis://127.0.0.1:" + proxy.port()),
                                        fleet.address().namespace(),
                                        Duration.ofSeconds(30)));
                WorkerProcess process =
                        WorkerProcess.start(
                                patient,
                                TestFleet.handling((note, context) -> Outcome.completed()),
                                config(1, Duration.ZERO))) {
            await().atMost(SOON).until(() -> process.notServing().isEmpty());
            assertThat(process.sinceProgress()).isLessThan(HANGS);

            proxy.mode(Mode.BLACK_HOLE);

            await().atMost(SOON.multipliedBy(2))
                    .until(() -> process.sinceProgress().compareTo(HANGS) > 0);
            proxy.mode(Mode.RESET);
            proxy.mode(Mode.PASS);
            await().atMost(SOON.multipliedBy(2))
                    .until(() -> process.sinceProgress().compareTo(HANGS) < 0);
        }
    }

    @Test
    void processSaysInWhichStateItTakesNoJobs() {
        try (TestFleet fleet = TestFleet.open()) {
            WorkerProcess process = start(fleet);
            await().atMost(SOON).until(() -> process.notServing().isEmpty());

            fleet.fleet().want(fleet.fleet().list().get(0).id(), ProcessState.QUIET);
            await().atMost(SOON)
                    .until(() -> process.notServing().equals(Optional.of("it is quiet")));

            process.close();
            assertThat(process.notServing()).contains("it is stopping");
        }
    }

    private static WorkerProcess start(TestFleet fleet) {
        return fleet.start((note, context) -> Outcome.completed(), config(1));
    }
}
