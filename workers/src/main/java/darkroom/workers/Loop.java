package darkroom.workers;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that does one step again and again, waiting in between, until it is closed. A step that
 * throws is logged when the failing begins and when it ends, and is tried again after a pause.
 */
final class Loop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final long JOIN_MILLIS = 10_000;

    /** What is done each time around. */
    @FunctionalInterface
    interface Step {
        /** Does it once; returns how long to wait, at most, before the next. */
        Duration run() throws InterruptedException;
    }

    private final String name;
    private final Step step;
    private final Doorbell doorbell = new Doorbell();
    private final Thread thread;
    private volatile boolean closed;
    private boolean failing;

    private Loop(String name, Step step) {
        this.name = name;
        this.step = step;
        this.thread = new Thread(this::run, "darkroom-" + name);
        thread.setDaemon(true);
    }

    static Loop start(String name, Step step) {
        Loop loop = new Loop(name, step);
        loop.thread.start();
        return loop;
    }

    /** Ends the wait. */
    void ring() {
        doorbell.ring();
    }

    @Override
    public void close() {
        closed = true;
        doorbell.ring();
        if (thread != Thread.currentThread()) {
            try {
                thread.join(JOIN_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run() {
        try {
            while (!closed) {
                doorbell.await(runOnce());
            }
        } catch (InterruptedException e) {
            LOG.atDebug().addKeyValue("loop", name).log("interrupted, ending");
        }
    }

    private Duration runOnce() throws InterruptedException {
        try {
            Duration wait = step.run();
            if (failing) {
                failing = false;
                LOG.atInfo().addKeyValue("loop", name).log("works again");
            }
            return wait;
        } catch (RuntimeException | Error e) {
            // One of the few places where everything is caught: a process whose beats end because
            // memory was short for a moment would be given up with all its jobs.
            if (!failing) {
                failing = true;
                LOG.atWarn()
                        .addKeyValue("loop", name)
                        .addKeyValue("cause", e.toString())
                        .log("failed, trying again");
            }
            return PAUSE;
        }
    }
}
