package darkroom.workers;

import darkroom.queue.handler.JobContext;
import darkroom.queue.json.JobCodec;
import darkroom.queue.json.StoredJob;
import darkroom.queue.reserve.Membership;
import darkroom.queue.reserve.Reserved;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One attempt in this process, from its reservation to its end. Its end happens once: whoever
 * {@linkplain #end() ends} it first, its own thread or a release, says what becomes of the job.
 */
final class RunningJob implements JobContext {
    /** Why an attempt was interrupted. */
    enum Interruption {
        NONE,
        TIMED_OUT,
        RELEASED,
        LOST
    }

    private final Term term;
    private final Reserved reserved;
    private final ProcessSwitch process;
    private final long reservedNanos;
    private volatile @Nullable Attempt attempt;

    // Guarded by this: an interrupt must reach the handler and never what its thread does next.
    private @Nullable Thread thread;
    private Interruption interruption = Interruption.NONE;
    private boolean ended;

    private record Attempt(StoredJob job, int maxAttempts, long startNanos, Duration timeout) {}

    RunningJob(Term term, Reserved reserved, ProcessSwitch process, long reservedNanos) {
        this.term = term;
        this.reserved = reserved;
        this.process = process;
        this.reservedNanos = reservedNanos;
    }

    boolean isOf(Term one) {
        return term == one;
    }

    Reserved reserved() {
        return reserved;
    }

    /** When it came to this process, by the machine's monotonic clock. */
    long reservedNanos() {
        return reservedNanos;
    }

    /** Runs it to its end on this thread. */
    void run(JobExecutor executor) {
        term.run(this, executor);
    }

    /** The handler is about to run on this thread. */
    synchronized void handling(StoredJob job, int maxAttempts, Duration timeout, long startNanos) {
        attempt = new Attempt(job, maxAttempts, startNanos, timeout);
        thread = Thread.currentThread();
        if (interruption != Interruption.NONE) {
            thread.interrupt();
        }
    }

    /** The handler has ended: no interrupt of ours comes any more, and none is left behind. */
    synchronized Interruption handled() {
        thread = null;
        Thread.interrupted();
        return interruption;
    }

    /** Interrupts the handler, if it runs; the first reason stays. */
    synchronized void interrupt(Interruption reason) {
        if (interruption == Interruption.NONE) {
            interruption = reason;
            if (thread != null) {
                thread.interrupt();
            }
        }
    }

    /** Whether the caller is the one who says what becomes of the job. */
    synchronized boolean end() {
        boolean first = !ended;
        ended = true;
        return first;
    }

    synchronized boolean hasEnded() {
        return ended;
    }

    /** Puts on record that it begins; false if it must not, see {@link Membership#begin}. */
    boolean recordBegin() {
        // As it came: the ledger tells jobs that nobody has counted by their having no id.
        return term.membership().begin(reserved, JobCodec.decode(reserved.payload()));
    }

    boolean isOverdue() {
        Attempt running = attempt;
        return running != null && timeLeft().isZero();
    }

    @Override
    public String jobId() {
        return current().job().id().orElseThrow();
    }

    @Override
    public int attempt() {
        return current().job().attempt();
    }

    @Override
    public int maxAttempts() {
        return current().maxAttempts();
    }

    @Override
    public long term() {
        return term.membership().term();
    }

    @Override
    public Duration timeLeft() {
        Attempt running = current();
        long left = running.timeout().toNanos() - (System.nanoTime() - running.startNanos());
        return Duration.ofNanos(Math.max(0, left));
    }

    @Override
    public synchronized boolean stopping() {
        return interruption != Interruption.NONE || process.stopping();
    }

    private Attempt current() {
        Attempt running = attempt;
        if (running == null) {
            throw new IllegalStateException("cannot read the attempt: its handler has not begun");
        }
        return running;
    }
}
