package darkroom.cli.service;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The end of a process that runs until it is told to stop. On SIGTERM, SIGINT or SIGHUP what was
 * handed over is closed in reverse, on the JVM's way down; the JVM ends when that is done.
 */
public final class Stopping {
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final CountDownLatch asked = new CountDownLatch(1);

    private Stopping() {}

    /** Listens for the signals from now on. */
    public static Stopping onSignal() {
        Stopping stopping = new Stopping();
        Runtime.getRuntime().addShutdownHook(new Thread(stopping::stop, "darkroom-stop"));
        return stopping;
    }

    /**
     * Closes {@code resource} when the process is told to stop. It must bear being closed twice.
     */
    public <T extends AutoCloseable> T closes(T resource) {
        synchronized (opened) {
            opened.push(resource);
        }
        return resource;
    }

    /** Waits until the process is told to stop. */
    public void await() throws InterruptedException {
        asked.await();
    }

    /** The same for a time; whether it was told. */
    public boolean await(Duration most) throws InterruptedException {
        return asked.await(most.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void stop() {
        asked.countDown();
        Closing.all(opened);
    }
}
