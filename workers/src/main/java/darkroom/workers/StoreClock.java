package darkroom.workers;

/**
 * Redis' clock as this process last heard it, carried on by the machine's monotonic clock: a wrong
 * wall clock on this machine changes nothing. Thread-safe.
 */
final class StoreClock {
    private volatile Reading reading = new Reading(0, System.nanoTime());

    private record Reading(long redisMillis, long nanos) {}

    void heard(long redisMillis) {
        reading = new Reading(redisMillis, System.nanoTime());
    }

    /** Epoch ms by Redis; counted from 1970 until the first reading. */
    long millis() {
        return millisAt(System.nanoTime());
    }

    /** The same for a moment of the monotonic clock. */
    long millisAt(long nanos) {
        Reading last = reading;
        return last.redisMillis + (nanos - last.nanos) / 1_000_000;
    }
}
