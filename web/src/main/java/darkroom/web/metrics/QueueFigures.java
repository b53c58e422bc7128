package darkroom.web.metrics;

import java.util.Map;

/** Where the figures of the queue come from. */
@FunctionalInterface
public interface QueueFigures {
    /**
     * The figures now, in a bounded time.
     *
     * @throws RuntimeException where the queue cannot be read
     */
    Snapshot read();

    /**
     * The figures of one moment.
     *
     * @param ready jobs that are ready, by queue
     * @param scheduled jobs that are due later
     * @param retrying failed jobs that are due again later
     * @param dead jobs given up
     * @param processes worker processes that beat
     * @param missing jobs that came in and are nowhere; negative: so many more are there
     * @param counters counts since the queue began, by {@code EVENT} or {@code EVENT|NAME}
     */
    record Snapshot(
            Map<String, Long> ready,
            long scheduled,
            long retrying,
            long dead,
            long processes,
            long missing,
            Map<String, Long> counters) {
        /** Keeps copies. */
        public Snapshot {
            ready = Map.copyOf(ready);
            counters = Map.copyOf(counters);
        }
    }
}
