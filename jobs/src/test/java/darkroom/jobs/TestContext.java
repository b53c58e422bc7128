package darkroom.jobs;

import darkroom.queue.handler.JobContext;
import java.time.Duration;

/** The first attempt of ten, with half a minute left. */
public final class TestContext implements JobContext {
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
    public Duration timeLeft() {
        return Duration.ofSeconds(30);
    }

    @Override
    public boolean stopping() {
        return false;
    }
}
