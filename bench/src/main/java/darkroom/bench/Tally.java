package darkroom.bench;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what handlers of this JVM have begun, and notes when the last expected one did. */
final class Tally {
    private final AtomicLong counted = new AtomicLong();
    private volatile long goal = Long.MAX_VALUE;
    private volatile long reachedNanos;
    private volatile CountDownLatch reached = new CountDownLatch(1);

    /** Waits for so many more, from now on. Not while jobs are running. */
    void expect(long more) {
        reached = new CountDownLatch(1);
        goal = counted.get() + more;
    }

    /** A handler began. */
    void one() {
        if (counted.incrementAndGet() == goal) {
            reachedNanos = System.nanoTime();
            reached.countDown();
        }
    }

    /** Whether all expected ones have begun within the time. */
    boolean await(Duration most) throws InterruptedException {
        return reached.await(most.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** When the last expected one began, in {@link System#nanoTime}. */
    long reachedNanos() {
        return reachedNanos;
    }

    /** How many have begun. */
    long total() {
        return counted.get();
    }
}
