package darkroom.workers;

import darkroom.queue.reserve.Settlement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What a process holds under one term, counted: jobs that wait for a thread or run, and jobs that
 * have ended and are not yet settled. Worker threads put in ends, one step each and without a lock;
 * they are taken out many at once, by one thread at a time.
 */
final class JobsInHand {
    private final AtomicReference<@Nullable Ended> latest = new AtomicReference<>();
    private final Queue<Ended> ended = new ArrayDeque<>();
    private volatile int unended;
    private volatile int unsettled;
    private volatile boolean closed;

    /** A job that has ended here. */
    static final class Ended {
        private final Settlement settlement;
        private final List<String> counts;
        private final RunTimes.@Nullable OfKind runTimes;
        private final int ranMillis;
        private @Nullable Untold waitTimes;
        private int waitedMillis;
        private @Nullable Ended before;

        /**
         * An end.
         *
         * @param settlement what becomes of the job
         * @param counts names of the counters that it adds one to
         */
        Ended(Settlement settlement, List<String> counts) {
            this(settlement, counts, null, 0);
        }

        private Ended(
                Settlement settlement,
                List<String> counts,
                RunTimes.@Nullable OfKind runTimes,
                int ranMillis) {
            this.settlement = settlement;
            this.counts = counts;
            this.runTimes = runTimes;
            this.ranMillis = ranMillis;
        }

        /** An end of an attempt that ran. */
        static Ended after(
                Settlement settlement,
                List<String> counts,
                RunTimes.OfKind runTimes,
                long ranMillis) {
            return new Ended(settlement, counts, runTimes, bounded(ranMillis));
        }

        /** The same end, of a job that had waited so long when it began. */
        Ended having(Untold times, long waited) {
            waitTimes = times;
            waitedMillis = bounded(waited);
            return this;
        }

        /** Counts for how long it ran and waited, if it did; once, by one thread at a time. */
        void noteTimes() {
            if (runTimes != null) {
                runTimes.note(ranMillis);
            }
            if (waitTimes != null) {
                waitTimes.note(waitedMillis);
            }
        }

        private static int bounded(long millis) {
            return (int) Math.min(Math.max(0, millis), Integer.MAX_VALUE);
        }

        Settlement settlement() {
            return settlement;
        }

        List<String> counts() {
            return counts;
        }
    }

    /** Puts in an end; whether it is the first since ends were collected. */
    boolean put(Ended end) {
        while (true) {
            Ended before = latest.get();
            end.before = before;
            if (latest.compareAndSet(before, end)) {
                return before == null;
            }
        }
    }

    /** Counts jobs that have come; one thread at a time. */
    synchronized void took(int count) {
        unended += count;
    }

    /** Collects what was put in; one thread at a time. Returns how many. */
    int collect() {
        Ended end = latest.getAndSet(null);
        int count = 0;
        while (end != null) {
            ended.add(end);
            count++;
            end = end.before;
        }
        if (count > 0) {
            collected(count);
        }
        return count;
    }

    private synchronized void collected(int count) {
        unsettled += count;
        unended -= count;
        if (unended == 0) {
            notifyAll();
        }
    }

    /** Takes up to {@code most} of what was collected; one thread at a time. */
    List<Ended> take(int most) {
        List<Ended> taken = new ArrayList<>(Math.min(most, ended.size()));
        while (taken.size() < most && !ended.isEmpty()) {
            taken.add(ended.remove());
        }
        return taken;
    }

    /** Counts jobs that are settled; one thread at a time. */
    synchronized void settled(int count) {
        unsettled -= count;
    }

    /** Lets nothing more begin: what waits and what still comes is to be given back. */
    void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }

    /** How many wait or run, as far as ends were collected. */
    int unendedCount() {
        return unended;
    }

    /** How many have ended and are not settled, as far as ends were collected. */
    int unsettledCount() {
        return unsettled;
    }

    /** How many are held in all. */
    int heldCount() {
        return unended + unsettled;
    }

    /** Waits until nothing waits or runs; false if {@code nanos} passed before. */
    synchronized boolean awaitIdle(long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        while (unended > 0) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            wait(Math.max(1, left / 1_000_000));
        }
        return true;
    }
}
