package darkroom.web;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another thread or process brings about, with a deadline. */
public final class Eventually {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private Eventually() {}

    /** Waits half a minute at most. */
    public static void becomesTrue(BooleanSupplier condition) {
        becomesTrue(DEADLINE, condition);
    }

    /** Waits that long at most. */
    public static void becomesTrue(Duration deadline, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > deadline.toNanos()) {
                throw new AssertionError("did not come true within " + deadline);
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }
}
