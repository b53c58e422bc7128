package darkroom.workers;

import darkroom.queue.GrowingWait;
import darkroom.queue.reserve.Batch;
import darkroom.queue.reserve.Membership;
import darkroom.queue.reserve.ProcessLostException;
import darkroom.queue.reserve.Reserved;
import darkroom.queue.reserve.Settlement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exchanges jobs with Redis, a call at a time: each settles whatever has ended since the last, and
 * reserves a job for each idle thread and as many ahead as {@link Ahead} says. While a call is
 * under way ends pile up and share the next one. Calls are made by the thread that {@linkplain
 * #serve serves}, which sleeps while nothing happens, and by whoever hears that there are jobs.
 */
final class Fetcher {
    private static final Logger LOG = LoggerFactory.getLogger(Fetcher.class);
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Duration STOPPING_WAIT_MAX = Duration.ofMillis(500);
    private static final long NO_SUSPICION = -1;

    /** How long ends of short jobs are gathered, at most, while there are jobs to go on with. */
    private static final Duration GATHER = Duration.ofMillis(1);

    /** Fewer ends than this would come meanwhile: they are not worth the wait. */
    private static final int GATHER_JOBS_MIN = 50;

    private final Term term;
    private final ProcessSwitch process;
    private final WorkerThreads threads;
    private final Doorbell doorbell;
    private final StoreClock clock;
    private final Duration poll;
    private final Ahead ahead = new Ahead();
    private final Pulse pulse = new Pulse();
    private final Lock turn = new ReentrantLock();
    private final Queue<byte[]> handOvers = new ConcurrentLinkedQueue<>();
    private volatile boolean announced = true;
    private volatile boolean finishing;

    // Guarded by turn.
    private @Nullable Batch unanswered;
    private long suspectFrom = NO_SUSPICION;
    private long lastReserveNanos = System.nanoTime();
    private long lastExchangeNanos = System.nanoTime();
    private boolean gathering;
    private final GrowingWait waits;

    Fetcher(
            Term term,
            ProcessSwitch process,
            WorkerThreads threads,
            StoreClock clock,
            Duration poll,
            GrowingWait waits) {
        this.term = term;
        this.process = process;
        this.threads = threads;
        this.doorbell = term.doorbell();
        this.clock = clock;
        this.poll = poll;
        this.waits = waits;
    }

    /** A message has come that brings a job, see {@link Membership#handedOver}. */
    void handOver(byte[] message) {
        handOvers.add(message);
        announce();
    }

    /**
     * Jobs may be waiting in Redis. Where nothing else is under way they are reserved by the
     * calling thread, which is awake, before the fetcher's could be.
     */
    void announce() {
        announced = true;
        if (!turn.tryLock()) {
            doorbell.ring();
            return;
        }
        boolean more = true;
        try {
            // The first fetches; the second sees what is left to do.
            Duration pause = step();
            if (pause.isZero()) {
                pause = step();
            }
            more = pause.isZero() || threads.head() != null;
        } catch (RuntimeException e) {
            // The fetcher's own thread meets it too, and knows what to do.
            LOG.atDebug().addKeyValue("cause", e.getMessage()).log("could not fetch at once");
        } finally {
            turn.unlock();
            if (more) {
                doorbell.ring();
            }
        }
    }

    /** How long ago {@link #serve} went round last. */
    Duration sinceRound() {
        return pulse.since();
    }

    /** Reserve nothing more; {@link #serve} returns once everything in hand is settled. */
    void finish() {
        finishing = true;
        doorbell.ring();
    }

    /**
     * Fetches until told to finish.
     *
     * @throws ProcessLostException if the fleet has given this process up
     */
    void serve() throws InterruptedException {
        while (true) {
            Duration pause;
            boolean gathers;
            pulse.beat();
            turn.lock();
            try {
                if (finishing
                        && unanswered == null
                        && !isSuspect()
                        && !term.membership().standsBy()
                        && term.hand().heldCount() == 0) {
                    return;
                }
                pause = step();
                gathers = gathering;
            } finally {
                turn.unlock();
            }
            if (gathers) {
                // Not at the door: each end would ring.
                LockSupport.parkNanos(this, pause.toNanos());
            } else if (!pause.isZero()) {
                doorbell.await(pause);
            }
        }
    }

    /** Does what there is to do; returns how long to wait, at most, before there is more. */
    private Duration step() {
        if (term.isLost()) {
            throw new ProcessLostException(term.membership().id());
        }
        beginHandedOver();
        giveBack();
        ahead.ended(term.hand().collect(), System.nanoTime());
        int want = want();
        gathering = gathers(want);
        if (gathering) {
            return GATHER.minusNanos(System.nanoTime() - lastExchangeNanos);
        }
        if (unanswered == null) {
            List<JobsInHand.Ended> ended = term.hand().take(Membership.SETTLE_MAX);
            boolean due = (want > 0 && mayHaveMore()) || standsByInVain(want);
            if (ended.isEmpty() && !due && !isSuspect()) {
                term.fetched();
                return pause(want);
            }
            unanswered = batchOf(ended);
        }
        return exchange(unanswered, want);
    }

    // A call for few ends costs as much as one for many, and takes the processor from who makes
    // more of them.
    private boolean gathers(int want) {
        return want == 0
                && unanswered == null
                && !finishing
                && !isSuspect()
                && process.serving()
                && ahead.jobsWithin(GATHER) >= GATHER_JOBS_MIN
                && threads.head() != null
                && System.nanoTime() - lastExchangeNanos < GATHER.toNanos();
    }

    private Duration exchange(Batch batch, int want) {
        lastExchangeNanos = System.nanoTime();
        long firstUnheard = term.membership().firstUnheard();
        try {
            if (want > 0) {
                announced = false;
                lastReserveNanos = System.nanoTime();
            }
            Membership.Exchanged exchanged = term.membership().exchange(batch, want, idleThreads());
            clock.heard(exchanged.redisMillis());
            term.hand().settled(batch.settlements().size());
            unanswered = null;
            term.begin(exchanged.reserved(), process);
            if (want > 0 && exchanged.reserved().size() >= want) {
                announced = true;
            }
            if (isSuspect()) {
                adopt();
                waits.reset();
                LOG.atInfo()
                        .addKeyValue("process", term.membership().id())
                        .log("exchange works again");
            } else {
                // A call that follows a failure wants nothing: it may be the wanting that fails.
                term.fetched();
            }
            return Duration.ZERO;
        } catch (ProcessLostException e) {
            throw e;
        } catch (RuntimeException e) {
            return failed(e, firstUnheard);
        }
    }

    private void beginHandedOver() {
        for (byte[] message = handOvers.poll(); message != null; message = handOvers.poll()) {
            Optional<Reserved> job = term.membership().handedOver(message);
            job.ifPresent(reserved -> term.begin(List.of(reserved), process));
        }
    }

    private boolean isSuspect() {
        return suspectFrom != NO_SUSPICION;
    }

    // A reply that was lost may have reserved jobs that nobody here has heard of. Since then
    // nothing was wanted, so that all from there on are such.
    private void adopt() {
        List<Reserved> unheard =
                term.membership().held().stream()
                        .filter(job -> job.sequence() >= suspectFrom)
                        .distinct()
                        .toList();
        if (!unheard.isEmpty()) {
            LOG.atInfo().addKeyValue("jobs", unheard.size()).log("jobs of lost replies adopted");
            term.begin(unheard, process);
        }
        suspectFrom = NO_SUSPICION;
    }

    // What no thread has begun in time may be begun by another process, which has an idle one.
    private void giveBack() {
        boolean all = term.hand().isClosed() || !process.serving();
        for (RunningJob head = threads.head(); head != null; head = threads.head()) {
            if (!all && Ahead.patience(head, threads).toNanos() > 0) {
                return;
            }
            RunningJob job = threads.takeBack();
            if (job != null && job.isOf(term)) {
                term.release(job);
                ahead.tooMany();
            }
        }
    }

    private int want() {
        if (finishing || !process.serving() || isSuspect()) {
            return 0;
        }
        int room = idleThreads();
        int more = ahead.jobs();
        // A call for a few while all threads are busy and others wait is not worth its while.
        boolean worth = room > 0 || room + more > more / 4;
        return worth ? Math.max(0, Math.min(room + more, Membership.RESERVE_MAX)) : 0;
    }

    // Who wants nothing, or has no thread for it, must not be handed anything either.
    private boolean standsByInVain(int want) {
        return term.membership().standsBy() && (want == 0 || idleThreads() <= 0);
    }

    private int idleThreads() {
        return process.threads() - term.hand().unendedCount();
    }

    private boolean mayHaveMore() {
        return announced || untilPoll().isZero();
    }

    private Duration pause(int want) {
        Duration pause = want == 0 ? IDLE : untilPoll();
        RunningJob head = threads.head();
        if (head != null) {
            Duration patience = Ahead.patience(head, threads);
            // All threads may have become busy a moment ago: not the longer patience at once.
            Duration look = patience.compareTo(Ahead.PATIENCE) > 0 ? Ahead.PATIENCE : patience;
            return look.compareTo(pause) < 0 ? look : pause;
        }
        return pause;
    }

    private Duration untilPoll() {
        long left = poll.toNanos() - (System.nanoTime() - lastReserveNanos);
        return Duration.ofNanos(Math.max(0, left));
    }

    private Batch batchOf(List<JobsInHand.Ended> ended) {
        Map<String, Long> stats = new HashMap<>();
        for (JobsInHand.Ended end : ended) {
            for (String field : end.counts()) {
                stats.merge(field, 1L, Long::sum);
            }
            end.noteTimes();
        }
        term.tellTimes(stats);
        List<Settlement> settlements = new ArrayList<>(ended.size());
        boolean plain = true;
        for (JobsInHand.Ended end : ended) {
            settlements.add(end.settlement());
            plain &= end.settlement().move() == Settlement.Move.DONE;
        }
        if (!plain) {
            // Latest reserved first: what goes back to the head of its queue is in order there.
            settlements.sort(Comparator.comparingLong(end -> -end.job().sequence()));
        }
        return term.membership().batch(settlements, stats);
    }

    private Duration failed(RuntimeException e, long firstUnheard) {
        if (!isSuspect()) {
            suspectFrom = firstUnheard;
            LOG.atWarn()
                    .addKeyValue("process", term.membership().id())
                    .addKeyValue("cause", e.getMessage())
                    .log("exchange failed, trying again");
        }
        announced = true;
        Duration wait = waits.next();
        // A stop leaves only so much time for what has ended to be settled.
        boolean stopping = finishing || term.hand().isClosed();
        return stopping && wait.compareTo(STOPPING_WAIT_MAX) > 0 ? STOPPING_WAIT_MAX : wait;
    }
}
