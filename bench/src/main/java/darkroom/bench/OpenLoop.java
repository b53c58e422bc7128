package darkroom.bench;

import darkroom.queue.Limits;
import darkroom.queue.handler.Outcome;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Enqueues at a given rate, whether or not the queue keeps up, and takes the time of each job from
 * when it was due to be enqueued to when its handler began. A late enqueue is thus part of the
 * latency: what would have been enqueued meanwhile is not left out.
 */
final class OpenLoop {
    private static final long CLOSE_NANOS = 50_000;

    /** Enough to write down all times before the first of them has come. */
    private static final long LEAD_NANOS = 20_000_000;

    private static final long LEAD_NANOS_A_JOB = 10;

    private final Site site;
    private final Tally tally = new Tally();
    private volatile long[] intended = {};
    private volatile long[] begun = {};
    private double offered;
    private long enqueued;

    OpenLoop(Site site) {
        this.site = site;
    }

    /** The handler of its jobs. */
    Outcome handle(Noop noop) {
        long now = System.nanoTime();
        long[] times = begun;
        int index = noop.index();
        if (index < times.length && times[index] == 0) {
            times[index] = now;
            tally.one();
        }
        return Outcome.completed();
    }

    /** Jobs a second that the last round in fact enqueued. */
    double offered() {
        return offered;
    }

    /** Jobs of all rounds so far. */
    long enqueued() {
        return enqueued;
    }

    /**
     * Enqueues one job each {@code interval}, and takes each time from its enqueue call. A call
     * that takes longer than the interval counts for those it has held up, too.
     */
    Histogram single(int count, Duration interval) throws InterruptedException {
        prepare(count);
        long start = System.nanoTime() + interval.toNanos();
        for (int i = 0; i < count; i++) {
            waitUntil(start + i * interval.toNanos());
            intended[i] = System.nanoTime();
            site.client().enqueue(Noop.job(i));
        }
        Histogram round = Latencies.round();
        for (long nanos : latencies(count)) {
            round.recordValueWithExpectedInterval(nanos, interval.toNanos());
        }
        return round;
    }

    /**
     * Enqueues {@code count} jobs at {@code rate} a second; what is due at once goes in one call.
     */
    Histogram steady(int count, double rate) throws InterruptedException {
        prepare(count);
        double nanosAJob = 1e9 / rate;
        long start = System.nanoTime() + LEAD_NANOS + count * LEAD_NANOS_A_JOB;
        for (int i = 0; i < count; i++) {
            intended[i] = start + (long) (i * nanosAJob);
        }
        int sent = 0;
        while (sent < count) {
            waitUntil(intended[sent]);
            int due = (int) Math.min(count, (System.nanoTime() - start) / nanosAJob + 1);
            int list = Math.max(1, Math.min(due - sent, Limits.ENQUEUE_JOBS_MAX));
            site.client().enqueueAll(Noop.jobs(sent, list));
            sent += list;
        }
        offered = count / ((System.nanoTime() - start) / 1e9);
        Histogram round = Latencies.round();
        for (long nanos : latencies(count)) {
            round.recordValue(nanos);
        }
        return round;
    }

    private void prepare(int count) {
        intended = new long[count];
        begun = new long[count];
        tally.expect(count);
        enqueued += count;
    }

    private long[] latencies(int count) throws InterruptedException {
        if (!tally.await(Patience.forJobs(count))) {
            throw new BenchFailedException(
                    "cannot measure the pick-up: expected "
                            + count
                            + " jobs begun within "
                            + Patience.forJobs(count)
                            + ", found "
                            + tally.total()
                            + " begun in all rounds; ask for a smaller load");
        }
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            nanos[i] = Latencies.recordable(begun[i] - intended[i]);
        }
        return nanos;
    }

    /** Sleeps most of it, and looks at the clock for the rest: a sleep ends late. */
    private static void waitUntil(long nanoTime) throws InterruptedException {
        for (long left = nanoTime - System.nanoTime();
                left > 0;
                left = nanoTime - System.nanoTime()) {
            if (left > CLOSE_NANOS) {
                LockSupport.parkNanos(left - CLOSE_NANOS);
            } else {
                Thread.onSpinWait();
            }
            if (Thread.interrupted()) {
                throw new InterruptedException("the load was interrupted");
            }
        }
    }
}
