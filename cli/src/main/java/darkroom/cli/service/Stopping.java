package darkroom.cli.service;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The end of a process that runs until it is told to stop. On SIGTERM, SIGINT or SIGHUP what was
 * handed over is closed in reverse, on the JVM's way down; the JVM ends when that is done, with
 * code 0 if it was {@linkplain #serve serving}.
 */
public final class Stopping {
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean serving;

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

    /** What lasts until the process is told to stop, or ends by itself. */
    @FunctionalInterface
    public interface Serving {
        /** Returns, or throws, when there is nothing more to serve. */
        void run() throws InterruptedException;
    }

    /** Runs it here. A signal that comes meanwhile is an end as it should be: exit code 0. */
    public void serve(Serving work) throws InterruptedException {
        serving = true;
        try {
            work.run();
        } finally {
            serving = false;
        }
    }

    /** Waits until the process was told to stop and all is closed. */
    public void await() throws InterruptedException {
        closed.await();
    }

    /** The same for a time; whether that is so. */
    public boolean await(Duration most) throws InterruptedException {
        return closed.await(most.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void stop() {
        boolean inOrder = serving;
        Closing.all(opened);
        closed.countDown();
        if (inOrder) {
            // By itself the JVM would tell the signal, which supervisors take for a failure.
            Runtime.getRuntime().halt(0);
        }
    }
}
