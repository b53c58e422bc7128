package darkroom.workers;

import darkroom.queue.trace.TraceParent;
import darkroom.queue.trace.TracedThread;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The threads of a process, and the jobs that wait for one. A thread that has ended a job takes the
 * next without being woken; the others sleep, the one that slept last being woken first.
 *
 * <p>Who takes a job while more wait wakes another thread, one at a time: short jobs are done by
 * the few threads that are awake, long ones wake as many as there are. No thread sleeps while a job
 * waits and nobody is being woken.
 */
final class WorkerThreads {
    private final ProcessSwitch process;
    private final JobExecutor executor;
    private final Queue<RunningJob> waiting = new ConcurrentLinkedQueue<>();
    private final Set<Worker> workers = ConcurrentHashMap.newKeySet();
    private final Set<Worker> stuck = ConcurrentHashMap.newKeySet();

    /** How many threads there are but for the stuck; one that is in {@code workers} is counted. */
    private final AtomicInteger live = new AtomicInteger();

    private volatile boolean closed;

    // Guarded by asleep; read without it only to see that there is nothing to do.
    private final Deque<Worker> asleep = new ArrayDeque<>();
    private volatile int asleepCount;
    private volatile boolean waking;

    WorkerThreads(ProcessSwitch process, JobExecutor executor) {
        this.process = process;
        this.executor = executor;
    }

    /** Hands over jobs; they begin in this order. */
    void put(List<RunningJob> jobs) {
        waiting.addAll(jobs);
        wakeOne();
    }

    /** The job that waits at the head, if any; another thread may take it at any moment. */
    @Nullable RunningJob head() {
        return waiting.peek();
    }

    /** Takes a job that has not begun; null if none waits. */
    @Nullable RunningJob takeBack() {
        return waiting.poll();
    }

    /** Whether none is idle or could still be begun. */
    boolean allBusy() {
        return asleepCount == 0 && live.get() >= process.threads();
    }

    /** What runs now. */
    List<RunningJob> running() {
        if (asleepCount >= live.get()) {
            return List.of();
        }
        return jobsOf(workers);
    }

    private static List<RunningJob> jobsOf(Iterable<Worker> workers) {
        List<RunningJob> running = new ArrayList<>();
        for (Worker worker : workers) {
            RunningJob job = worker.current;
            if (job != null) {
                running.add(job);
            }
        }
        return running;
    }

    /** How many threads are wanted. */
    int wanted() {
        return process.threads();
    }

    /** Gives up the thread that runs this job, which has ended; another may take its place. */
    void replace(RunningJob job) {
        workers.stream()
                .filter(worker -> worker.current == job)
                .findAny()
                .filter(workers::remove)
                .ifPresent(
                        worker -> {
                            live.decrementAndGet();
                            stuck.add(worker);
                        });
        if (!waiting.isEmpty()) {
            wakeOne();
        }
    }

    /** How many threads were given up and still run. */
    int stuckCount() {
        stuck.removeIf(worker -> !worker.isAlive());
        return stuck.size();
    }

    /** What was given up and still runs. */
    List<RunningJob> givenUp() {
        return jobsOf(stuck);
    }

    /** Lets threads that are no longer wanted end, once they have nothing to do. */
    void resized() {
        synchronized (asleep) {
            for (int surplus = live.get() - process.threads(); surplus > 0; surplus--) {
                wake(asleep.poll());
            }
        }
    }

    /** Ends all threads; what runs is not interrupted. */
    void close() {
        closed = true;
        synchronized (asleep) {
            while (!asleep.isEmpty()) {
                wake(asleep.poll());
            }
        }
    }

    private void wakeOne() {
        if (waking || allBusy()) {
            return;
        }
        synchronized (asleep) {
            if (waking) {
                return;
            }
            waking = true;
            Worker next = asleep.poll();
            if (next != null) {
                wake(next);
                return;
            }
        }
        if (!begin()) {
            waking = false;
        }
    }

    private void wake(@Nullable Worker worker) {
        if (worker != null) {
            asleepCount = asleep.size();
            worker.sleeping = false;
            LockSupport.unpark(worker);
        }
    }

    private boolean begin() {
        int now = live.get();
        while (now < process.threads()) {
            if (live.compareAndSet(now, now + 1)) {
                try {
                    new Worker().start();
                    return true;
                } catch (OutOfMemoryError noThread) {
                    // The fetcher gives back what nobody takes.
                    live.decrementAndGet();
                    return false;
                }
            }
            now = live.get();
        }
        return false;
    }

    private boolean leave() {
        int now = live.get();
        while (closed || now > process.threads()) {
            if (live.compareAndSet(now, now - 1)) {
                return true;
            }
            now = live.get();
        }
        return false;
    }

    /** One thread. A daemon: a handler that never ends must not keep a process that has left. */
    private final class Worker extends Thread implements TracedThread {
        private volatile @Nullable RunningJob current;
        private volatile boolean sleeping;

        Worker() {
            super("darkroom-worker");
            setDaemon(true);
        }

        @Override
        public Optional<TraceParent> trace() {
            RunningJob job = current;
            return job == null || job.begun().isEmpty() ? Optional.empty() : job.trace();
        }

        @Override
        public void describe(BiConsumer<String, String> field) {
            RunningJob job = current;
            if (job != null) {
                job.describe(field);
            }
        }

        @Override
        public void run() {
            workers.add(this);
            boolean left = false;
            try {
                left = work();
            } finally {
                if (workers.remove(this) && !left) {
                    live.decrementAndGet();
                }
                waking = false;
                if (!waiting.isEmpty()) {
                    wakeOne();
                }
            }
        }

        /** Works until it may leave; false if it is given up. */
        private boolean work() {
            boolean woken = true;
            while (!leave()) {
                RunningJob job = waiting.poll();
                if (woken) {
                    waking = false;
                    woken = false;
                }
                if (job == null) {
                    woken = rest();
                    continue;
                }
                if (!waiting.isEmpty()) {
                    wakeOne();
                }
                current = job;
                job.run(executor);
                if (job.wasGivenUp()) {
                    return false;
                }
                current = null;
            }
            return true;
        }

        private boolean rest() {
            synchronized (asleep) {
                // Seen asleep before it looks a last time: who puts a job in looks after that.
                sleeping = true;
                asleep.push(this);
                asleepCount = asleep.size();
                if (!waiting.isEmpty() || closed || live.get() > process.threads()) {
                    asleep.pop();
                    asleepCount = asleep.size();
                    return false;
                }
            }
            while (sleeping) {
                LockSupport.park(asleep);
                // A late interrupt would let every park return at once.
                Thread.interrupted();
            }
            return true;
        }
    }
}
