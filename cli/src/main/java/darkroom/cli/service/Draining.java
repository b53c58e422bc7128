package darkroom.cli.service;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** The last moments of a web server that is told to stop: it serves on, and is not ready. */
public final class Draining implements AutoCloseable {
    private final WebService web;
    private final Duration most;
    private final AtomicBoolean begun = new AtomicBoolean();

    /** For {@code most}, from {@link #close} on. */
    public Draining(WebService web, Duration most) {
        this.web = web;
        this.most = most;
    }

    /** Drains; returns when the time is over. */
    @Override
    public void close() {
        if (!begun.compareAndSet(false, true)) {
            return;
        }
        web.drain();
        try {
            Thread.sleep(most.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
