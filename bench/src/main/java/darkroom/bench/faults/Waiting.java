package darkroom.bench.faults;

import darkroom.bench.Patience;
import darkroom.queue.StoreUnavailableException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits with an end, for what only looking can tell. */
final class Waiting {
    private static final long LOOK_NANOS = 5_000_000;

    private Waiting() {}

    /** Looks until it is so; false if that took longer. While Redis is away it is not so. */
    static boolean until(BooleanSupplier condition, Duration most) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        while (!isSo(condition)) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            pause(Duration.ofNanos(LOOK_NANOS));
        }
        return true;
    }

    /** Goes on after the time: how long a fault lasts, not a wait for anything. */
    static void pause(Duration time) throws InterruptedException {
        Patience.pause(time);
    }

    private static boolean isSo(BooleanSupplier condition) {
        try {
            return condition.getAsBoolean();
        } catch (StoreUnavailableException e) {
            return false;
        }
    }
}
