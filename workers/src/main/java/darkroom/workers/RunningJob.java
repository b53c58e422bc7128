package darkroom.workers;

import darkroom.queue.JobKind;
import darkroom.queue.handler.Failure;
import darkroom.queue.handler.JobContext;
import darkroom.queue.handler.Outcome;
import darkroom.queue.json.JobCodec;
import darkroom.queue.json.StoredJob;
import darkroom.queue.reserve.Membership;
import darkroom.queue.reserve.Reserved;
import darkroom.queue.threads.RunningHandler;
import darkroom.queue.trace.TraceParent;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
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
    private final long fencingToken;
    private volatile @Nullable Attempt attempt;
    private volatile @Nullable TraceParent step;

    // Guarded by this: an interrupt must reach the handler and never what its thread does next.
    private @Nullable Thread thread;
    private Interruption interruption = Interruption.NONE;
    private long interruptedNanos;
    private boolean ended;

    // Written before it has ended, read by its thread after that.
    private boolean givenUp;

    /**
     * What runs.
     *
     * @param startNanos when the handler began, by the machine's monotonic clock
     */
    record Attempt(
            StoredJob job, JobKind<?> kind, int maxAttempts, Duration timeout, long startNanos) {}

    RunningJob(Term term, Reserved reserved, ProcessSwitch process, long reservedNanos) {
        this.term = term;
        this.reserved = reserved;
        this.process = process;
        this.reservedNanos = reservedNanos;
        this.fencingToken = term.membership().heldAtMillis();
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
    synchronized void handling(Attempt begun) {
        attempt = begun;
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
            interruptedNanos = System.nanoTime();
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

    /** Whether its thread was given up, and must do nothing more; asked by that thread alone. */
    boolean wasGivenUp() {
        return givenUp;
    }

    /** Whether its handler still runs although it was interrupted longer than {@code grace} ago. */
    synchronized boolean isStuck(Duration grace) {
        return thread != null
                && (interruption == Interruption.TIMED_OUT || interruption == Interruption.LOST)
                && System.nanoTime() - interruptedNanos > grace.toNanos();
    }

    /** The thread that its handler is on now; empty if it does not run. */
    synchronized Optional<Thread> thread() {
        return Optional.ofNullable(thread);
    }

    /** Why its handler was told to end, for people; empty if it was not. */
    synchronized String told() {
        if (givenUp) {
            return RunningHandler.GIVEN_UP;
        }
        return interruption == Interruption.NONE
                ? ""
                : interruption.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Where its handler is now; empty if it does not run. */
    StackTraceElement[] stack() {
        return thread().map(Thread::getStackTrace).orElse(new StackTraceElement[0]);
    }

    /** Whether its handler waits for the JVM to end, which it has told to. */
    boolean endsTheJvm() {
        return Arrays.stream(stack())
                .anyMatch(
                        frame ->
                                frame.getClassName().equals("java.lang.Runtime")
                                        && frame.getMethodName().equals("exit"));
    }

    /** Ends it as failed while its handler runs on; false if it had ended. */
    boolean giveUp(JobExecutor executor, Failure failure) {
        synchronized (this) {
            if (ended) {
                return false;
            }
            ended = true;
            givenUp = true;
        }
        term.givenUp(
                executor.ended(
                        current(),
                        reserved,
                        term.ending(),
                        Tried.of(Outcome.failed(failure), job())));
        return true;
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

    StoredJob job() {
        return current().job();
    }

    /** What runs, once its handler has begun. */
    Optional<Attempt> begun() {
        return Optional.ofNullable(attempt);
    }

    @Override
    public Optional<TraceParent> trace() {
        TraceParent known = step;
        if (known == null) {
            StoredJob job = current().job();
            known =
                    job.trace()
                            .map(enqueued -> enqueued.ofAttempt(jobId(), job.attempt()))
                            .orElse(null);
            // Whoever makes it a second time makes the same.
            step = known;
        }
        return Optional.ofNullable(known);
    }

    /** Tells what it is, for a log line. */
    void describe(BiConsumer<String, String> field) {
        field.accept("queue", reserved.queue());
        begun().ifPresent(
                        begun -> {
                            field.accept("job", begun.job().id().orElse(""));
                            field.accept("kind", begun.job().kind());
                            field.accept("attempt", Integer.toString(begun.job().attempt()));
                            trace().ifPresent(trace -> field.accept("trace", trace.traceId()));
                        });
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
    public long fencingToken() {
        return fencingToken;
    }

    @Override
    public boolean mayHaveBegun() {
        return current().job().mayHaveBegun();
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
