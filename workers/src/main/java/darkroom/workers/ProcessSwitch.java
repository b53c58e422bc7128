package darkroom.workers;

import darkroom.queue.reserve.ProcessState;

/** What this process is to do with jobs, and with how many threads. Thread-safe. */
final class ProcessSwitch {
    private final int threadsAtStart;
    private volatile int threads;
    private volatile ProcessState state = ProcessState.SERVING;

    ProcessSwitch(int threads) {
        this.threadsAtStart = threads;
        this.threads = threads;
    }

    int threadsAtStart() {
        return threadsAtStart;
    }

    int threads() {
        return threads;
    }

    void threads(int wanted) {
        threads = wanted;
    }

    ProcessState state() {
        return state;
    }

    /** Turns to {@code wanted}; there is no way back from stopping. */
    synchronized void turn(ProcessState wanted) {
        if (state != ProcessState.STOPPING) {
            state = wanted;
        }
    }

    boolean serving() {
        return state == ProcessState.SERVING;
    }

    boolean stopping() {
        return state == ProcessState.STOPPING;
    }
}
