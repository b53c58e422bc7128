package darkroom.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Asks for all pages in turn at a given rate, whether or not the dashboard keeps up, and takes the
 * time of each from when it was due to be asked for to its last byte. One that is asked for late,
 * since those before it took long, has waited all the while.
 */
final class PageLoop {
    /** Requests that can be on their way at once; the next is late, and its time says so. */
    private static final int VISITORS = 16;

    private final PageVisitor visitor;
    private final PageMap map;
    private final List<String> pages;
    private final Map<String, Histogram> taken = new TreeMap<>();
    private int asked;

    PageLoop(PageVisitor visitor, PageMap map) {
        this.visitor = visitor;
        this.map = map;
        this.pages = map.pages();
    }

    /** Asks for so long, and returns how many pages that were. */
    int run(Duration time, double rate) throws InterruptedException {
        int first = asked;
        int count = (int) Math.max(1, time.toMillis() * rate / 1_000);
        AtomicInteger next = new AtomicInteger();
        long start = System.nanoTime();
        Together.run(
                Math.min(VISITORS, count),
                thread -> {
                    for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                        ask(first + i, start + (long) (i * 1e9 / rate));
                    }
                });
        waitUntil(start + time.toNanos());
        asked += count;
        return count;
    }

    /** What was taken of each page so far, in nanoseconds. */
    Map<String, Histogram> taken() {
        return taken;
    }

    /** Begins to count anew. */
    void forget() {
        taken.clear();
    }

    private void ask(int number, long due) throws InterruptedException {
        String page = pages.get(number % pages.size());
        waitUntil(due);
        visitor.ask(map.address(page, number / pages.size()));
        long nanos = Latencies.recordable(System.nanoTime() - due);
        synchronized (taken) {
            taken.computeIfAbsent(page, fresh -> Latencies.round()).recordValue(nanos);
        }
    }

    // Only asleep: whoever looks at the clock meanwhile takes a core from the fleet.
    private static void waitUntil(long nanoTime) throws InterruptedException {
        for (long left = nanoTime - System.nanoTime();
                left > 0;
                left = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.interrupted()) {
                throw new InterruptedException("the load was interrupted");
            }
        }
    }
}
