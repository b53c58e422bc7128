package darkroom.queue.client;

import darkroom.queue.StoreUnavailableException;
import darkroom.queue.client.QueueClient.Stored;
import darkroom.queue.redis.Answer;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.redis.ScriptCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Carries the jobs of callers that come at once to Redis together. Thread-safe; has no thread of
 * its own.
 *
 * <p>Each caller queues up. One that finds nobody sending sends for all who wait, itself included;
 * the others wait until their result is there, or until nobody sends and they may. Who is alone
 * sends at once. Each job is taken or refused as if it had been sent by itself; only a connection
 * that breaks fails all that were on it.
 */
final class Combiner {
    private static final int BATCH_JOBS_MAX = 512;
    private static final int BATCH_BYTES_MAX = 1 << 20;

    private final RedisStore store;
    private final EnqueueScripts scripts;
    private final Duration turnMax;
    private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean sending = new AtomicBoolean();

    Combiner(RedisStore store, EnqueueScripts scripts) {
        this.store = store;
        this.scripts = scripts;
        this.turnMax = store.address().timeout();
    }

    /**
     * Enqueues one job. An interrupt neither ends nor shortens the wait; the thread is interrupted
     * when it returns.
     *
     * @throws StoreUnavailableException also if the job had no turn within the store's timeout
     */
    Enqueued enqueue(Stored job) {
        Waiting own = new Waiting(job);
        queue.add(own);
        boolean interrupted = false;
        try {
            while (!own.isDone()) {
                if (sending.compareAndSet(false, true)) {
                    sendBatch();
                } else {
                    await(own);
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return own.result();
    }

    private void await(Waiting own) {
        long left = own.beganNanos + turnMax.toNanos() - System.nanoTime();
        if (left > 0) {
            LockSupport.parkNanos(this, left);
        } else if (!own.claim()) {
            // It is on its way: who sends it has an end, and tells what became of it.
            LockSupport.parkNanos(this, turnMax.toNanos());
        } else {
            queue.remove(own);
            wakeNext();
            String problem = "other calls to Redis took all the time, nothing was sent";
            own.end(
                    () -> {
                        throw new StoreUnavailableException(
                                "cannot enqueue: expected a turn within "
                                        + turnMax
                                        + ", found that "
                                        + problem
                                        + "; enqueue again",
                                new TimeoutException(problem));
                    });
        }
    }

    private void sendBatch() {
        List<Waiting> batch = new ArrayList<>();
        try {
            int bytes = 0;
            while (batch.size() < BATCH_JOBS_MAX && bytes < BATCH_BYTES_MAX) {
                Waiting next = queue.poll();
                if (next == null) {
                    break;
                }
                if (next.claim()) {
                    batch.add(next);
                    bytes += next.job.payload().length;
                }
            }
            if (!batch.isEmpty()) {
                send(batch);
            }
        } catch (RuntimeException | Error e) {
            batch.forEach(one -> one.fail(e));
            throw e;
        } finally {
            sending.set(false);
            wakeNext();
        }
    }

    // Where two callers see nobody sending, both may try; the second finds that somebody sends.
    private void wakeNext() {
        Waiting next = queue.peek();
        if (next != null) {
            next.wake();
        }
    }

    private void send(List<Waiting> batch) {
        List<List<Waiting>> groups = batch.size() == 1 ? List.of(batch) : grouped(batch);
        List<Answer> answers = run(groups);
        List<List<Waiting>> alone = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            List<Waiting> group = groups.get(i);
            Answer answer = answers.get(i);
            if (group.size() > 1 && !answer.isError() && EnqueueScripts.isFull(answer.reply())) {
                // There is no room for all of them, and there may be for some.
                group.forEach(one -> alone.add(List.of(one)));
            } else {
                end(group, answer);
            }
        }
        if (!alone.isEmpty()) {
            List<Answer> own = run(alone);
            for (int i = 0; i < alone.size(); i++) {
                end(alone.get(i), own.get(i));
            }
        }
    }

    /** Plain jobs of one queue together, each other job alone. */
    private static List<List<Waiting>> grouped(List<Waiting> batch) {
        List<List<Waiting>> groups = new ArrayList<>();
        Map<String, List<Waiting>> plain = new HashMap<>();
        for (Waiting one : batch) {
            List<Waiting> group =
                    one.job.isPlain()
                            ? plain.computeIfAbsent(one.job.queue(), name -> new ArrayList<>())
                            : new ArrayList<>();
            if (group.isEmpty()) {
                groups.add(group);
            }
            group.add(one);
        }
        return groups;
    }

    private List<Answer> run(List<List<Waiting>> groups) {
        List<ScriptCall> calls = new ArrayList<>(groups.size());
        for (List<Waiting> group : groups) {
            List<Stored> jobs = new ArrayList<>(group.size());
            for (Waiting one : group) {
                jobs.add(one.job);
            }
            calls.add(scripts.callFor(jobs));
        }
        return store.runAll(calls);
    }

    private void end(List<Waiting> group, Answer answer) {
        for (Waiting one : group) {
            one.end(() -> scripts.results(List.of(one.job), answer.reply()).get(0));
        }
    }

    /** A job whose caller waits for what becomes of it. */
    private static final class Waiting {
        final Stored job;
        final long beganNanos = System.nanoTime();
        private final Thread caller = Thread.currentThread();
        private final AtomicBoolean claimed = new AtomicBoolean();
        private volatile @Nullable Supplier<Enqueued> result;

        Waiting(Stored job) {
            this.job = job;
        }

        /** Whether it is now for who asks, and nobody else, to end it. */
        boolean claim() {
            return claimed.compareAndSet(false, true);
        }

        /** Sets what its caller gets: the value, or the exception, of {@code outcome}. */
        void end(Supplier<Enqueued> outcome) {
            result = outcome;
            wake();
        }

        /** Ends it unless it has ended. */
        void fail(Throwable cause) {
            if (!isDone()) {
                end(
                        () -> {
                            throw new StoreUnavailableException(
                                    "cannot tell whether the job was enqueued: expected a reply,"
                                            + " found that the thread that sent it failed: "
                                            + cause,
                                    cause);
                        });
            }
        }

        void wake() {
            if (caller != Thread.currentThread()) {
                LockSupport.unpark(caller);
            }
        }

        boolean isDone() {
            return result != null;
        }

        Enqueued result() {
            Supplier<Enqueued> outcome = result;
            if (outcome == null) {
                throw new IllegalStateException("cannot give a result: it has not ended");
            }
            return outcome.get();
        }
    }
}
