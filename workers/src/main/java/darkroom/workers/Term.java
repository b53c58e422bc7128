package darkroom.workers;

import darkroom.queue.reserve.Membership;
import darkroom.queue.reserve.Reserved;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One stay of this process in the fleet: its membership, and the jobs it holds under it. */
final class Term {
    private static final Logger LOG = LoggerFactory.getLogger(Term.class);

    private final Membership membership;
    private final WorkerThreads threads;
    private final Doorbell doorbell;
    private final JobsInHand hand = new JobsInHand();
    private final Ending ending;
    private final ProcessCounts counts;
    private volatile boolean lost;
    private final Pulse fetch = new Pulse();
    private final AtomicBoolean loss = new AtomicBoolean();

    /**
     * A term that begins.
     *
     * @param doorbell rung when jobs have ended
     */
    Term(
            Membership membership,
            Ending ending,
            WorkerThreads threads,
            Doorbell doorbell,
            ProcessCounts counts) {
        this.membership = membership;
        this.threads = threads;
        this.doorbell = doorbell;
        this.ending = ending;
        this.counts = counts;
    }

    Membership membership() {
        return membership;
    }

    Doorbell doorbell() {
        return doorbell;
    }

    JobsInHand hand() {
        return hand;
    }

    /** A fetch has gone well, or there was no need of one. */
    void fetched() {
        fetch.beat();
    }

    /** How long that is ago: what tells whether this process does what it is there for. */
    Duration sinceFetch() {
        return fetch.since();
    }

    boolean isLost() {
        return lost;
    }

    /** Takes reserved jobs in hand and hands them to the threads; by whoever fetches. */
    void begin(List<Reserved> reserved, ProcessSwitch process) {
        if (reserved.isEmpty()) {
            return;
        }
        hand.took(reserved.size());
        long now = System.nanoTime();
        threads.put(reserved.stream().map(job -> new RunningJob(this, job, process, now)).toList());
    }

    /** Runs a job on the calling thread, unless it is not to begin any more. */
    void run(RunningJob job, JobExecutor executor) {
        if (lost) {
            return;
        }
        end(job, hand.isClosed() ? ending.released(job.reserved()) : attempt(job, executor));
    }

    // The other edge at which everything is caught: a fault of ours must not strand the job.
    private JobsInHand.Ended attempt(RunningJob running, JobExecutor executor) {
        try {
            return executor.run(running, ending);
        } catch (OutOfMemoryError notItsFault) {
            executor.outOfMemory();
            return ending.released(running.reserved());
        } catch (Throwable fault) {
            return ending.refused(running.reserved(), Optional.empty(), "fault", fault);
        }
    }

    private void end(RunningJob running, JobsInHand.Ended end) {
        if (running.end() && hand.put(end)) {
            doorbell.ring();
        }
    }

    /** An attempt has ended although its handler runs on. */
    void givenUp(JobsInHand.Ended end) {
        if (!lost && hand.put(end)) {
            doorbell.ring();
        }
    }

    Ending ending() {
        return ending;
    }

    /**
     * Adds how long attempts ran and jobs waited to the counters, now and then, and whenever it is
     * closed.
     */
    void tellTimes(Map<String, Long> stats) {
        counts.runTimes().tell(stats, hand.isClosed());
    }

    /** How many threads are stuck. */
    int stuck() {
        return threads.stuckCount();
    }

    /** The process is to have another number of threads. */
    void resized() {
        threads.resized();
    }

    /** Begins nothing more: what waits and what Redis still gives is given back. */
    void close() {
        hand.close();
        doorbell.ring();
    }

    /** Gives back a job that has not begun, or that is not going to end in time. */
    void release(RunningJob job) {
        end(
                job,
                job.begun()
                        .map(begun -> ending.releasedAsBegun(job.reserved()))
                        .orElseGet(() -> ending.released(job.reserved())));
    }

    /** Ends what has told the JVM to end: it counts as if this process were lost with it. */
    void releaseWhatEndsTheJvm() {
        for (RunningJob job : running()) {
            if (job.endsTheJvm()) {
                LOG.atWarn()
                        .addKeyValue("job", job.jobId())
                        .addKeyValue("kind", job.job().kind())
                        .addKeyValue("queue", job.reserved().queue())
                        .addKeyValue("attempt", job.attempt())
                        .log("handler ends the JVM");
                end(job, ending.lost(job.reserved()));
            }
        }
    }

    /**
     * Ends what still runs by giving it back, latest reserved first, so that it stands in order at
     * the head of its queue; what has ended meanwhile keeps its own end.
     */
    void releaseAll() {
        running().stream()
                .sorted(Comparator.comparingLong(job -> -job.reserved().sequence()))
                .forEach(this::release);
    }

    /** What runs now. */
    List<RunningJob> running() {
        return threads.running().stream().filter(job -> job.isOf(this)).toList();
    }

    /** Tells all that run to come to an end. */
    void interruptAll(RunningJob.Interruption reason) {
        running().forEach(running -> running.interrupt(reason));
    }

    /** The fleet has given this process up: nothing of this term counts any more. */
    void lose() {
        lost = true;
        if (loss.compareAndSet(false, true)) {
            counts.termLost(hand.unsettledCount());
        }
        interruptAll(RunningJob.Interruption.LOST);
    }
}
