package darkroom.cli.browser;

import darkroom.embedded.RedisServer;
import darkroom.embedded.fixtures.TestRedis;
import darkroom.queue.Job;
import darkroom.queue.JobKind;
import darkroom.queue.client.QueueClient;
import darkroom.queue.handler.Application;
import darkroom.queue.handler.HandlerRegistry;
import darkroom.queue.handler.Outcome;
import darkroom.queue.operator.Operators;
import darkroom.queue.operator.Role;
import darkroom.queue.redis.RedisAddress;
import darkroom.queue.redis.RedisStore;
import darkroom.web.DashboardServer;
import darkroom.web.WebConfig;
import darkroom.web.dashboard.BesideRedis;
import darkroom.web.dashboard.DeadSources;
import darkroom.workers.WorkerConfig;
import darkroom.workers.WorkerProcess;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** A worker process with a handler that is broken until it is mended, and the fleet's dashboard. */
final class WatchedFleet implements AutoCloseable {
    /** What a job is about. */
    record Picture(int number) {}

    static final JobKind<Picture> RESIZE = JobKind.of("resize", Picture.class);
    static final JobKind<Picture> GREET = JobKind.of("greet", Picture.class);
    static final JobKind<Picture> FETCH =
            JobKind.of("fetch", Picture.class).withTimeout(Duration.ofHours(1));

    private final SecureRandom random = new SecureRandom();
    private final RedisServer redis = TestRedis.own();
    final RedisStore store =
            RedisStore.open(new RedisAddress(redis.uri(), "resque", Duration.ofSeconds(5)));
    final QueueClient client = new QueueClient(store, InstantSource.system(), random);
    final WatchedFanOuts fanOuts = new WatchedFanOuts(client);
    private final DashboardServer dashboard =
            DashboardServer.start(
                    new WebConfig(WebConfig.LOOPBACK, 0),
                    store,
                    new BesideRedis(DeadSources.NONE, () -> Optional.of(fanOuts.board())),
                    Set.of(),
                    random);
    private final WorkerProcess process;
    private final CountDownLatch answered = new CountDownLatch(1);
    private volatile boolean broken = true;

    WatchedFleet() {
        HandlerRegistry handlers =
                HandlerRegistry.builder()
                        .of(new Application("2026.11.26-1", List.of("darkroom.cli.browser")))
                        .add(RESIZE, (picture, context) -> resize(picture))
                        .add(GREET, (picture, context) -> Outcome.completed())
                        .add(FETCH, (picture, context) -> fetch())
                        .build();
        process =
                WorkerProcess.start(
                        store,
                        handlers,
                        WorkerConfig.of(
                                "worker-1",
                                4,
                                List.of(RESIZE.queue(), GREET.queue(), FETCH.queue())));
    }

    private Outcome resize(Picture picture) {
        if (broken) {
            throw new IllegalStateException(
                    "no colour profile \"p3\" for picture " + picture.number());
        }
        return Outcome.completed();
    }

    /** Waits for what does not answer while this fleet is watched. */
    private Outcome fetch() throws InterruptedException {
        answered.await();
        return Outcome.completed();
    }

    /** Has so many pictures resized, each in one attempt. */
    void resize(int count) {
        List<Job<Picture>> jobs = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            jobs.add(RESIZE.job(new Picture(i)).withMaxAttempts(1));
        }
        client.enqueueAll(jobs);
    }

    /** The handler works from now on. */
    void mend() {
        broken = false;
    }

    /** The API token of a new operator, who is called as their role is. */
    String operator(Role role) {
        return new Operators(store, random).addWithToken(role.word(), role);
    }

    URI dashboard() {
        return dashboard.uri();
    }

    @Override
    public void close() {
        answered.countDown();
        process.close();
        dashboard.close();
        fanOuts.close();
        store.close();
        redis.close();
    }
}
