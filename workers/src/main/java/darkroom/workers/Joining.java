package darkroom.workers;

import darkroom.queue.GrowingWait;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries to join the fleet until that succeeds or the process stops, waiting longer each time. */
final class Joining {
    private static final Logger LOG = LoggerFactory.getLogger(Joining.class);

    private final BooleanSupplier stopping;
    private final Pause pause;
    private final GrowingWait waits;

    /** How it waits. */
    @FunctionalInterface
    interface Pause {
        /** Waits that long, or until the process stops. */
        void await(Duration most) throws InterruptedException;
    }

    Joining(BooleanSupplier stopping, Pause pause, GrowingWait waits) {
        this.stopping = stopping;
        this.pause = pause;
        this.waits = waits;
    }

    /** What {@code join} gives; null if the process stops first. */
    <T> @Nullable T until(Supplier<T> join) throws InterruptedException {
        boolean failing = false;
        while (!stopping.getAsBoolean()) {
            try {
                T joined = join.get();
                waits.reset();
                return joined;
            } catch (RuntimeException e) {
                if (!failing) {
                    failing = true;
                    LOG.atWarn()
                            .addKeyValue("cause", e.getMessage())
                            .log("cannot join the fleet yet, trying again");
                }
                pause.await(waits.next());
            }
        }
        return null;
    }
}
