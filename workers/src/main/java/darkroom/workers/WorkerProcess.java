package darkroom.workers;

import darkroom.queue.GrowingWait;
import darkroom.queue.archive.DeadBodies;
import darkroom.queue.failures.Fingerprints;
import darkroom.queue.handler.HandlerRegistry;
import darkroom.queue.operations.OperationRunner;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.redis.Subscription;
import darkroom.queue.reserve.Membership;
import darkroom.queue.reserve.ProcessLostException;
import darkroom.queue.reserve.ProcessState;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker process, from start to stop. Thread-safe.
 *
 * <p>It owns its threads and none of what it was given: the store is closed by whoever opened it,
 * after this has stopped.
 */
public final class WorkerProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerProcess.class);
    private static final Duration RELEASE_GRACE = Duration.ofSeconds(1);
    private static final Duration SETTLE_GRACE = Duration.ofSeconds(4);

    /** Since the last good fetch: a process that serves makes one each second, or needs none. */
    private static final Duration FETCH_MAX = Duration.ofSeconds(10);

    private final RedisStore store;
    private final WorkerConfig config;
    private final DeadBodies bodies;
    private final ProcessSwitch process;
    private final StoreClock clock = new StoreClock();
    private final Fingerprints fingerprints;
    private final ProcessRecord record;
    private final WorkerThreads threads;
    private final Watchdog watchdog;
    private final RandomGenerator random = new SecureRandom();
    private final Doorbell doorbell = new Doorbell();
    private final Joining joining;
    private final Pulse pulse = new Pulse();
    private final ProcessCounts counts = new ProcessCounts();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread main;
    private volatile boolean wornOut;
    private volatile @Nullable Term current;
    private volatile @Nullable Fetcher fetcher;

    private WorkerProcess(
            RedisStore store, HandlerRegistry handlers, WorkerConfig config, DeadBodies bodies) {
        this.bodies = bodies;
        this.store = store;
        this.config = config;
        this.process = new ProcessSwitch(config.threads());
        this.fingerprints = Fingerprints.of(handlers);
        this.record = new ProcessRecord(config, handlers);
        this.joining = new Joining(process::stopping, this::pause, new GrowingWait(random));
        JobExecutor executor =
                new JobExecutor(
                        handlers, clock, config.patience().unknownKind(), new Suspects(random));
        this.threads = new WorkerThreads(process, executor);
        this.watchdog = new Watchdog(threads, executor, config.patience().stuck(), this::recycle);
        this.main = new Thread(this::run, "darkroom-fetcher");
    }

    /** Starts a process. It joins the fleet as soon as Redis answers, and tries until then. */
    public static WorkerProcess start(
            RedisStore store, HandlerRegistry handlers, WorkerConfig config) {
        return start(store, handlers, config, DeadBodies.NONE);
    }

    /** The same, with the archive where bodies of dead jobs may be that an operation is for. */
    public static WorkerProcess start(
            RedisStore store, HandlerRegistry handlers, WorkerConfig config, DeadBodies bodies) {
        WorkerProcess process = new WorkerProcess(store, handlers, config, bodies);
        process.main.start();
        return process;
    }

    /**
     * Stops in order: quiet, drain for at most the patience of the configuration, release what is
     * left, leave the fleet. Returns when all that is done; later calls wait for the first.
     */
    @Override
    public void close() {
        stop();
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Begins to stop and returns at once. */
    public void stop() {
        if (stopping.compareAndSet(false, true)) {
            process.turn(ProcessState.STOPPING);
            doorbell.ring();
            Thread stopper = new Thread(this::drain, "darkroom-stopper");
            stopper.start();
        }
    }

    /** Waits until it has stopped, whoever asked for it; false if that took longer. */
    public boolean awaitStopped(Duration most) throws InterruptedException {
        return stopped.await(most.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Whether it has stopped, or is about to, because too many of its threads are stuck or memory
     * ran out: a supervisor should start another.
     */
    public boolean isWornOut() {
        return wornOut;
    }

    /**
     * How long ago its fetcher went round last, whether a call of its went well or not: more than
     * half a minute means that it hangs. Also while it waits for Redis it goes round every few
     * seconds.
     */
    public Duration sinceProgress() {
        Fetcher fetching = fetcher;
        Duration joins = pulse.since();
        if (fetching == null) {
            return joins;
        }
        Duration fetches = fetching.sinceRound();
        return fetches.compareTo(joins) < 0 ? fetches : joins;
    }

    /** Why it takes no jobs now, in a few words; empty if it does. */
    public Optional<String> notServing() {
        Term term = current;
        if (process.stopping()) {
            return Optional.of("it is stopping");
        }
        if (term == null) {
            return Optional.of("it has not joined the fleet");
        }
        if (!process.serving()) {
            return Optional.of("it is " + process.state().word());
        }
        Duration since = term.sinceFetch();
        return since.compareTo(FETCH_MAX) > 0
                ? Optional.of("it last fetched, or needed no job, " + since.toSeconds() + " s ago")
                : Optional.empty();
    }

    /** What it is and has done until now. */
    public WorkerFigures figures() {
        Term term = current;
        int busy = threads.running().size();
        return new WorkerFigures(
                process.state().word(),
                busy,
                Math.max(0, process.threads() - busy),
                threads.stuckCount(),
                term == null ? 0 : term.hand().heldCount(),
                counts.termsLost(),
                counts.fencedSettles(),
                counts.runTimes().read());
    }

    private void pause(Duration most) throws InterruptedException {
        pulse.beat();
        doorbell.await(most);
    }

    private void recycle(String cause) {
        if (!wornOut) {
            wornOut = true;
            LOG.atWarn()
                    .addKeyValue("process", config.name())
                    .addKeyValue("cause", cause)
                    .log("worn out, stopping so that another can take its place");
        }
        stop();
    }

    private void run() {
        try {
            while (!process.stopping()) {
                pulse.beat();
                Term term = join();
                pulse.beat();
                if (term != null) {
                    serve(term);
                }
            }
        } catch (InterruptedException e) {
            LOG.atWarn().addKeyValue("process", config.name()).log("interrupted, ending");
        } finally {
            threads.close();
            stopped.countDown();
        }
    }

    private @Nullable Term join() throws InterruptedException {
        Membership membership =
                joining.until(() -> Membership.join(store, config.name(), config.queues()));
        if (membership == null) {
            return null;
        }
        LOG.atInfo()
                .addKeyValue("process", membership.id())
                .addKeyValue("threads", process.threads())
                .addKeyValue("queues", String.join(",", config.queues()))
                .log("joined the fleet");
        Ending ending = new Ending(membership.id(), fingerprints, random, counts.runTimes());
        return new Term(membership, ending, threads, doorbell, counts);
    }

    @SuppressWarnings("try") // the loops are there to run, not to be called
    private void serve(Term term) throws InterruptedException {
        Fetcher fetching = newFetcher(term);
        current = term;
        fetcher = fetching;
        Beater beater = new Beater(store, term, process, record, this::stop);
        Keeper keeper = keeper(term, beater);
        ThreadWatch threadWatch = new ThreadWatch(store, term, threads, process, fingerprints);
        try (Loop shows = Loop.start("threads", threadWatch::show);
                Loop promotes = Loop.start("promoter", keeper::promote);
                Loop operates = Loop.start("operator", keeper::operate);
                Loop watches = Loop.start("watchdog", watchdog::watch);
                Subscription subscription = subscribe(term, fetching, promotes, operates);
                Loop reaps = Loop.start("reaper", () -> keeper.reap(subscription.listeningFor()));
                Loop beats = Loop.start("beater", () -> beat(beater, reaps, shows, threadWatch))) {
            if (process.stopping()) {
                term.close();
                fetching.finish();
            }
            fetching.serve();
            // The beats go on until the process has left: a slow leave must not look like a loss.
            term.membership().leave();
            LOG.atInfo().addKeyValue("process", term.membership().id()).log("left the fleet");
        } catch (ProcessLostException e) {
            LOG.atWarn().addKeyValue("process", term.membership().id()).log(e.getMessage());
            term.lose();
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .addKeyValue("process", term.membership().id())
                    .addKeyValue("cause", e.getMessage())
                    .log("could not leave the fleet; it will be given up after its lease");
        } finally {
            current = null;
            fetcher = null;
        }
    }

    private Duration beat(Beater beater, Loop reaps, Loop shows, ThreadWatch threadWatch) {
        return beater.beat(
                doorbell,
                reaps::ring,
                looked -> {
                    if (threadWatch.heard(looked)) {
                        shows.ring();
                    }
                });
    }

    private Fetcher newFetcher(Term term) {
        return new Fetcher(
                term, process, threads, clock, config.patience().poll(), new GrowingWait(random));
    }

    private Keeper keeper(Term term, Beater beater) {
        OperationRunner operations = new OperationRunner(store, term.membership().id(), bodies);
        return new Keeper(store, operations, config.lease(), beater::steadyFor);
    }

    private Subscription subscribe(Term term, Fetcher fetching, Loop promotes, Loop operates) {
        List<String> channels =
                List.of(
                        store.keys().wakeChannel(),
                        store.keys().lifeChannel(term.membership().id()));
        return Subscription.open(
                store,
                channels,
                message -> {
                    if (Membership.isHandOver(message)) {
                        fetching.handOver(message);
                        return;
                    }
                    String word = new String(message, StandardCharsets.UTF_8);
                    switch (word) {
                        case "ready" -> fetching.announce();
                        case "due" -> promotes.ring();
                        case "operation" -> operates.ring();
                        default -> {
                            fetching.announce();
                            promotes.ring();
                        }
                    }
                });
    }

    private void drain() {
        try {
            Term term = current;
            if (term != null) {
                // A reply that is on its way may bring jobs when nothing runs any more.
                term.close();
                term.releaseWhatEndsTheJvm();
                boolean idle = term.hand().awaitIdle(config.patience().drain().toNanos());
                if (!idle) {
                    term.interruptAll(RunningJob.Interruption.RELEASED);
                    term.hand().awaitIdle(RELEASE_GRACE.toNanos());
                    term.releaseWhatEndsTheJvm();
                    term.releaseAll();
                }
            }
            Fetcher fetching = fetcher;
            if (fetching != null) {
                fetching.finish();
            }
            if (!stopped.await(SETTLE_GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.atWarn()
                        .addKeyValue("waited", SETTLE_GRACE)
                        .log("could not settle all jobs before stopping; they will be reaped");
                main.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            main.interrupt();
        }
    }
}
