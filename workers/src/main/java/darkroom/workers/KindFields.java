package darkroom.workers;

import darkroom.queue.LatencyBuckets;
import darkroom.queue.redis.StatFields;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** The counters that nearly every job of one kind adds to, named once and not for each job. */
final class KindFields {
    private final String kind;
    private final RunTimes.OfKind runTimes;

    private final WaitTimes waitTimes;

    /** By queue: only of those served here. */
    private final Map<String, OfQueue> queues = new ConcurrentHashMap<>();

    private final String[] started;
    private final String[] ended;

    KindFields(String kind, RunTimes runTimes) {
        this.kind = kind;
        this.runTimes = runTimes.of(kind);
        this.waitTimes = runTimes.waits();
        this.started = all(bucket -> StatFields.startedWithin(kind, bucket));
        this.ended = all(bucket -> StatFields.endedWithin(kind, bucket));
    }

    RunTimes.OfKind runTimes() {
        return runTimes;
    }

    /** What is counted of one kind in one queue. */
    record OfQueue(String done, Untold waits) {}

    OfQueue in(String queue) {
        return queues.computeIfAbsent(
                queue, name -> new OfQueue(StatFields.done(kind, name), waitTimes.of(name)));
    }

    String startedWithin(long millis) {
        return started[LatencyBuckets.of(millis)];
    }

    String endedWithin(long millis) {
        return ended[LatencyBuckets.of(millis)];
    }

    private static String[] all(IntFunction<String> named) {
        return IntStream.range(0, LatencyBuckets.COUNT).mapToObj(named).toArray(String[]::new);
    }
}
