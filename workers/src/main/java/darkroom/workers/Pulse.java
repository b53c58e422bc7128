package darkroom.workers;

import java.time.Duration;

/** When something that goes round and round came round last. Thread-safe. */
final class Pulse {
    private volatile long lastNanos = System.nanoTime();

    /** It has come round. */
    void beat() {
        lastNanos = System.nanoTime();
    }

    /** How long ago that was. */
    Duration since() {
        return Duration.ofNanos(Math.max(0, System.nanoTime() - lastNanos));
    }
}
