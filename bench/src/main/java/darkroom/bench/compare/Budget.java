package darkroom.bench.compare;

import java.time.Duration;

/** How long the whole comparison may take, from when this is made. */
final class Budget {
    private final long endNanos;

    Budget(Duration whole) {
        this.endNanos = System.nanoTime() + whole.toNanos();
    }

    /** What is left; never less than nothing. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
    }

    boolean isSpent() {
        return left().isZero();
    }

    /** The shorter of what is left and {@code most}. */
    Duration atMost(Duration most) {
        Duration left = left();
        return left.compareTo(most) < 0 ? left : most;
    }
}
