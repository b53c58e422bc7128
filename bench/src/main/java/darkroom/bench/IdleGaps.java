package darkroom.bench;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long worker threads did nothing while a job waited. All times are {@link System#nanoTime}.
 */
final class IdleGaps {
    private final int threads;
    private final long start;
    private final Map<Thread, Long> lastEnds = new ConcurrentHashMap<>();
    private final Queue<Gap> gaps = new ConcurrentLinkedQueue<>();
    private final AtomicLong lastBegin;

    private record Gap(long from, long to) {
        long within(long latest) {
            return Math.max(0, Math.min(to, latest) - from);
        }
    }

    /** So many threads are idle from {@code start}, and jobs wait from then on. */
    IdleGaps(int threads, long start) {
        this.threads = threads;
        this.start = start;
        this.lastBegin = new AtomicLong(start);
    }

    /** The calling thread begins a job. */
    void begin(long now) {
        gaps.add(new Gap(lastEnds.getOrDefault(Thread.currentThread(), start), now));
        lastBegin.accumulateAndGet(now, Math::max);
    }

    /** The calling thread has ended it. */
    void end(long now) {
        lastEnds.put(Thread.currentThread(), now);
    }

    /** The longest that any thread was idle before the last job began. */
    long longest() {
        long latest = lastBegin.get();
        long longest = lastEnds.size() < threads ? latest - start : 0;
        for (Gap gap : gaps) {
            longest = Math.max(longest, gap.within(latest));
        }
        for (long end : lastEnds.values()) {
            longest = Math.max(longest, latest - end);
        }
        return longest;
    }
}
