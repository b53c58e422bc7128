package darkroom.workers;

import darkroom.queue.failures.Fingerprints;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.threads.RunningHandler;
import darkroom.queue.threads.RunningHandler.Agreement;
import darkroom.queue.threads.RunningHandler.Spot;
import darkroom.queue.threads.ThreadBoard;
import darkroom.queue.threads.ThreadBoards;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Shows what the threads of a process do, once a second for as long as somebody wants to know, and
 * does nothing otherwise. On a thread of its own: a sample stops all threads for a moment, and a
 * beat must wait neither for it nor for Redis to take what it shows.
 */
final class ThreadWatch {
    /** A look and the next: three in a row span what it takes to be stuck. */
    static final Duration PERIOD = Duration.ofSeconds(1);

    /** Where no beat has said any more that somebody looks, it ends by itself. */
    private static final Duration DEAF = Duration.ofSeconds(5);

    private static final Duration UNTIL_RUNG = Duration.ofHours(1);

    /** The innermost frames that are compared; the application's first is among them. */
    private static final int DEPTH_MAX = 120;

    private static final String LAMBDA = "$$Lambda";

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final ThreadBoards boards;
    private final Term term;
    private final WorkerThreads threads;
    private final ProcessSwitch process;
    private final Fingerprints fingerprints;
    private volatile boolean wanted;
    private volatile long wantedNanos;

    // Of the loop that shows alone.
    private Map<RunningJob, Agreed> agreed = new HashMap<>();
    private int samples;

    ThreadWatch(
            RedisStore store,
            Term term,
            WorkerThreads threads,
            ProcessSwitch process,
            Fingerprints fingerprints) {
        this.boards = new ThreadBoards(store);
        this.term = term;
        this.threads = threads;
        this.process = process;
        this.fingerprints = fingerprints;
    }

    /** Hears at a beat whether somebody looks; whether that is new. */
    boolean heard(boolean looked) {
        boolean isNew = looked && !wanted;
        if (looked) {
            wantedNanos = System.nanoTime();
        }
        wanted = looked;
        return isNew;
    }

    /** Shows it once, if somebody looks; returns how long until the next time. */
    Duration show() {
        boolean deaf = System.nanoTime() - wantedNanos > DEAF.toNanos();
        if (!wanted || deaf || term.isLost()) {
            wanted = false;
            agreed = new HashMap<>();
            samples = 0;
            return UNTIL_RUNG;
        }
        boards.show(term.membership().id(), sample());
        return PERIOD;
    }

    /** What all threads do now, those of an earlier term and those that were given up included. */
    ThreadBoard sample() {
        List<RunningJob> busy = threads.running();
        List<Handling> all = new ArrayList<>();
        busy.forEach(job -> addTo(all, job));
        threads.givenUp().forEach(job -> addTo(all, job));
        all.sort(Comparator.comparingLong(handling -> handling.begun().startNanos()));
        List<Handling> first = all.subList(0, Math.min(all.size(), ThreadBoard.JOBS_MAX));
        @Nullable ThreadInfo[] stacks =
                THREADS.getThreadInfo(
                        first.stream().mapToLong(one -> one.thread().getId()).toArray(), DEPTH_MAX);
        long now = System.nanoTime();
        Map<RunningJob, Agreed> before = agreed;
        agreed = new HashMap<>();
        samples++;
        List<RunningHandler> running = new ArrayList<>();
        for (int i = 0; i < first.size(); i++) {
            Handling handling = first.get(i);
            ThreadInfo thread = stacks[i];
            // What a thread does once its handler has ended belongs to another job, or to none.
            if (thread != null && handling.isStill()) {
                List<StackTraceElement> stack = List.of(thread.getStackTrace());
                Agreed agreement = Agreed.after(before.get(handling.job()), stack, now);
                agreed.put(handling.job(), agreement);
                running.add(shown(handling, thread, agreement, now));
            }
        }
        return new ThreadBoard(
                new ThreadBoard.Pool(process.threads(), busy.size()),
                samples,
                running,
                all.size() - first.size());
    }

    private static void addTo(List<Handling> all, RunningJob job) {
        job.thread()
                .ifPresent(
                        thread ->
                                job.begun()
                                        .ifPresent(
                                                begun ->
                                                        all.add(new Handling(job, begun, thread))));
    }

    private RunningHandler shown(
            Handling handling, ThreadInfo thread, Agreed agreement, long nowNanos) {
        RunningJob job = handling.job();
        List<StackTraceElement> stack = agreement.stack();
        String kind = handling.begun().job().kind();
        return new RunningHandler(
                new RunningHandler.Attempt(
                        job.jobId(), kind, job.reserved().queue(), job.attempt()),
                new Spot(
                        thread.getThreadState().name(),
                        fingerprints.ownFrame(kind, stack),
                        frames(stack)),
                Duration.ofNanos(nowNanos - handling.begun().startNanos()),
                new Agreement(
                        agreement.samples(), Duration.ofNanos(nowNanos - agreement.sinceNanos())),
                job.told());
    }

    // Down to where the handler was called: what is below is the same in all of them.
    private static List<String> frames(List<StackTraceElement> stack) {
        List<String> frames = new ArrayList<>();
        for (StackTraceElement frame : stack) {
            boolean ours = frame.getClassName().equals(JobExecutor.class.getName());
            if (frames.size() == ThreadBoard.FRAMES_MAX || (ours && !frames.isEmpty())) {
                break;
            }
            frames.add(text(frame));
        }
        return frames;
    }

    private static String text(StackTraceElement frame) {
        String file = frame.getFileName();
        String place =
                frame.isNativeMethod()
                        ? "native"
                        : file == null
                                ? "?"
                                : frame.getLineNumber() < 0
                                        ? file
                                        : file + ":" + frame.getLineNumber();
        String type = frame.getClassName();
        int lambda = type.indexOf(LAMBDA);
        // What follows is a number and an address, which differ from one process to the next.
        String named = lambda < 0 ? type : type.substring(0, lambda + LAMBDA.length());
        return named + "." + frame.getMethodName() + "(" + place + ")";
    }

    /** A handler on a thread. */
    private record Handling(RunningJob job, RunningJob.Attempt begun, Thread thread) {
        boolean isStill() {
            return job.thread().filter(now -> now == thread).isPresent();
        }
    }

    /** Where a handler is, and in how many samples in a row it was. */
    private record Agreed(List<StackTraceElement> stack, int samples, long sinceNanos) {
        static Agreed after(@Nullable Agreed before, List<StackTraceElement> stack, long now) {
            return before != null && before.stack.equals(stack)
                    ? new Agreed(stack, before.samples + 1, before.sinceNanos)
                    : new Agreed(stack, 1, now);
        }
    }
}
