package darkroom.jobs;

import darkroom.queue.handler.JobContext;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** A first attempt that has a minute, and stops when it is told. */
public record TestContext(
        BooleanSupplier stops, Duration timeLeft, long fencingToken, boolean mayHaveBegun)
        implements JobContext {
    /** A first attempt. */
    public TestContext(BooleanSupplier stops, Duration timeLeft) {
        this(stops, timeLeft, 1, false);
    }

    /** A context that has a minute and is never told to stop. */
    public TestContext() {
        this(() -> false, Duration.ofMinutes(1));
    }

    /** One that has a minute, of a run after others. */
    public static TestContext rerun(long fencingToken) {
        return new TestContext(() -> false, Duration.ofMinutes(1), fencingToken, true);
    }

    @Override
    public String jobId() {
        return "test";
    }

    @Override
    public int attempt() {
        return 1;
    }

    @Override
    public int maxAttempts() {
        return 10;
    }

    @Override
    public long term() {
        return 1;
    }

    @Override
    public boolean stopping() {
        return stops.getAsBoolean();
    }
}
