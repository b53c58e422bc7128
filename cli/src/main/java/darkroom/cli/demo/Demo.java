package darkroom.cli.demo;

import darkroom.cli.output.Console;
import darkroom.cli.output.Progress;
import darkroom.cli.service.Backend;
import darkroom.cli.service.ChildWorker;
import darkroom.cli.service.LocalServers;
import darkroom.cli.service.WebService;
import darkroom.jobs.shards.Database;
import darkroom.queue.inspect.Fleet;
import darkroom.queue.inspect.Queues;
import darkroom.queue.inspect.Stats;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.reserve.ProcessState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;

/**
 * The story: people post photos over HTTP, a fleet of two worker processes does the slow work, one
 * of them is killed half way, and in the end everything is counted at the far end.
 */
public final class Demo {
    private static final Duration FLEET_MAX = Duration.ofSeconds(30);

    /** How long the number of jobs left may stay the same: a slow machine is no fault. */
    private static final Duration STANDSTILL_MAX = Duration.ofSeconds(60);

    private final DemoOptions options;
    private final LocalServers servers;
    private final Progress progress;
    private final long startNanos = System.nanoTime();

    /** A story of this size on these servers. */
    public Demo(DemoOptions options, LocalServers servers, Console console) {
        this.options = options;
        this.servers = servers;
        this.progress = Progress.on(console);
    }

    /**
     * Tells it.
     *
     * @return what was counted; whether all is as it must be is for the caller to read there
     * @throws DemoFailedException if it could not be told to its end
     */
    public DemoReport tell() throws InterruptedException {
        try (Backend backend = Backend.open(servers.settings());
                WebService web = migrated(backend);
                ChildWorker first = ChildWorker.start(servers, "worker-1", options.threads());
                ChildWorker second = ChildWorker.start(servers, "worker-2", options.threads())) {
            World world = new World(options);
            Cast cast = Cast.signUp(world, web.people(), web.devices(), progress);
            cast.takePhones(web.uri(), servers);
            progress.done(
                    "people",
                    world.people()
                            + " signed up, the star has "
                            + world.followersOf(0).size()
                            + " followers");
            awaitFleet(backend.store(), List.of(first, second));

            Posts posts = new Posts(world, cast, options);
            Runnable show = () -> progress.show("posts", posts.posted() + " of " + posts.count());
            int half = posts.count() / 2;
            posts.post(0, half, show);
            CompletableFuture<Crash.Recovery> recovery =
                    crashDuring(posts, half, show, new Crash(backend.store(), first));
            progress.done("posts", posts.count() + " photos posted, worker-1 killed half way");
            awaitDrained(backend, second);
            Crash.Recovery recovered = recovered(recovery);
            progress.done("fleet", "all jobs are done");

            FarEnd farEnd = new FarEnd(world, cast, posts, backend, servers);
            progress.show("count", "at the far end");
            return new DemoReport(
                    Stats.read(backend.store()),
                    farEnd.checks(),
                    farEnd.pushesResent(),
                    recovered,
                    (System.nanoTime() - startNanos) / 1e9);
        }
    }

    private WebService migrated(Backend backend) throws InterruptedException {
        backend.migrate((done, total) -> progress.show("shards", done + " of " + total));
        progress.done(
                "shards",
                backend.shards().count()
                        + " shards on "
                        + backend.shards().databases().size()
                        + " databases");
        // Where they go with the run, should it end in the middle of an upload.
        return WebService.start(backend, WebService.ANY_PORT.withUploads(servers.folder().path()));
    }

    // The second half is posted while the first is still worked on, and in the middle of both one
    // process is killed.
    private CompletableFuture<Crash.Recovery> crashDuring(
            Posts posts, int half, Runnable show, Crash crash) throws InterruptedException {
        CompletableFuture<Void> rest =
                CompletableFuture.runAsync(
                        () -> postRest(posts, half, show),
                        work -> new Thread(work, "darkroom-demo-posts").start());
        CompletableFuture<Crash.Recovery> recovery = crash.killWhenBusy();
        rest.join();
        return recovery;
    }

    private static void postRest(Posts posts, int half, Runnable show) {
        try {
            posts.post(half, posts.count(), show);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailedException("the demo was interrupted");
        }
    }

    private void awaitFleet(RedisStore store, List<ChildWorker> workers) {
        long deadline = System.nanoTime() + FLEET_MAX.toNanos();
        Fleet fleet = new Fleet(store);
        while (true) {
            long serving =
                    fleet.list().stream()
                            .filter(process -> process.state().equals(ProcessState.SERVING.word()))
                            .count();
            if (serving == workers.size()) {
                progress.done(
                        "fleet",
                        workers.size() + " processes of " + options.threads() + " threads");
                return;
            }
            workers.forEach(Demo::checkAlive);
            if (System.nanoTime() > deadline) {
                throw new DemoFailedException(
                        "expected "
                                + workers.size()
                                + " worker processes in the fleet, found "
                                + serving);
            }
            progress.show("fleet", serving + " of " + workers.size() + " processes");
            Pause.millis(50);
        }
    }

    private void awaitDrained(Backend backend, ChildWorker survivor) {
        long least = Long.MAX_VALUE;
        long sinceNanos = System.nanoTime();
        while (true) {
            checkAlive(survivor);
            long left = jobsLeft(backend);
            if (left == 0) {
                return;
            }
            if (left < least) {
                least = left;
                sinceNanos = System.nanoTime();
            } else if (System.nanoTime() - sinceNanos > STANDSTILL_MAX.toNanos()) {
                throw new DemoFailedException(
                        "expected all jobs to be done, found "
                                + left
                                + " left and none done for "
                                + STANDSTILL_MAX.toSeconds()
                                + " s; the survivor's log ends: "
                                + survivor.logTail());
            }
            progress.show("fleet", left + " jobs left");
            Pause.millis(50);
        }
    }

    // Outboxes first: what leaves one is in Redis before it is gone from there.
    private static long jobsLeft(Backend backend) {
        RedisStore store = backend.store();
        long left = 0;
        for (Database database : backend.shards().databases()) {
            left += rowsIn(database.dataSource());
        }
        Stats stats = Stats.read(store);
        left += stats.scheduled() + stats.retrying();
        for (Queues.QueueView queue : new Queues(store).list()) {
            left += queue.ready();
        }
        for (Fleet.ProcessView process : new Fleet(store).list()) {
            left += process.held();
        }
        return left;
    }

    private static long rowsIn(DataSource database) {
        try (Connection connection = database.getConnection();
                PreparedStatement count =
                        connection.prepareStatement("SELECT count(*) FROM darkroom.outbox");
                ResultSet row = count.executeQuery()) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot count the outbox", e);
        }
    }

    private static Crash.Recovery recovered(CompletableFuture<Crash.Recovery> recovery)
            throws InterruptedException {
        try {
            return recovery.get(STANDSTILL_MAX.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new DemoFailedException("the killed process's jobs did not run again in time");
        }
    }

    private static void checkAlive(ChildWorker worker) {
        if (!worker.isAlive()) {
            throw new DemoFailedException(
                    worker.name() + " has ended by itself; its log ends: " + worker.logTail());
        }
    }
}
