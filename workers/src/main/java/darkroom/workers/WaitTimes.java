package darkroom.workers;

import darkroom.queue.Limits;
import darkroom.queue.redis.StatFields;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long jobs had waited when they began first, by queue: of those that are served here. Counted
 * by one thread at a time, whoever settles, so that it costs no worker thread anything.
 */
final class WaitTimes {
    private final Map<String, Untold> byQueue = new ConcurrentHashMap<>();

    /** Those of one queue. Beyond {@link Limits#OBJECTIVES_MAX} queues none is told. */
    Untold of(String queue) {
        Untold known = byQueue.get(queue);
        if (known != null) {
            return known;
        }
        return byQueue.size() < Limits.OBJECTIVES_MAX
                ? byQueue.computeIfAbsent(queue, name -> new Untold())
                : new Untold();
    }

    /** Adds to {@code stats} what was counted since it was told last; by the thread that counts. */
    void tell(Map<String, Long> stats) {
        byQueue.forEach(
                (queue, times) ->
                        times.tell(bucket -> StatFields.waitedWithin(queue, bucket), stats));
    }
}
