package darkroom.queue.archive;

import darkroom.queue.GrowingWait;
import darkroom.queue.JobKind;
import darkroom.queue.archive.ArchiveState.Progress;
import darkroom.queue.outbox.Statements;
import darkroom.queue.redis.RedisStore;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies each dead job into PostgreSQL within seconds, and takes bodies out of Redis that are over
 * the budget, on a thread of its own. Every worker process has one; one of them works, the others
 * look every few seconds whether it still does.
 *
 * <p>Two that work at the same time do no harm. No statement takes longer than half a minute; while
 * the database is away it is tried again after a wait that grows, and nothing leaves Redis.
 */
public final class Archivist implements AutoCloseable {
    /** Bytes of bodies that Redis keeps unless told otherwise. */
    public static final long BUDGET_BYTES = 64L * 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(Archivist.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration OTHERS = Duration.ofSeconds(3);

    /** Between two full steps: the archive may lag, the fleet may not. */
    private static final Duration BREATH = Duration.ofMillis(20);

    /** While it is behind, the sweep has one of so many steps. */
    private static final int SWEEP_EVERY = 10;

    private static final long JOIN_MILLIS = 15_000;

    private final String process;
    private final RandomGenerator random;
    private final RedisStore store;
    private final ArchiveState state;
    private final ArchiveCopy copying;
    private final ArchiveSweep sweeping;
    private final ArchiveSpill spilling;
    private final long budget;
    private final GrowingWait retries;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private int stepsBehind;
    private boolean failing;

    /** One that does nothing by itself yet. Package-private for tests. */
    Archivist(
            DataSource database,
            RedisStore store,
            Collection<JobKind<?>> kinds,
            long budgetBytes,
            RandomGenerator random) {
        Statements statements = new Statements(database, "archivist");
        String lane = store.keys().namespace();
        ArchiveRows rows = new ArchiveRows(statements, lane);
        BodyRows bodies = new BodyRows(statements, lane);
        this.process = Long.toHexString(random.nextLong());
        this.random = random;
        this.store = store;
        this.budget = budgetBytes;
        this.state = new ArchiveState(statements, lane);
        this.copying = new ArchiveCopy(store, rows, state, new KindTerms(kinds));
        this.sweeping =
                new ArchiveSweep(store, rows, state, copying, new ArchiveRestore(store, bodies));
        this.spilling = new ArchiveSpill(store, bodies, rows, copying, budgetBytes);
        this.retries = new GrowingWait(random);
        this.thread = new Thread(this::run, "darkroom-archivist");
        thread.setDaemon(true);
    }

    /**
     * Starts to copy.
     *
     * @param kinds that say what of their args their jobs are found by
     * @param budgetBytes of bodies that Redis keeps, from 0
     * @param random for how long it waits after a failure
     */
    public static Archivist start(
            DataSource database,
            RedisStore store,
            Collection<JobKind<?>> kinds,
            long budgetBytes,
            RandomGenerator random) {
        Archivist archivist = new Archivist(database, store, kinds, budgetBytes, random);
        archivist.thread.start();
        return archivist;
    }

    /** Ends after the step in hand, and leaves the work to another. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            boolean closed = false;
            while (!closed) {
                closed = closing.await(step().toNanos(), TimeUnit.NANOSECONDS);
            }
            state.leave(process);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            LOG.atDebug().addKeyValue("cause", e.getMessage()).log("archivist left without a word");
        }
    }

    /**
     * Copies, sweeps and spills a little. Package-private for tests.
     *
     * @return how long to wait before the next: longer after each failure
     */
    Duration step() {
        try {
            Optional<Progress> progress = state.take(process);
            Duration pause = progress.isEmpty() ? OTHERS : work(progress.get());
            recovered();
            return pause;
        } catch (SQLException | RuntimeException e) {
            // Whatever it was: the thread must live, or nothing is copied any more.
            failed(e);
            return retries.next();
        }
    }

    private Duration work(Progress progress) throws SQLException {
        String history = new ArchiveHistory(store).current(Long.toHexString(random.nextLong()));
        ArchiveCopy.Copied copied = copying.step(progress, history);
        spilling.copied(copied.bytes());
        boolean behind = copied.jobs() == ArchiveCopy.STEP;
        stepsBehind = behind ? stepsBehind + 1 : 0;
        // What is new comes first, but never alone.
        if (stepsBehind % SWEEP_EVERY == 0
                && sweeping.step(new Progress(copied.copied(), progress.history()), history)) {
            spilling.countAgain();
        }
        // What Redis has lost must not be taken for what somebody has retried.
        boolean more = !ArchiveSweep.isRestoring(progress, history) && spilling.step(history);
        tell(copied.copied());
        return more || behind ? BREATH : POLL;
    }

    // In Redis, so that whoever has no database sees it, too.
    private void tell(Place copied) {
        new ArchiveReport(
                        Instant.ofEpochMilli(store.timeMillis()),
                        Instant.ofEpochMilli(copied.diedAt()),
                        spilling.here(),
                        budget,
                        sweeping.lacking())
                .tell(store);
    }

    private void failed(Exception e) {
        if (!failing) {
            failing = true;
            LOG.atWarn()
                    .addKeyValue("cause", e.getMessage())
                    .log("archive of dead jobs stands still, trying again; bodies stay in Redis");
        }
    }

    private void recovered() {
        retries.reset();
        if (failing) {
            failing = false;
            LOG.atInfo().log("archive of dead jobs works again");
        }
    }
}
