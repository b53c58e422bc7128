package darkroom.embedded;

import darkroom.embedded.FaultProxy.Mode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What a {@link FaultProxy} does to its connections at the moment. Thread-safe. */
final class Weather {
    private Mode mode = Mode.PASS;
    private Duration latency = Duration.ZERO;
    private String swallowFrom = "";

    synchronized Mode mode() {
        return mode;
    }

    /** Changes the mode and returns the one before; ends all waits for a change. */
    synchronized Mode change(Mode newMode) {
        Mode old = mode;
        mode = newMode;
        notifyAll();
        return old;
    }

    synchronized void swallowFrom(String marker) {
        swallowFrom = marker;
    }

    synchronized void latency(Duration newLatency) {
        latency = newLatency;
    }

    /** Looks for the marker in a chunk of a reply. */
    synchronized void seeReply(byte[] chunk, int count) {
        if (!swallowFrom.isEmpty()
                && new String(chunk, 0, count, StandardCharsets.ISO_8859_1).contains(swallowFrom)) {
            swallowFrom = "";
            change(Mode.SWALLOW_REPLIES);
        }
    }

    /** Waits as long as a chunk is under way. */
    synchronized void awaitLatency() throws InterruptedException {
        long endNanos = System.nanoTime() + latency.toNanos();
        for (long left = endNanos - System.nanoTime();
                left > 0;
                left = endNanos - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    /** Waits until it is another one than this. */
    synchronized void awaitOtherThan(Mode from) throws InterruptedException {
        while (mode == from) {
            wait();
        }
    }

    /** Whether the end of a connection on one side is not to be seen on the other. */
    synchronized boolean holdsEnds() {
        return mode == Mode.BLACK_HOLE || mode == Mode.STALL;
    }

    /** Waits until the mode is changed. */
    synchronized void awaitChange() throws InterruptedException {
        awaitOtherThan(mode);
    }

    /** Waits until it is another one than this, at most so long. */
    synchronized void awaitOtherThan(Mode from, Duration most) throws InterruptedException {
        long endNanos = System.nanoTime() + most.toNanos();
        for (long left = endNanos - System.nanoTime();
                left > 0 && mode == from;
                left = endNanos - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }
}
